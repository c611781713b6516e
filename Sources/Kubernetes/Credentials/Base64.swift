/// The base64 of RFC 4648, as kubeconfig files use it; line breaks and spaces are passed over.
enum Base64 {
    /// `nil` where the text holds anything else, or is cut off.
    static func decode(_ text: String) -> [UInt8]? {
        var out: [UInt8] = []
        var bits: UInt32 = 0
        var digits = 0
        var padding = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            if [0x20, 0x0A, 0x0D, 0x09].contains(byte) { continue }
            guard padding == 0, let value = value(of: byte) else { return nil }
            bits = bits << 6 | UInt32(value)
            digits += 1
            if digits % 4 != 1 {
                // 6, 4, 2 or 0 bits are left over for the next byte.
                let left = UInt32(6 - 2 * ((digits - 1) % 4))
                out.append(UInt8(truncatingIfNeeded: bits >> left))
            }
        }
        return digits % 4 == 1 || padding > 2 ? nil : out
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
