/// What HTTP lets the names and values of headers be.
enum HeaderSyntax {
    /// A token: letters, digits and some signs.
    static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "a")...UInt8(ascii: "z"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// Visible ASCII, blanks and tabs.
    static func isValue(_ text: String) -> Bool { text.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x09 } }
}
