/// Finds what is wrong with bytes that should be UTF-8 (RFC 3629: no overlong forms, no surrogates, at most
/// U+10FFFF), which the standard library's decoders repair without a word.
package enum UTF8Check {
    /// The offset of the first byte that is not part of a well-formed character, or `nil` where all is well.
    package static func firstInvalidOffset(in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var index = 0
        while index < bytes.count {
            if bytes[index] < 0x80 {
                index += 1
            } else {
                let length = characterLength(in: bytes, at: index)
                if length == 0 { return index }
                index += length
            }
        }
        return nil
    }

    /// The length in bytes of the well-formed character at `index` (1 to 4), or 0 where there is none.
    package static func characterLength(in bytes: UnsafeBufferPointer<UInt8>, at index: Int) -> Int {
        let lead = bytes[index]
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0x00...0x7F: return 1
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        case 0xF1...0xF3: length = 4
        default: return 0
        }
        guard index + length <= bytes.count, second.contains(bytes[index + 1]) else { return 0 }
        for offset in 2..<max(length, 2) where bytes[index + offset] & 0xC0 != 0x80 { return 0 }
        return length
    }
}
