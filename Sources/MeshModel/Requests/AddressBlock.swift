/// A block of IP addresses, e.g. `10.1.0.0/16`, or a single address.
package struct AddressBlock: Hashable, Sendable {
    /// As it was written.
    package let text: String
    /// 4 or 16 bytes.
    private let bytes: [UInt8]
    /// How many of their leading bits count.
    private let length: Int

    /// Reads what Go's `net/netip` reads, which is what the meshes take. `nil` where the text is no address and no
    /// block (Istio ignores such a rule of an ALLOW policy).
    package init?(_ text: String) {
        let all = text.utf8
        guard let slash = all.lastIndex(of: UInt8(ascii: "/")) else {
            guard let bytes = Self.bytes(ofAddress: all) else { return nil }
            (self.text, self.bytes, length) = (text, bytes, bytes.count * 8)
            return
        }
        let digits = all[all.index(after: slash)...]
        guard let bytes = Self.bytes(ofAddress: all[..<slash]), let length = Self.number(digits),
            length <= bytes.count * 8
        else { return nil }
        (self.text, self.bytes, self.length) = (text, bytes, length)
    }

    /// The 4 or 16 bytes of an address without a zone; `nil` for what is no address.
    package static func bytes(ofAddress text: some Collection<UInt8>) -> [UInt8]? {
        // The longest is six groups and an IPv4 address.
        guard text.count <= 45 else { return nil }
        let text = Array(text)
        return text.contains(colon) ? version6(text) : version4(text[...])
    }

    private static let colon = UInt8(ascii: ":")

    /// Up to three digits without a leading zero.
    private static func number(_ digits: some Collection<UInt8>) -> Int? {
        guard (1...3).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private static func version4(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { number($0).flatMap { UInt8(exactly: $0) } }
        return bytes.count == 4 ? bytes : nil
    }

    private static func version6(_ text: [UInt8]) -> [UInt8]? {
        guard let gap = text.indices.dropLast().first(where: { text[$0] == colon && text[$0 + 1] == colon }) else {
            let bytes = groups(text[...], isEnd: true)
            return bytes?.count == 16 ? bytes : nil
        }
        guard let head = groups(text[..<gap], isEnd: false), let tail = groups(text[(gap + 2)...], isEnd: true),
            head.count + tail.count <= 14
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// The bytes of `a:b:c`; at the end of the address the last group may be an IPv4 address.
    private static func groups(_ text: ArraySlice<UInt8>, isEnd: Bool) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: colon, omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if isEnd, index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard let last = version4(part) else { return nil }
                bytes += last
            } else {
                guard let group = group(part) else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
    }

    /// One to four hexadecimal digits.
    private static func group(_ part: ArraySlice<UInt8>) -> Int? {
        guard (1...4).contains(part.count) else { return nil }
        var group = 0
        for byte in part {
            let letter = byte | 0x20
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                group = group << 4 | Int(byte - UInt8(ascii: "0"))
            } else if (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(letter) {
                group = group << 4 | Int(letter - UInt8(ascii: "a")) + 10
            } else {
                return nil
            }
        }
        return group
    }

    /// Whether every address of `other` is in this block.
    package func contains(_ other: AddressBlock) -> Bool {
        guard bytes.count == other.bytes.count, length <= other.length else { return false }
        return (0..<length).allSatisfy { bit(of: bytes, $0) == bit(of: other.bytes, $0) }
    }

    /// Blocks are nested or have nothing in common.
    package func isDisjoint(from other: AddressBlock) -> Bool { !contains(other) && !other.contains(self) }

    private func bit(of bytes: [UInt8], _ index: Int) -> UInt8 { bytes[index / 8] >> UInt8(7 - index % 8) & 1 }

    package static func == (left: AddressBlock, right: AddressBlock) -> Bool {
        left.contains(right) && right.contains(left)
    }
    package func hash(into hasher: inout Hasher) {
        hasher.combine(bytes.count)
        hasher.combine(length)
    }
}

extension AddressBlock {
    /// Whether the text of an address is in the text of a block; what cannot be read contains nothing.
    static func contains(_ block: String, _ address: String) -> Bool {
        guard let block = AddressBlock(block), let address = AddressBlock(address) else { return false }
        return block.contains(address)
    }
}
