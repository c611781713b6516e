/// Base64 (RFC 4648), strictly: only the canonical text of some bytes is read, so that no two texts mean the same.
package enum Base64: Sendable {
    /// `+`, `/` and padding.
    case standard
    /// `-`, `_` and no padding, as in tokens.
    case url

    private static let common = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
    private static let standardAlphabet = common + Array("+/".utf8)
    private static let urlAlphabet = common + Array("-_".utf8)
    private static let standardValues = values(of: standardAlphabet)
    private static let urlValues = values(of: urlAlphabet)

    /// The value of each byte, 255 where it has none.
    private static func values(of alphabet: [UInt8]) -> [UInt8] {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
        return values
    }

    /// The text of `bytes`.
    package func encode(_ bytes: some Sequence<UInt8>) -> String {
        let alphabet = self == .standard ? Self.standardAlphabet : Self.urlAlphabet
        var out: [UInt8] = []
        var bits: UInt32 = 0
        var bitCount = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                out.append(alphabet[Int(bits >> bitCount & 63)])
            }
        }
        if bitCount > 0 { out.append(alphabet[Int(bits << (6 - bitCount) & 63)]) }
        while self == .standard, out.count % 4 != 0 { out.append(UInt8(ascii: "=")) }
        return String(decoding: out, as: UTF8.self)
    }

    /// The bytes that `text` stands for; `nil` where it is not the canonical text of any.
    package func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let values = self == .standard ? Self.standardValues : Self.urlValues
        var out: [UInt8] = []
        out.reserveCapacity(text.count * 3 / 4)
        var bits: UInt32 = 0
        var bitCount = 0
        var padding = 0
        for byte in text {
            if self == .standard, byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            let value = values[Int(byte)]
            guard value != 255, padding == 0 else { return nil }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                out.append(UInt8(truncatingIfNeeded: bits >> bitCount))
            }
        }
        guard bitCount < 6, bits & (1 << bitCount - 1) == 0 else { return nil }
        guard self == .url || (text.count % 4 == 0 && padding == bitCount / 2) else { return nil }
        return out
    }
}
