/// What HTTP lets the names and values of headers be.
enum HeaderSyntax {
    /// A token of RFC 9110: letters, digits and some signs.
    static func isName(_ text: String) -> Bool { !text.isEmpty && text.utf8.allSatisfy(isOfName) }

    static func isOfName(_ byte: UInt8) -> Bool { byte.isLetterOrDigit || "!#$%&'*+-.^_`|~".utf8.contains(byte) }

    /// Visible ASCII, blanks and tabs.
    static func isValue(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x09 } }
}
