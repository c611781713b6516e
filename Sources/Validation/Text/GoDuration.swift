/// Durations as Go writes them: `1h30m`, `250ms`, `1.5s`, `-2s`.
enum GoDuration {
    /// Its length, without the sign: what Go calls a duration fits into 292 years.
    struct Length: Hashable, Sendable {
        let nanoseconds: Double
        let isNegative: Bool

        /// Signed.
        var signed: Double { isNegative ? -nanoseconds : nanoseconds }
    }

    /// What Go's `time.ParseDuration` reads; `nil` for anything else.
    static func length(_ text: String) -> Length? {
        var bytes = Array(text.utf8)[...]
        let sign = bytes.first.flatMap { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") ? $0 : nil }
        if sign != nil { bytes = bytes.dropFirst() }
        guard !bytes.isEmpty, let total = sum(bytes), total < 0x1p63 else { return nil }
        return Length(nanoseconds: total, isNegative: sign == UInt8(ascii: "-"))
    }

    /// The length in nanoseconds with its sign; what is less than one falls away.
    static func nanoseconds(_ text: String) -> Int64? {
        // What binary fractions lose is far less than a thousandth.
        length(text).flatMap { Int64(exactly: ($0.nanoseconds + 0.001).rounded(.down) * ($0.isNegative ? -1 : 1)) }
    }

    /// What Linkerd's policy controller reads: Go's durations, with any number of signs, and nothing at all for zero.
    static func linkerdLength(_ text: String) -> Length? {
        let bytes = Array(text.utf8).drop { $0 == UInt8(ascii: "+") }.drop { $0 == UInt8(ascii: "-") }
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        guard !bytes.isEmpty else { return Length(nanoseconds: 0, isNegative: isNegative) }
        return sum(bytes).map { Length(nanoseconds: $0, isNegative: isNegative) }
    }

    private static func sum(_ text: ArraySlice<UInt8>) -> Double? {
        if text.elementsEqual("0".utf8) { return 0 }
        var rest = text
        var total = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isDigit || $0 == UInt8(ascii: ".") }
            rest = rest.dropFirst(number.count)
            let name = rest.prefix { !$0.isDigit && $0 != UInt8(ascii: ".") }
            rest = rest.dropFirst(name.count)
            guard let value = value(number), let unit = units[String(decoding: name, as: UTF8.self)] else { return nil }
            total += value * unit
        }
        return total
    }

    private static let units: [String: Double] = [
        "ns": 1, "us": 1e3, "\u{B5}s": 1e3, "\u{3BC}s": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9,
    ]

    /// Digits with at most one point among or around them.
    private static func value(_ text: ArraySlice<UInt8>) -> Double? {
        guard text.contains(where: \.isDigit), text.count(where: { $0 == UInt8(ascii: ".") }) <= 1 else { return nil }
        return Double("0" + String(decoding: text, as: UTF8.self) + (text.last == UInt8(ascii: ".") ? "0" : ""))
    }
}
