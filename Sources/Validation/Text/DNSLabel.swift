/// One word of a host name (RFC 1123), in either case.
enum DNSLabel {
    static let maximumLength = 63

    static func isValid(_ text: some StringProtocol) -> Bool {
        text.utf8.count <= maximumLength && isWord(text.utf8)
    }

    /// Also `*`, and a word after `*` or `*-`.
    static func isValidPattern(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= maximumLength else { return false }
        guard bytes.first == UInt8(ascii: "*") else { return isWord(bytes) }
        var rest = bytes.dropFirst()
        if rest.isEmpty { return true }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        return isWord(rest)
    }

    /// Letters and digits, with `-` between them.
    private static func isWord(_ bytes: some Collection<UInt8>) -> Bool {
        var last = UInt8(ascii: "-")
        for byte in bytes {
            guard byte.isLetterOrDigit || byte == UInt8(ascii: "-") else { return false }
            last = byte
        }
        return last != UInt8(ascii: "-") && bytes.first != UInt8(ascii: "-")
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
    var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
    var isLetterOrDigit: Bool { isDigit || isLetter }
    /// What a hexadecimal digit counts; `nil` for what is none.
    var hexValue: Int? {
        if isDigit { return Int(self - UInt8(ascii: "0")) }
        let letter = self | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(letter) ? Int(letter - UInt8(ascii: "a")) + 10 : nil
    }
}
