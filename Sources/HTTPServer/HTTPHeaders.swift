/// The header fields of a request: names without regard to case, values as the client sent them.
///
/// All of them lie in one buffer and become strings only when asked for, so that a request with twenty headers
/// costs two allocations.
package struct HTTPHeaders: Sendable {
    private struct Field {
        var start: Int
        var nameLength: Int
        var valueLength: Int
    }

    private var bytes: [UInt8] = []
    private var fields: [Field] = []

    package init(_ pairs: [(name: String, value: String)] = []) {
        for pair in pairs {
            append(name: pair.name.utf8, value: pair.value.utf8)
        }
    }

    /// The value of the first field of this name.
    package subscript(name: String) -> String? {
        fields.first { matches($0, name) }.map(value(of:))
    }

    /// The values of every field of this name, in the order of the request.
    package func values(_ name: String) -> [String] {
        fields.filter { matches($0, name) }.map(value(of:))
    }

    /// Every field in the order of the request.
    package var all: [(name: String, value: String)] {
        fields.map { field in
            let name = String(decoding: bytes[field.start..<field.start + field.nameLength], as: UTF8.self)
            return (name, value(of: field))
        }
    }

    /// The bytes are copied.
    mutating func append(name: some Collection<UInt8>, value: some Collection<UInt8>) {
        fields.append(Field(start: bytes.count, nameLength: name.count, valueLength: value.count))
        bytes.append(contentsOf: name)
        bytes.append(contentsOf: value)
    }

    private func value(of field: Field) -> String {
        let start = field.start + field.nameLength
        return String(decoding: bytes[start..<start + field.valueLength], as: UTF8.self)
    }

    private func matches(_ field: Field, _ name: String) -> Bool {
        guard field.nameLength == name.utf8.count else { return false }
        return zip(bytes[field.start...], name.utf8).allSatisfy { lowercased($0) == lowercased($1) }
    }
}

/// ASCII only, as header names are.
func lowercased(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
