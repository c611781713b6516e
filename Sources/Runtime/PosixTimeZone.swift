import Domain

/// The last line of a time zone file: a TZ variable of POSIX (`CET-1CEST,M3.5.0,M10.5.0/3`), which holds for all time
/// after the file's last transition.
struct PosixTimeZone {
    /// Seconds before UTC.
    let standardOffset: Int64
    private var summer: Summer?

    private struct Summer {
        let offset: Int64
        let begins: YearlyMoment
        let ends: YearlyMoment
    }

    /// Nobody plans beyond it.
    private static let lastYear: Int64 = 2100

    /// `nil` for an empty line: nothing is known of that time.
    init?(_ line: [UInt8]) throws(TZif.Problem) {
        guard !line.isEmpty else { return nil }
        var text = PosixText(rest: line[...])
        try text.name()
        standardOffset = -(try text.time())
        guard !text.isAtEnd else { return }
        try text.name()
        let offset = text.isAtEnd || text.next == UInt8(ascii: ",") ? standardOffset + 3600 : -(try text.time())
        // What the rule of the United States is where none is written.
        if text.isAtEnd { text = PosixText(rest: Array(",M3.2.0,M11.1.0".utf8)[...]) }
        try text.expect(",")
        let begins = try text.yearlyMoment()
        try text.expect(",")
        summer = Summer(offset: offset, begins: begins, ends: try text.yearlyMoment())
        guard text.isAtEnd else { throw text.problem }
    }

    /// The transitions after the moment, or from 1900 on.
    func transitions(after moment: Timestamp?) -> [TimeZoneRules.Transition] {
        guard let summer else { return [] }
        let start = moment ?? Timestamp(microseconds: .min)
        let first = max(1900, CivilDate(dayNumber: start.seconds / 86_400).year)
        guard first <= Self.lastYear else { return [] }
        let all = (first...Self.lastYear).flatMap { year in
            [
                TimeZoneRules.Transition(
                    at: Timestamp(seconds: summer.begins.seconds(in: year) - standardOffset), offset: summer.offset),
                .init(at: Timestamp(seconds: summer.ends.seconds(in: year) - summer.offset), offset: standardOffset),
            ]
        }
        return all.filter { $0.at > start }
    }
}

/// A day and time of every year, as local clocks show it.
struct YearlyMoment {
    enum Day {
        /// The week's weekday in the month; week 5 is the last.
        case weekday(Int64, week: Int64, month: Int64)
        /// 1 to 365; 29 February is not counted.
        case withoutLeapDay(Int64)
        /// 0 to 365.
        case dayOfYear(Int64)
    }

    let day: Day
    /// Seconds after the day began.
    let time: Int64

    /// Seconds from 1970 on, as local clocks count them.
    func seconds(in year: Int64) -> Int64 { dayNumber(in: year) * 86_400 + time }

    private func dayNumber(in year: Int64) -> Int64 {
        let newYear = CivilDate(year: year, month: 1, day: 1).dayNumber
        switch day {
        case .dayOfYear(let day): return newYear + day
        case .withoutLeapDay(let day):
            let isLeap = CivilDate.days(inMonth: 2, of: year) == 29
            return newYear + day - 1 + (isLeap && day > 59 ? 1 : 0)
        case .weekday(let weekday, let week, let month):
            let first = CivilDate(year: year, month: month, day: 1)
            let day = 1 + (weekday - first.weekday + 7) % 7 + (week - 1) * 7
            let isBeyond = day > CivilDate.days(inMonth: month, of: year)
            return first.dayNumber + day - 1 - (isBeyond ? 7 : 0)
        }
    }
}

/// One reading of such a line, from left to right.
struct PosixText {
    var rest: ArraySlice<UInt8>

    var isAtEnd: Bool { rest.isEmpty }
    var next: UInt8? { rest.first }
    var problem: TZif.Problem { TZif.Problem("its last line is no rule for the time after it") }

    mutating func expect(_ character: Unicode.Scalar) throws(TZif.Problem) {
        guard let next, UInt32(next) == character.value else { throw problem }
        rest = rest.dropFirst()
    }

    /// `CET`, or `<+03>`.
    mutating func name() throws(TZif.Problem) {
        if next == UInt8(ascii: "<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { throw problem }
            rest = rest[(end + 1)...]
        } else {
            let letters = rest.prefix { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
            guard letters.count >= 3 else { throw problem }
            rest = rest.dropFirst(letters.count)
        }
    }

    /// `[+-]hh[:mm[:ss]]` in seconds; up to a week, which newer files use.
    mutating func time() throws(TZif.Problem) -> Int64 {
        let isNegative = next == UInt8(ascii: "-")
        if isNegative || next == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var seconds = try number(0...167) * 3600
        for unit in [60, 1] as [Int64] where next == UInt8(ascii: ":") {
            rest = rest.dropFirst()
            seconds += try number(0...59) * unit
        }
        return isNegative ? -seconds : seconds
    }

    /// `Mm.w.d`, `Jn` or `n`, each with `/time` or at two in the morning.
    mutating func yearlyMoment() throws(TZif.Problem) -> YearlyMoment {
        let day: YearlyMoment.Day
        switch next {
        case UInt8(ascii: "M"):
            try expect("M")
            let month = try number(1...12)
            try expect(".")
            let week = try number(1...5)
            try expect(".")
            day = .weekday(try number(0...6), week: week, month: month)
        case UInt8(ascii: "J"):
            try expect("J")
            day = .withoutLeapDay(try number(1...365))
        default: day = .dayOfYear(try number(0...365))
        }
        guard next == UInt8(ascii: "/") else { return YearlyMoment(day: day, time: 7200) }
        try expect("/")
        return YearlyMoment(day: day, time: try time())
    }

    private mutating func number(_ range: ClosedRange<Int64>) throws(TZif.Problem) -> Int64 {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard digits.count <= 4, let number = Int64(String(decoding: digits, as: UTF8.self)), range.contains(number)
        else { throw problem }
        rest = rest.dropFirst(digits.count)
        return number
    }
}
