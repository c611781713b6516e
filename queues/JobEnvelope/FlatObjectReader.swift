/// Reads one JSON object whose members are plain strings and integers: all that a job message may be. A full JSON
/// reader would accept more than the contract has, at many times the cost for each message.
struct FlatObjectReader {
    enum Value: Hashable {
        case text(String)
        case integer(Int64)
    }

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The members of the object that the bytes are, nothing before or after it but white space.
    mutating func read() throws(EnvelopeError) -> [String: Value] {
        skipSpace()
        try take("{")
        var members: [String: Value] = [:]
        skipSpace()
        if peek() != UInt8(ascii: "}") {
            while true {
                let name = try readText()
                skipSpace()
                try take(":")
                skipSpace()
                let value = peek() == UInt8(ascii: "\"") ? Value.text(try readText()) : .integer(try readInteger())
                guard members.updateValue(value, forKey: name) == nil else {
                    throw EnvelopeError("member \"\(name)\" is there twice")
                }
                skipSpace()
                guard peek() == UInt8(ascii: ",") else { break }
                position += 1
                skipSpace()
            }
        }
        try take("}")
        skipSpace()
        guard position == bytes.count else {
            throw EnvelopeError("there is more after the object, at byte \(position)")
        }
        return members
    }

    private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func take(_ character: Unicode.Scalar) throws(EnvelopeError) {
        guard let byte = peek() else { throw EnvelopeError("the body ends where \"\(character)\" is due") }
        guard byte == UInt8(ascii: character) else {
            throw EnvelopeError("\"\(character)\" is due at byte \(position)")
        }
        position += 1
    }

    /// A string without escapes: neither ids nor names have any.
    private mutating func readText() throws(EnvelopeError) -> String {
        try take("\"")
        let start = position
        while let byte = peek(), byte != UInt8(ascii: "\"") {
            guard (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\") else {
                throw EnvelopeError("a character that no id or name has, at byte \(position)")
            }
            position += 1
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        try take("\"")
        return text
    }

    private mutating func readInteger() throws(EnvelopeError) -> Int64 {
        let start = position
        while let byte = peek(), (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-") { position += 1 }
        let digits = String(decoding: bytes[start..<position], as: UTF8.self)
        guard let value = Int64(digits) else { throw EnvelopeError("a string or an integer is due at byte \(start)") }
        return value
    }
}
