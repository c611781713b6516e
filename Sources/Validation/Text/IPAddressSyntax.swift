import MeshModel

/// IP addresses and blocks of them as Go reads them, which is what the meshes and Kubernetes take.
enum IPAddressSyntax {
    /// An address, of IPv6 also with a zone.
    static func isAddress(_ text: some StringProtocol) -> Bool {
        let bytes = text.utf8
        guard let percent = bytes.firstIndex(of: UInt8(ascii: "%")) else { return isPlain(text) }
        let address = bytes[..<percent]
        return bytes.index(after: percent) < bytes.endIndex && address.contains(UInt8(ascii: ":"))
            && AddressBlock.bytes(ofAddress: address) != nil
    }

    /// An address without a zone.
    static func isPlain(_ text: some StringProtocol) -> Bool { AddressBlock.bytes(ofAddress: text.utf8) != nil }

    static func isIPv4(_ text: String) -> Bool { AddressBlock.bytes(ofAddress: text.utf8)?.count == 4 }

    static func isIPv6(_ text: String) -> Bool { AddressBlock.bytes(ofAddress: text.utf8)?.count == 16 }

    /// An address with a number of bits after `/`.
    static func isBlock(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "/")) && AddressBlock(text) != nil
    }

    static func isAddressOrBlock(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "/")) ? isBlock(text) : isAddress(text)
    }
}
