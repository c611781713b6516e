/// IP addresses and blocks of them as Go reads them, which is what Istio takes.
enum IPAddressSyntax {
    /// An address, of IPv6 also with a zone.
    static func isAddress(_ text: some StringProtocol) -> Bool { bits(of: text, allowsZone: true) != nil }

    /// An address with a number of bits after `/`.
    static func isBlock(_ text: some StringProtocol) -> Bool {
        guard let slash = text.lastIndex(of: "/"), let bits = bits(of: text[..<slash], allowsZone: false) else {
            return false
        }
        let length = text[text.index(after: slash)...]
        guard (1...3).contains(length.utf8.count), length.utf8.allSatisfy(\.isDigit) else { return false }
        if length.utf8.count > 1, length.utf8.first == UInt8(ascii: "0") { return false }
        return Int(length).map { $0 <= bits } ?? false
    }

    static func isAddressOrBlock(_ text: String) -> Bool {
        text.utf8.contains(UInt8(ascii: "/")) ? isBlock(text) : isAddress(text)
    }

    /// 32 or 128; `nil` for what is no address.
    private static func bits(of text: some StringProtocol, allowsZone: Bool) -> Int? {
        let bytes = Array(text.utf8)
        guard let mark = bytes.first(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }) else { return nil }
        if mark == UInt8(ascii: ".") { return isFourBytes(bytes[...]) ? 32 : nil }
        guard let percent = bytes.firstIndex(of: UInt8(ascii: "%")) else {
            return isSixteenBytes(bytes[...]) ? 128 : nil
        }
        guard allowsZone, percent < bytes.count - 1 else { return nil }
        return isSixteenBytes(bytes[..<percent]) ? 128 : nil
    }

    /// Four numbers up to 255, without leading zeros.
    private static func isFourBytes(_ bytes: ArraySlice<UInt8>) -> Bool {
        let fields = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return fields.count == 4
            && fields.allSatisfy { field in
                guard (1...3).contains(field.count), field.allSatisfy(\.isDigit) else { return false }
                if field.count > 1, field.first == UInt8(ascii: "0") { return false }
                return field.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } <= 255
            }
    }

    /// Eight groups of up to four hexadecimal digits; `::` once for one or more of them, IPv4 instead of the last two.
    private static func isSixteenBytes(_ bytes: ArraySlice<UInt8>) -> Bool {
        let colon = UInt8(ascii: ":")
        let gap = zip(bytes.indices, bytes.indices.dropFirst()).first { bytes[$0] == colon && bytes[$1] == colon }
        guard let (first, second) = gap else { return groups(bytes, endsAddress: true) == 8 }
        let before = bytes[..<first]
        let after = bytes[(second + 1)...]
        guard let left = before.isEmpty ? 0 : groups(before, endsAddress: false),
            let right = after.isEmpty ? 0 : groups(after, endsAddress: true)
        else { return false }
        return left + right < 8
    }

    /// How many groups stand between the colons; `nil` where one is none.
    private static func groups(_ bytes: ArraySlice<UInt8>, endsAddress: Bool) -> Int? {
        var groups = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = 0
        if endsAddress, let last = groups.last, last.contains(UInt8(ascii: ".")) {
            guard isFourBytes(last) else { return nil }
            groups.removeLast()
            count = 2
        }
        let areGroups = groups.allSatisfy { (1...4).contains($0.count) && $0.allSatisfy { $0.hexValue != nil } }
        return areGroups ? count + groups.count : nil
    }
}
