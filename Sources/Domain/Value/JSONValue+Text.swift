extension JSONValue {
    /// The canonical JSON text: no white space, object keys in ascending order of their UTF-8 bytes, and only the
    /// escapes that RFC 8259 demands. Equal values give equal text, so it is what content hashes are taken of.
    package var jsonText: String { String(decoding: jsonBytes, as: UTF8.self) }

    /// The UTF-8 bytes of `jsonText`.
    package var jsonBytes: [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(256)
        write(to: &out)
        return out
    }

    /// Appends the canonical JSON text to `out`.
    package func write(to out: inout [UInt8]) {
        switch self {
        case .null: out.append(contentsOf: "null".utf8)
        case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
        case .int(let value): out.append(contentsOf: String(value).utf8)
        case .double(let value): out.append(contentsOf: Self.text(of: value).utf8)
        case .string(let value): Self.write(value, to: &out)
        case .array(let elements): Self.write(elements, to: &out)
        case .object(let members): Self.write(members, to: &out)
        }
    }

    /// JSON has no infinity and no NaN: those become `null`, as JavaScript writes them.
    private static func text(of value: Double) -> String {
        guard value.isFinite else { return "null" }
        if value == value.rounded(), abs(value) < 1e15 { return String(Int64(value)) + ".0" }
        return value.description
    }

    private static func write(_ elements: [JSONValue], to out: inout [UInt8]) {
        out.append(UInt8(ascii: "["))
        for (index, element) in elements.enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            element.write(to: &out)
        }
        out.append(UInt8(ascii: "]"))
    }

    private static func write(_ members: [String: JSONValue], to out: inout [UInt8]) {
        out.append(UInt8(ascii: "{"))
        for (index, member) in members.sorted(by: Self.precedes).enumerated() {
            if index > 0 { out.append(UInt8(ascii: ",")) }
            write(member.key, to: &out)
            out.append(UInt8(ascii: ":"))
            member.value.write(to: &out)
        }
        out.append(UInt8(ascii: "}"))
    }

    /// Swift orders text by its normal form, which is another order for some letters with accents.
    private static func precedes(_ one: (key: String, value: JSONValue), _ other: (key: String, value: JSONValue))
        -> Bool
    {
        // The bytes themselves are compared several times as fast as the views of them.
        let isBefore = one.key.utf8.withContiguousStorageIfAvailable { own in
            other.key.utf8.withContiguousStorageIfAvailable { own.lexicographicallyPrecedes($0) }
        }
        return isBefore.flatMap(\.self) ?? one.key.utf8.lexicographicallyPrecedes(other.key.utf8)
    }

    private static func write(_ text: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "\""))
        let isPlain = text.utf8.withContiguousStorageIfAvailable { bytes in
            guard bytes.allSatisfy(isWrittenAsItIs) else { return false }
            out.append(contentsOf: bytes)
            return true
        }
        if isPlain != true { writeEscaped(text, to: &out) }
        out.append(UInt8(ascii: "\""))
    }

    private static func isWrittenAsItIs(_ byte: UInt8) -> Bool {
        byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func writeEscaped(_ text: String, to out: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): out.append(contentsOf: #"\""#.utf8)
            case UInt8(ascii: "\\"): out.append(contentsOf: #"\\"#.utf8)
            case 0x0A: out.append(contentsOf: #"\n"#.utf8)
            case 0x0D: out.append(contentsOf: #"\r"#.utf8)
            case 0x09: out.append(contentsOf: #"\t"#.utf8)
            case 0x00..<0x20: out.append(contentsOf: Self.unicodeEscape(byte).utf8)
            default: out.append(byte)
            }
        }
    }

    private static func unicodeEscape(_ byte: UInt8) -> String {
        let hex = String(byte, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
    }
}
