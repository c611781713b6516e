internal import Domain

/// What is refused before libyaml sees the text: bytes that are no UTF-8, control characters (libyaml
/// refuses them too, but cannot say where), and so many `%TAG` lines that libyaml's comparing each with all others
/// would take minutes.
enum SourceCheck {
    private static let maximumTagDirectives = 100

    static func check(_ text: UnsafeBufferPointer<UInt8>) throws(YAMLSyntaxError) {
        var index = 0
        var tagDirectives = 0
        while index < text.count {
            // Nearly all of a text: printable ASCII and ends of lines, `%` aside.
            let byte = text[index]
            if byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "%") || byte == 0x0A {
                index += 1
                continue
            }
            let length = UTF8Check.characterLength(in: text, at: index)
            if let refusal = refusal(of: text, at: index, length) {
                throw YAMLSyntaxError(position: SourcePosition(of: index, in: text), message: refusal)
            }
            if text[index] == UInt8(ascii: "%"), startsTagDirective(text, at: index) { tagDirectives += 1 }
            index += length
        }
        guard tagDirectives <= maximumTagDirectives else {
            throw YAMLSyntaxError(position: .start, message: "more than \(maximumTagDirectives) %TAG lines")
        }
    }

    /// Why the character at `index` cannot be in a YAML text; `nil` where it can.
    private static func refusal(of text: UnsafeBufferPointer<UInt8>, at index: Int, _ length: Int) -> String? {
        switch (length, text[index]) {
        case (0, _): "a byte is not valid UTF-8"
        case (1, 0x20...0x7E), (1, 0x09), (1, 0x0A), (1, 0x0D): nil
        case (1, 0x00): "NUL characters are not taken"
        case (1, let byte): "the control character 0x\(String(byte, radix: 16)) cannot be in YAML text"
        case (2, 0xC2) where text[index + 1] < 0xA0 && text[index + 1] != 0x85:
            "a control character (U+0080 to U+009F) cannot be in YAML text"
        case (3, 0xEF) where text[index + 1] == 0xBF && text[index + 2] >= 0xBE: "U+FFFE and U+FFFF are no characters"
        case (3, 0xEF) where text[index + 1] == 0xBB && text[index + 2] == 0xBF:
            "a byte order mark (U+FEFF) can only be at the start"
        default: nil
        }
    }

    private static func startsTagDirective(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        (index == 0 || text[index - 1] == 0x0A || text[index - 1] == 0x0D)
            && text[index...].starts(with: "%TAG".utf8)
    }
}
