/// How a text is written so that every YAML reader, 1.1 or 1.2, takes it for that text.
enum YAMLScalarText {
    /// On one line: bare where nobody could take it for anything else, otherwise in double quotes.
    static func inline(_ text: String) -> String { isBare(text) ? text : quoted(text) }

    /// The header of the `|` block that `text` is written as; `nil` where it has one line only, or holds what a block
    /// would not keep.
    static func blockHeader(_ text: String) -> String? {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 1, let first = lines.first?.first, first != " ",
            lines.allSatisfy({ $0.last != " " && $0.allSatisfy(isPrintable) })
        else { return nil }
        if text.unicodeScalars.last != "\n" { return "|-" }
        return lines.dropLast().last?.isEmpty == true ? "|+" : "|"
    }

    /// Deliberately narrow: identifiers, host names, paths, durations, images, sentences of plain words.
    private static func isBare(_ text: String) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last,
            isAlphanumeric(first) || "_/".utf8.contains(first),
            isAlphanumeric(last) || "_/)%".utf8.contains(last), text.utf8.count < 200,
            text.utf8.allSatisfy({ isAlphanumeric($0) || "_-./:=@+,;()% ".utf8.contains($0) }),
            !text.contains(": ")
        else { return false }
        return !isReserved(text) && !looksLikeNumber(text)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: false
        }
    }

    private static func isReserved(_ text: String) -> Bool {
        ["y", "n", "yes", "no", "on", "off", "true", "false", "null"].contains(text.lowercased())
    }

    /// Whether some reader could take it for a number, a time or a date: it begins with a digit and has nothing that
    /// those do not have.
    private static func looksLikeNumber(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        return text.utf8.allSatisfy { "0123456789abcdefABCDEFxXoO_.,:+-TtZz ".utf8.contains($0) }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\t": out += "\\t"
            case "\r": out += "\\r"
            default: out += isPrintable(scalar) ? String(scalar) : escape(scalar)
            }
        }
        return out + "\""
    }

    /// Whether a reader takes the character as it is and leaves it so (YAML 1.1 has more line breaks than 1.2).
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
        default: false
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (letter, width) = scalar.value <= 0xFF ? ("x", 2) : ("u", 4)
        return "\\" + letter + String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}
