/// FNV-1a (64 bit): needs no library, and is the same in every process. Not for what an opponent may choose.
package enum FNV1a {
    /// The hash of the text's UTF-8.
    package static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01b3 }
    }
}
