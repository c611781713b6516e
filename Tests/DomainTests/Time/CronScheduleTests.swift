import Domain
import Testing

@Suite struct CronScheduleTests {
    /// Name to rules.
    static let zones: [String: TimeZoneRules] = {
        var zones = ["UTC": TimeZoneRules.utc]
        var name = ""
        var fields: [String: [Substring]] = [:]
        for field in CronVectors.zones.split(whereSeparator: \.isWhitespace) {
            if field.first?.isLetter == true { name = String(field) } else { fields[name, default: []].append(field) }
        }
        for (name, fields) in fields {
            let transitions = fields.dropFirst().compactMap { field -> TimeZoneRules.Transition? in
                let parts = field.split(separator: ":").compactMap { Int64($0) }
                return parts.count == 2 ? .init(at: Timestamp(seconds: parts[0]), offset: parts[1]) : nil
            }
            zones[name] = TimeZoneRules(
                initialOffset: fields.first.flatMap { Int64($0) } ?? 0, transitions: transitions.reversed())
        }
        return zones
    }()

    private func check(_ line: Substring, zone: String, _ parts: [Substring]) throws {
        let moments = parts.dropFirst().compactMap { Int64($0) }.map(Timestamp.init(seconds:))
        let rules = try #require(Self.zones[zone])
        try #require(moments.count == 3)
        let schedule = try CronSchedule(String(parts[0]))
        #expect(schedule.previous(before: moments[0], in: rules) == moments[1], "\(line)")
        #expect(schedule.next(after: moments[0], in: rules) == moments[2], "\(line)")
    }

    @Test func timesInUTCAreThoseOfCroniter() throws {
        let lines = CronVectors.plain.split(separator: "\n")
        #expect(lines.count > 100)
        for line in lines { try check(line, zone: "UTC", line.split(separator: "|")) }
    }

    @Test func timesWhereClocksChangeAreThoseOfZoneinfo() throws {
        let lines = CronVectors.zoned.split(separator: "\n")
        #expect(lines.count > 300 && Self.zones.count == 9)
        for line in lines {
            let parts = line.split(separator: "|")
            try check(line, zone: String(parts[0]), Array(parts.dropFirst()))
        }
    }

    /// Two o'clock in the morning is not shown on 29 March 2026, and shown twice on 25 October 2026.
    @Test func gapsAndOverlaps() throws {
        let berlin = try #require(Self.zones["Europe/Berlin"])
        func times(_ text: String, _ from: String, _ count: Int) throws -> [String] {
            var moment = try #require(Timestamp(from))
            let schedule = try CronSchedule(text)
            return (0..<count).compactMap { _ in
                guard let next = schedule.next(after: moment, in: berlin) else { return nil }
                moment = next
                return String(next.description.prefix(16))
            }
        }
        #expect(
            try times("30 2 * * *", "2026-03-28T00:00:00Z", 3)
                == ["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"])
        #expect(
            try times("*/20 2 * * *", "2026-03-28T01:30:00Z", 3)
                == ["2026-03-28T01:40", "2026-03-29T01:00", "2026-03-30T00:00"])
        #expect(
            try times("30 2 * * *", "2026-10-24T01:00:00Z", 3)
                == ["2026-10-25T00:30", "2026-10-26T01:30", "2026-10-27T01:30"])
        #expect(try times("*/30 * * * *", "2026-10-25T00:29:00Z", 2) == ["2026-10-25T00:30", "2026-10-25T02:00"])
    }

    /// `next` and `previous` walk the same times, in both directions.
    @Test(arguments: Array(1...6) as [UInt64])
    func directionsAgree(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let names = Self.zones.keys.sorted()
        for _ in 0..<150 {
            let zone = try #require(names.randomElement(using: &random).flatMap { Self.zones[$0] })
            let schedule = try CronSchedule(Self.randomText(using: &random))
            let moment = Timestamp(microseconds: .random(in: 1_262_304_000...1_893_456_000, using: &random) * 1_000_003)
            guard let next = schedule.next(after: moment, in: zone) else {
                Issue.record("seed \(seed): \(schedule) never happens")
                continue
            }
            #expect(next > moment && next.microseconds % 60_000_000 == 0)
            #expect(schedule.previous(before: next + .microseconds(1), in: zone) == next, "\(schedule) \(moment)")
            if let previous = schedule.previous(before: next, in: zone) {
                #expect(previous <= moment && schedule.next(after: previous, in: zone) == next, "\(schedule) \(moment)")
            }
        }
    }

    private static func randomText(using random: inout SeededRandom) -> String {
        let fields = [
            ["*", "0", "30", "*/7", "5-20/3", "0,59", "50/5"], ["*", "0", "2", "1-3", "*/5", "23", "22/1"],
            ["*", "*", "1", "31", "*/3", "10-20"], ["*", "*", "3,10", "jan-MAR", "*/2"],
            ["*", "*", "0", "7", "sat-sun", "1-5", "mon,wed"],
        ]
        let text = fields.compactMap { $0.randomElement(using: &random) }.joined(separator: " ")
        // February, April … have no 31.
        return (try? CronSchedule(text)) == nil ? "0 0 * * *" : text
    }

    @Test(arguments: [
        ("", "0 fields"), ("* * * *", "4 fields"), ("* * * * * *", "6 fields"), ("60 * * * *", "minute is \"60\""),
        ("* 24 * * *", "hour is \"24\""), ("* * 0 * *", "day of the month is \"0\""), ("* * 32 * *", "1 to 31"),
        ("* * * 13 *", "month is \"13\""), ("* * * foo *", "a name such as jan"), ("* * * * 8", "a name such as sun"),
        ("-1 * * * *", "minute is \"\""), ("1- * * * *", "minute is \"\""), ("*/0 * * * *", "a step"),
        ("*/ * * * *", "a step"), ("1,,2 * * * *", "minute is \"\""), ("*-5 * * * *", "minute is \"*\""),
        ("* 22-2 * * *", "write 22-23,0-2"), ("* * * * sat-mon", "runs backwards"), ("@daily", "1 fields"),
        ("* * ? * *", "day of the month is \"?\""), ("0 0 31 2 *", "never happens"),
        ("0 0 30 feb */2", "never happens"),
        ("0 0 31 4,6,9,11 *", "never happens"), ("99999999999999999999 * * * *", "0 to 59"), ("٣ * * * *", "minute is"),
    ])
    func nonsenseIsRefusedWithAReason(_ text: String, _ reason: String) {
        let refusal = #expect(throws: InvalidCron.self) { try CronSchedule(text) }
        #expect(refusal?.description.contains(reason) == true, "\(refusal?.description ?? "")")
    }

    @Test func bothDayFieldsRestrictedMeansEither() throws {
        let schedule = try CronSchedule("0 0 13 * fri")
        var moment = try #require(Timestamp("2026-02-01T00:00:00Z"))
        var days: [Int64] = []
        for _ in 0..<5 {
            moment = try #require(schedule.next(after: moment, in: .utc))
            days.append(CivilDate(dayNumber: moment.seconds / 86_400).day)
        }
        #expect(days == [6, 13, 20, 27, 6])
    }

    /// 29 February is a Sunday in 2088 and then in 2128: 2100 has none.
    @Test func rareOnesAreFound() throws {
        let schedule = try CronSchedule("0 0 29 2 */7")
        let early = try #require(Timestamp("2088-02-29T00:00:00Z"))
        let late = try #require(Timestamp("2128-02-29T00:00:00Z"))
        #expect(schedule.next(after: early, in: .utc) == late && schedule.previous(before: late, in: .utc) == early)
    }

    @Test(arguments: [Int64.min, .min + 1, 0, .max - 1, .max])
    func extremesNeverTrap(_ microseconds: Int64) throws {
        let moment = Timestamp(microseconds: microseconds)
        let wild = TimeZoneRules(
            initialOffset: .max,
            transitions: [.init(at: moment, offset: .min), .init(at: .init(seconds: 5), offset: .max)])
        for zone in [TimeZoneRules.utc, wild] {
            for text in ["* * * * *", "0 0 29 2 *"] {
                let schedule = try CronSchedule(text)
                if let next = schedule.next(after: moment, in: zone) { #expect(next > moment) }
                if let previous = schedule.previous(before: moment, in: zone) { #expect(previous < moment) }
            }
        }
    }
}
