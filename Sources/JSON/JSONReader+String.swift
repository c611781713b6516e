internal import Domain

extension JSONReader {
    /// A string, from its opening quote to after its closing one.
    mutating func string() throws(JSONFault) -> String {
        index += 1
        let start = index
        var isASCII = true
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "\"") {
                let content = UnsafeBufferPointer(rebasing: text[start..<index])
                if !isASCII { try check(content, from: start) }
                index += 1
                return String(decoding: content, as: UTF8.self)
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw controlCharacter(byte) }
            if byte >= 0x80 { isASCII = false }
            index += 1
        }
        throw JSONFault(offset: start - 1, message: "the string that begins here is not closed")
    }

    /// The same, once a backslash was met at `index`.
    private mutating func escapedString(from start: Int) throws(JSONFault) -> String {
        var out = Array(text[start..<index])
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "\"") {
                try check(UnsafeBufferPointer(rebasing: text[start..<index]), from: start)
                index += 1
                return String(decoding: out, as: UTF8.self)
            }
            guard byte >= 0x20 else { throw controlCharacter(byte) }
            if byte == UInt8(ascii: "\\") {
                try escape(into: &out)
            } else {
                out.append(byte)
                index += 1
            }
        }
        throw JSONFault(offset: start - 1, message: "the string that begins here is not closed")
    }

    private func check(_ content: UnsafeBufferPointer<UInt8>, from start: Int) throws(JSONFault) {
        if let offset = UTF8Check.firstInvalidOffset(in: content) {
            throw JSONFault(offset: start + offset, message: "a byte is not valid UTF-8")
        }
    }

    private func controlCharacter(_ byte: UInt8) -> JSONFault {
        switch byte {
        case 0x00: fault("NUL characters are not taken")
        case 0x0A: fault("a string cannot go on in the next line: close it, or write the line break as `\\n`")
        case 0x09: fault("a tab inside a string is written `\\t`")
        default: fault("a control character inside a string must be written as `\\u00…`")
        }
    }

    private mutating func escape(into out: inout [UInt8]) throws(JSONFault) {
        guard index + 1 < text.count else { throw fault("the text ends inside a string") }
        let plain: UInt8
        switch text[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): plain = text[index + 1]
        case UInt8(ascii: "b"): plain = 0x08
        case UInt8(ascii: "f"): plain = 0x0C
        case UInt8(ascii: "n"): plain = 0x0A
        case UInt8(ascii: "r"): plain = 0x0D
        case UInt8(ascii: "t"): plain = 0x09
        case UInt8(ascii: "u"):
            out.append(contentsOf: try unicodeEscape().utf8)
            return
        default: throw fault("a backslash is followed by one of `\" \\ / b f n r t u`; a backslash itself is `\\\\`")
        }
        out.append(plain)
        index += 2
    }

    /// `\uXXXX`, or two of them that stand for one character outside the basic plane.
    private mutating func unicodeEscape() throws(JSONFault) -> String {
        let start = index
        let first = try hexadecimal()
        guard first != 0 else { throw JSONFault(offset: start, message: "NUL characters are not taken") }
        if let scalar = Unicode.Scalar(first) { return String(scalar) }
        let lone = JSONFault(offset: start, message: "half of a surrogate pair: two `\\u` escapes make one character")
        guard first < 0xDC00, index + 1 < text.count, text[index] == UInt8(ascii: "\\"),
            text[index + 1] == UInt8(ascii: "u")
        else { throw lone }
        let second = try hexadecimal()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw lone }
        return String(scalar)
    }

    /// The number in `\uXXXX` at `index`, which it passes.
    private mutating func hexadecimal() throws(JSONFault) -> UInt32 {
        guard index + 6 <= text.count else { throw fault("`\\u` is followed by four hexadecimal digits") }
        var number: UInt32 = 0
        for byte in text[index + 2..<index + 6] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw fault("`\\u` is followed by four hexadecimal digits")
            }
            number = number << 4 | UInt32(digit)
        }
        index += 6
        return number
    }
}
