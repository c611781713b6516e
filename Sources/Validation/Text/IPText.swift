/// Addresses and ranges of addresses, as texts.
enum IPText {
    static func isIP(_ text: String) -> Bool { isIPv4(text) || isIPv6(text) }

    /// Four numbers up to 255 without leading zeros.
    static func isIPv4(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.allSatisfy { (0x30...0x39).contains($0) }
                    && (part.count == 1 || part.first != UInt8(ascii: "0")) && (Int(String(part) ?? "") ?? 256) <= 255
            }
    }

    /// Eight groups, of which one run may be left out; the last two may be an IPv4 address. No zone.
    static func isIPv6(_ text: String) -> Bool {
        guard text.utf8.count <= 45, text.utf8.contains(UInt8(ascii: ":")) else { return false }
        let halves = text.split(separator: "::", maxSplits: 2, omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return false }
        var groups = 0
        for (index, half) in halves.enumerated() {
            guard let count = groupCount(half, isLast: index == halves.count - 1) else { return false }
            groups += count
        }
        return halves.count == 2 ? groups <= 7 : groups == 8
    }

    private static func groupCount(_ text: Substring, isLast: Bool) -> Int? {
        if text.isEmpty { return 0 }
        var count = 0
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if isLast, index == parts.count - 1, part.utf8.contains(UInt8(ascii: ".")) {
                guard isIPv4(String(part)) else { return nil }
                count += 2
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(isHexadecimal) else { return nil }
                count += 1
            }
        }
        return count
    }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
    }

    static func isCIDR(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bits = Int(parts[1]), String(bits) == parts[1] else { return false }
        return isIPv4(String(parts[0])) && (0...32).contains(bits)
            || isIPv6(String(parts[0])) && (0...128).contains(bits)
    }
}
