/// Durations as policies write them: `5s`, `0.5s`, `500ms`, `1m30s`.
enum PolicyDuration {
    /// Milliseconds; `nil` where the text is none.
    static func milliseconds(_ text: String) -> Double? {
        var rest = Substring(text)
        var sum = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isNumber || $0 == "." }
            guard let number = Double(digits) else { return nil }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !$0.isNumber && $0 != "." }
            rest = rest.dropFirst(unit.count)
            guard let factor = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "us": 0.001][String(unit)] else {
                return nil
            }
            sum += number * factor
        }
        return sum
    }

    /// A limit; none where it is not given or zero.
    static func limit(_ text: String?) -> Double? { text.flatMap(milliseconds).flatMap { $0 > 0 ? $0 : nil } }
}
