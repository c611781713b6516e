/// One of the five fields of a cron expression, as a set of numbers.
struct CronField: Hashable, Sendable {
    /// Bit n: the number n is in.
    let bits: UInt64
    /// It begins with a star: it does not restrict its day field (and `*/2` does not either, as in cron).
    let isStar: Bool

    func contains(_ number: Int64) -> Bool { (0..<64).contains(number) && bits & (1 << UInt64(number)) != 0 }

    /// The smallest number that is at least `number`.
    func first(from number: Int) -> Int? {
        guard number < 64 else { return nil }
        let rest = bits & (.max << UInt64(max(number, 0)))
        return rest == 0 ? nil : rest.trailingZeroBitCount
    }

    /// The largest number that is at most `number`.
    func last(through number: Int) -> Int? {
        guard number >= 0 else { return nil }
        let rest = number >= 63 ? bits : bits & ((1 << UInt64(number + 1)) - 1)
        return rest == 0 ? nil : 63 - rest.leadingZeroBitCount
    }

    /// What the numbers of a field mean, and which there are.
    struct Kind {
        let title: String
        let range: ClosedRange<Int>
        var names: [String] = []

        static let minute = Kind(title: "minute", range: 0...59)
        static let hour = Kind(title: "hour", range: 0...23)
        static let day = Kind(title: "day of the month", range: 1...31)
        static let month = Kind(
            title: "month", range: 1...12,
            names: ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
        /// 0 and 7 are Sunday.
        static let weekday = Kind(
            title: "day of the week", range: 0...7, names: ["sun", "mon", "tue", "wed", "thu", "fri", "sat"])
    }

    /// Reads `*`, `5`, `1-5`, `*/15`, `1-30/2`, `10/5` (to the end), names, and lists of them; else says what is wrong.
    init(_ text: Substring, _ kind: Kind) throws(InvalidCron.Reason) {
        var bits: UInt64 = 0
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            bits |= try Self.bits(of: item, kind)
        }
        isStar = text.first == "*"
        // Sunday has two numbers.
        let isSunday = kind.range.upperBound == 7 && bits & (1 << 7) != 0
        self.bits = isSunday ? (bits | 1) & ~(1 << 7) : bits
    }

    private static func bits(of item: Substring, _ kind: Kind) throws(InvalidCron.Reason) -> UInt64 {
        let parts = item.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let span = parts[0]
        var step = 1
        if parts.count > 1 {
            guard let number = digits(parts[1]), number > 0 else {
                throw .init("the \(kind.title) has \"/\(parts[1].prefix(16))\": a step is a number from 1 on")
            }
            step = number
        }
        let range = try Self.range(span, kind, isOpen: parts.count > 1)
        return stride(from: range.lowerBound, through: range.upperBound, by: step).reduce(0) { $0 | 1 << UInt64($1) }
    }

    private static func range(
        _ span: Substring, _ kind: Kind, isOpen: Bool
    ) throws(InvalidCron.Reason) -> ClosedRange<Int> {
        let last = kind.range.upperBound == 7 ? 6 : kind.range.upperBound
        if span == "*" { return kind.range.lowerBound...last }
        let ends = span.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let lower = try number(ends[0], kind)
        guard ends.count > 1 else { return lower...(isOpen ? max(last, lower) : lower) }
        var upper = try number(ends[1], kind)
        // "fri-sun" runs to the Sunday that ends the week.
        if kind.range.upperBound == 7, upper == 0, lower > 0 { upper = 7 }
        guard lower <= upper else {
            throw .init(
                "the \(kind.title) \"\(span)\" runs backwards: write \(ends[0])-\(last),\(kind.range.lowerBound)-\(ends[1])"
            )
        }
        return lower...upper
    }

    private static func number(_ text: Substring, _ kind: Kind) throws(InvalidCron.Reason) -> Int {
        if let name = kind.names.firstIndex(of: text.lowercased()) { return name + (kind.range.lowerBound) }
        guard let number = digits(text), kind.range.contains(number) else {
            let names = kind.names.first.map { " or a name such as \($0)" } ?? ""
            throw .init(
                "the \(kind.title) is \"\(text.prefix(16))\": it must be \(kind.range.lowerBound) to "
                    + "\(kind.range.upperBound)\(names)")
        }
        return number
    }

    private static func digits(_ text: Substring) -> Int? {
        guard text.utf8.count <= 4, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return Int(text)
    }
}
