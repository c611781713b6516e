/// A text that is no duration in ISO 8601, or one that has no fixed length.
package struct InvalidDuration: Error, Hashable, Sendable, CustomStringConvertible {
    package let text: String
    /// What is wrong and what to write instead.
    package let reason: String

    package init(text: String, reason: String) {
        self.text = text
        self.reason = reason
    }

    package var description: String { "\"\(text.prefix(64))\" is no duration: \(reason)" }
}

extension Duration {
    /// The duration in ISO 8601, of days, hours, minutes and seconds as large as they can be: `PT30S`, `PT1H30M`,
    /// `P1DT0.5S`; zero is `PT0S`, and a negative one has a minus in front (which is written, never read).
    package var isoText: String {
        let (seconds, attoseconds) = components
        let isNegative = seconds < 0 || attoseconds < 0
        let whole = seconds.magnitude
        let clock = [(whole / 3600 % 24, "H"), (whole / 60 % 60, "M")].filter { $0.0 > 0 }.map { "\($0.0)\($0.1)" }
        let days = whole / 86_400
        let fraction = Self.fraction(attoseconds.magnitude)
        var time = clock.joined()
        if whole % 60 > 0 || !fraction.isEmpty { time += "\(whole % 60)\(fraction)S" }
        if time.isEmpty, days == 0 { time = "0S" }
        return (isNegative ? "-P" : "P") + (days > 0 ? "\(days)D" : "") + (time.isEmpty ? "" : "T" + time)
    }

    private static func fraction(_ attoseconds: UInt64) -> String {
        guard attoseconds > 0 else { return "" }
        let digits = String(attoseconds)
        let padded = String(repeating: "0", count: max(0, 18 - digits.utf8.count)) + digits
        return "." + padded.reversed().drop { $0 == "0" }.reversed()
    }

    /// Reads ISO 8601: weeks, days, hours, minutes and seconds, of which only the seconds may have a fraction. Years
    /// and months are refused, since they have no fixed length; so are signs: nothing here lasts less than no time.
    package init(isoText text: String) throws(InvalidDuration) {
        var reading = DurationReading(text: text)
        self = try reading.duration()
    }
}

/// One reading of a duration, from left to right.
private struct DurationReading {
    let text: String
    private var rest: ArraySlice<UInt8>
    private var isTime = false
    /// The rank of the last designator: they come from large to small, each at most once.
    private var rank = 0
    private var total = Duration.zero

    /// Longer ones are slips of the keyboard, and would leave the calendar.
    private static let longest = Duration.seconds(86_400 * 36_525)

    init(text: String) {
        self.text = text
        rest = Array(text.utf8)[...]
    }

    mutating func duration() throws(InvalidDuration) -> Duration {
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") {
            throw refusal("a duration has no sign")
        }
        guard takeLetter("P") else { throw refusal("it is written in ISO 8601, for example PT30S, PT5M or P1D") }
        while !rest.isEmpty {
            if !isTime, takeLetter("T") {
                isTime = true
                guard !rest.isEmpty else { throw refusal("nothing follows the T") }
            } else {
                total += try part()
                guard total <= Self.longest else { throw refusal("it is longer than a hundred years") }
            }
        }
        guard rank > 0 else { throw refusal("it says no number, for example PT30S") }
        return total
    }

    private mutating func part() throws(InvalidDuration) -> Duration {
        let digits = takeDigits()
        guard !digits.isEmpty else { throw refusal("a number was expected before \"\(next)\"") }
        guard digits.count <= 10, let number = Int64(String(decoding: digits, as: UTF8.self)) else {
            throw refusal("it is longer than a hundred years")
        }
        guard let mark = rest.first else { throw refusal("the unit of the last number is missing") }
        if mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") {
            rest = rest.dropFirst()
            return try seconds(number, fraction: takeDigits())
        }
        let designator = next
        rest = rest.dropFirst()
        return .seconds(number * (try unit(designator)))
    }

    private mutating func seconds(_ number: Int64, fraction: [UInt8]) throws(InvalidDuration) -> Duration {
        guard !fraction.isEmpty else { throw refusal("digits are missing after the decimal mark") }
        guard isTime, takeLetter("S") else { throw refusal("only seconds may have a fraction") }
        guard fraction.count <= 18, var attoseconds = Int64(String(decoding: fraction, as: UTF8.self)) else {
            throw refusal("a fraction has at most 18 digits")
        }
        for _ in fraction.count..<18 { attoseconds *= 10 }
        _ = try unit("S")
        return .seconds(number) + Duration(secondsComponent: 0, attosecondsComponent: attoseconds)
    }

    /// How many seconds the unit has; it must come in its place.
    private mutating func unit(_ designator: String) throws(InvalidDuration) -> Int64 {
        let (rank, seconds): (Int, Int64)
        switch (designator, isTime) {
        case ("W", false): (rank, seconds) = (1, 604_800)
        case ("D", false): (rank, seconds) = (2, 86_400)
        case ("H", true): (rank, seconds) = (3, 3600)
        case ("M", true): (rank, seconds) = (4, 60)
        case ("S", true): (rank, seconds) = (5, 1)
        case ("Y", false): throw refusal("a year has no fixed length: write days")
        case ("M", false): throw refusal("a month has no fixed length: write days, or minutes after a T (PT5M)")
        case ("H", false), ("S", false): throw refusal("hours, minutes and seconds come after a T, as in PT30S")
        case ("W", true), ("D", true): throw refusal("weeks and days come before the T, as in P1DT12H")
        default: throw refusal("\"\(designator)\" is no unit; there are W, D, and after a T: H, M and S")
        }
        guard rank > self.rank else { throw refusal("units come from large to small, each at most once") }
        self.rank = rank
        return seconds
    }

    private var next: String {
        guard let scalar = String(decoding: rest, as: UTF8.self).first else { return "" }
        return String(scalar).uppercased()
    }

    private mutating func takeLetter(_ letter: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first & 0xDF) == letter.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func takeDigits() -> [UInt8] {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        rest = rest.dropFirst(digits.count)
        return Array(digits)
    }

    private func refusal(_ reason: String) -> InvalidDuration { InvalidDuration(text: text, reason: reason) }
}
