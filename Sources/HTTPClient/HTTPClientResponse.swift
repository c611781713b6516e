/// The status line and headers of an answer. Every status is an answer, not an error.
package struct HTTPResponseHead: Sendable {
    package internal(set) var status = 0
    /// In the order of the answer.
    package internal(set) var headers: [(name: String, value: String)] = []

    /// The value of the first header of this name, in any case.
    package func header(_ name: String) -> String? {
        headers.first { equalIgnoringCase($0.name, name) }?.value
    }
}

/// A complete answer.
package struct HTTPClientResponse: Sendable {
    package let head: HTTPResponseHead
    package let body: [UInt8]

    package var status: Int { head.status }

    /// The value of the first header of this name, in any case.
    package func header(_ name: String) -> String? { head.header(name) }
}

/// ASCII only, as header names are.
func equalIgnoringCase(_ one: String, _ other: String) -> Bool {
    one.utf8.elementsEqual(other.utf8) { lowercased($0) == lowercased($1) }
}

private func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}

extension HTTPResponseHead {
    /// Takes one line as libcurl gives it: a status line (which begins anew: there may be a `100 Continue` before
    /// the answer), a header, or the empty line at the end. Returns whether the head is now complete.
    mutating func add(line: UnsafeBufferPointer<UInt8>) -> Bool {
        let text =
            line.last == UInt8(ascii: "\n")
            ? line.dropLast(line.dropLast().last == UInt8(ascii: "\r") ? 2 : 1) : line[...]
        if text.isEmpty { return status >= 200 }
        if text.starts(with: "HTTP/".utf8) {
            self = HTTPResponseHead()
            let code = text.drop { $0 != UInt8(ascii: " ") }.dropFirst().prefix(3)
            status = Int(String(decoding: code, as: UTF8.self)) ?? 0
        } else if let colon = text.firstIndex(of: UInt8(ascii: ":")) {
            headers.append((String(decoding: text[..<colon], as: UTF8.self), trimmed(text[(colon + 1)...])))
        }
        return false
    }
}

private func trimmed(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
    let start = bytes.drop(while: isSpace)
    let end = start.lastIndex { !isSpace($0) }.map { start.index(after: $0) } ?? start.startIndex
    return String(decoding: start[..<end], as: UTF8.self)
}
