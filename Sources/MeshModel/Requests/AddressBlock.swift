/// A block of IP addresses, e.g. `10.1.0.0/16`, or a single address.
package struct AddressBlock: Hashable, Sendable {
    /// As it was written.
    package let text: String
    /// 4 or 16 bytes.
    private let bytes: [UInt8]
    /// How many of their leading bits count.
    private let length: Int

    /// `nil` where the text is no address and no block (Istio ignores such a rule of an ALLOW policy).
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = parts.first,
            let bytes = address.contains(":") ? Self.version6(address) : Self.version4(address)
        else { return nil }
        var length = bytes.count * 8
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...length).contains(given), parts[1].first?.isNumber == true else {
                return nil
            }
            length = given
        }
        (self.text, self.bytes, self.length) = (text, bytes, length)
    }

    private static func version4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { part in
            part.allSatisfy { $0.isASCII && $0.isNumber } && (part.count == 1 || !part.hasPrefix("0"))
                ? UInt8(part) : nil
        }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    private static func version6(_ text: Substring) -> [UInt8]? {
        guard let gap = text.firstRange(of: "::") else {
            let bytes = groups(text)
            return bytes?.count == 16 ? bytes : nil
        }
        guard let head = groups(text[..<gap.lowerBound]), let tail = groups(text[gap.upperBound...]),
            head.count + tail.count <= 14
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// The bytes of `a:b:c`, the last group of which may be an IPv4 address.
    private static func groups(_ text: Substring) -> [UInt8]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var bytes: [UInt8] = []
        for (index, part) in parts.enumerated() {
            if part.contains("."), index == parts.count - 1 {
                guard let last = version4(part) else { return nil }
                bytes += last
            } else {
                guard part.count <= 4, part.allSatisfy({ $0.isASCII && $0.isHexDigit }),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
            }
        }
        return bytes.count <= 16 ? bytes : nil
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
