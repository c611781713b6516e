package import Domain

/// Reads JSON (RFC 8259), strictly: UTF-8 only, no trailing text, no duplicate keys, no NUL characters, nesting
/// and size within limits. Integers are 64-bit; a larger one is refused rather than rounded. Thread-safe.
///
/// It is our own because jansson, which the tests compare it with, needs a second tree and could not be made to
/// read lists of Kubernetes objects as fast as they come (30 MB/s against 105).
package enum JSONParser {
    /// The value that `bytes` hold. Throws `JSONSyntaxError` with the place of the first thing that is wrong.
    package static func parse(
        _ bytes: some Sequence<UInt8>, limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONValue {
        let result = bytes.withContiguousStorageIfAvailable { parsed($0, limits) }
        if let result { return try result.get() }
        return try Array(bytes).withUnsafeBufferPointer { parsed($0, limits) }.get()
    }

    /// The value that `text` holds.
    package static func parse(
        _ text: String, limits: JSONLimits = JSONLimits()
    ) throws(JSONSyntaxError) -> JSONValue {
        try parse(text.utf8, limits: limits)
    }

    /// Reads an array element by element, so that no more than one of them is held; `false` where `bytes` hold another
    /// value. Throws as `parse` does, by then with elements taken.
    package static func elements(
        of bytes: [UInt8], limits: JSONLimits = JSONLimits(), _ take: (JSONValue) -> Void
    ) throws(JSONSyntaxError) -> Bool {
        try bytes.withUnsafeBufferPointer { text in
            read(text, limits) { reader throws(JSONFault) in try reader.elements(take) }
        }.get()
    }

    private static func parsed(
        _ text: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits
    ) -> Result<JSONValue, JSONSyntaxError> {
        read(text, limits) { reader throws(JSONFault) in try reader.document() }
    }

    /// A `Result`, because the standard library's buffer closures do not carry typed errors.
    private static func read<Found>(
        _ text: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits,
        _ body: (inout JSONReader) throws(JSONFault) -> Found
    ) -> Result<Found, JSONSyntaxError> {
        guard text.count <= limits.maximumBytes else {
            let message = "the text is \(text.count) bytes long; at most \(limits.maximumBytes) are taken"
            return .failure(JSONSyntaxError(position: .start, message: message))
        }
        var reader = JSONReader(text: text, maximumDepth: limits.maximumDepth)
        do throws(JSONFault) {
            return .success(try body(&reader))
        } catch {
            let position = SourcePosition(of: error.offset, in: text)
            return .failure(JSONSyntaxError(position: position, message: error.message))
        }
    }
}

/// What the reader stumbled over, at a byte offset; lines and columns are counted only when they are asked for.
struct JSONFault: Error {
    let offset: Int
    let message: String
}
