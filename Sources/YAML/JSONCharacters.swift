internal import Domain

/// Rewrites the few characters that JSON allows and libyaml does not read: a character outside the basic plane as two
/// `\u` escapes, and line separators and control characters inside strings.
struct JSONCharacters {
    private let text: UnsafeBufferPointer<UInt8>
    private var out: [UInt8] = []
    private var copied = 0

    /// `text` as libyaml reads it, columns behind a rewritten character being off in that line; `nil` where `text` does
    /// not look like JSON or needs nothing.
    static func escaped(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        let first = text.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return nil }
        var rewriter = JSONCharacters(text: text)
        rewriter.rewrite()
        return rewriter.copied == 0 ? nil : rewriter.out + text[rewriter.copied...]
    }

    private init(text: UnsafeBufferPointer<UInt8>) { self.text = text }

    private mutating func rewrite() {
        var index = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\\"): index += rewriteEscape(at: index)
            case 0x7F, 0xC2, 0xE2, 0xEF: index += rewriteCharacter(at: index)
            default: index += 1
            }
        }
    }

    /// How many bytes were dealt with.
    private mutating func rewriteEscape(at index: Int) -> Int {
        guard let high = unit(at: index), (0xD800..<0xDC00).contains(high), let low = unit(at: index + 6),
            (0xDC00..<0xE000).contains(low)
        else { return 2 }
        replace(index, 12, by: "\\U" + hexadecimal(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00), width: 8))
        return 12
    }

    private mutating func rewriteCharacter(at index: Int) -> Int {
        let length = UTF8Check.characterLength(in: text, at: index)
        guard length > 0,
            let scalar = String(decoding: text[index..<index + length], as: UTF8.self).unicodeScalars.first
        else { return 1 }
        switch scalar.value {
        case 0x7F...0x9F, 0x2028, 0x2029, 0xFFFE, 0xFFFF,
            0xFEFF where index > 0:
            replace(index, length, by: "\\u" + hexadecimal(scalar.value, width: 4))
        default: break
        }
        return length
    }

    private mutating func replace(_ index: Int, _ length: Int, by escape: String) {
        out += text[copied..<index]
        out += escape.utf8
        copied = index + length
    }

    private func hexadecimal(_ number: UInt32, width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    /// The number in the `\uXXXX` at `index`, where there is one.
    private func unit(at index: Int) -> UInt32? {
        guard index + 6 <= text.count, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u") else {
            return nil
        }
        return UInt32(String(decoding: text[index + 2..<index + 6], as: UTF8.self), radix: 16)
    }
}
