import Domain
import Testing

@Suite struct ChangeCalendarTests {
    private func moment(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    private func window(_ cron: String, _ duration: Duration, _ zone: String = "Europe/Berlin") throws -> ChangeWindow {
        ChangeWindow(opens: try CronSchedule(cron), duration: duration, timeZone: zone)
    }

    private func calendar(_ windows: [ChangeWindow], _ freezes: [Freeze] = []) throws -> ChangeCalendar {
        try ChangeCalendar(windows: windows, freezes: freezes, zones: CronScheduleTests.zones)
    }

    @Test func withoutWindowsItIsAlwaysOpen() throws {
        let calendar = try calendar([])
        let now = try moment("2026-05-05T05:05:05.000005Z")
        #expect(calendar.isOpen(at: now) && calendar.nextOpening(after: now) == now)
    }

    /// Weekdays from 22:00 to 02:00 in Berlin: 20:00Z to 00:00Z in summer.
    @Test(arguments: [
        ("2026-07-01T19:59:59.999999Z", false, "2026-07-01T20:00:00Z"), ("2026-07-01T20:00:00Z", true, ""),
        ("2026-07-01T23:59:59.999999Z", true, ""), ("2026-07-02T00:00:00Z", false, "2026-07-02T20:00:00Z"),
        ("2026-07-04T12:00:00Z", false, "2026-07-06T20:00:00Z"),
        ("2026-01-05T20:59:00Z", false, "2026-01-05T21:00:00Z"),
    ])
    func aWindowOpensAndCloses(_ text: String, _ isOpen: Bool, _ next: String) throws {
        let calendar = try calendar([window("0 22 * * mon-fri", .seconds(4 * 3600))])
        let now = try moment(text)
        #expect(calendar.isOpen(at: now) == isOpen)
        #expect(calendar.nextOpening(after: now) == (isOpen ? now : try moment(next)))
        #expect(calendar.closure(at: now) == (isOpen ? nil : "outside of the change windows"))
    }

    @Test func freezesGoBeforeWindows() throws {
        let freezes = [
            Freeze(from: try moment("2026-07-01T00:00:00Z"), until: try moment("2026-07-03T21:00:00Z"), reason: "sale"),
            Freeze(from: try moment("2026-07-03T20:30:00Z"), until: try moment("2026-07-05T00:00:00Z"), reason: "move"),
            Freeze(from: try moment("2026-07-06T20:00:00Z"), until: try moment("2026-07-06T20:00:01Z"), reason: "tick"),
        ]
        let calendar = try calendar([window("0 22 * * mon-fri", .seconds(3600))], freezes)
        let now = try moment("2026-07-01T20:10:00Z")
        #expect(calendar.closure(at: now) == "frozen until 2026-07-03T21:00:00.000000Z: sale")
        #expect(calendar.nextOpening(after: now) == (try moment("2026-07-06T20:00:01Z")))
        #expect(try self.calendar([], freezes).nextOpening(after: now) == (try moment("2026-07-05T00:00:00Z")))
    }

    @Test func theEarliestWindowOpensFirst() throws {
        let calendar = try calendar([
            window("0 22 * * *", .seconds(60)), window("0 3 * * *", .seconds(60), "America/New_York"),
            window("0 0 * * *", .zero),
        ])
        #expect(
            calendar.nextOpening(after: try moment("2026-07-01T00:00:00Z")) == (try moment("2026-07-01T07:00:00Z")))
        #expect(try self.calendar([window("* * * * *", .zero)]).nextOpening(after: Timestamp(seconds: 0)) == nil)
    }

    @Test func aZoneMustBeKnown() throws {
        let window = try window("0 0 * * *", .seconds(1), "Mars/Base")
        let refusal = #expect(throws: UnknownTimeZone.self) { try calendar([window]) }
        #expect(refusal?.description.contains("\"Mars/Base\"") == true)
    }

    /// Whatever the calendar: it is open at the next opening, and nowhere between now and then.
    @Test(arguments: Array(1...5) as [UInt64])
    func nextOpeningsAreOpenAndNoneIsSkipped(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let crons = ["0 22 * * *", "30 2 * * sun", "*/45 1-4 * * 1-5", "0 0 1 * *"]
        for _ in 0..<30 {
            let zones = CronScheduleTests.zones.keys.sorted()
            let windows = try (0..<2).map { _ in
                try window(
                    #require(crons.randomElement(using: &random)), .seconds(Int64.random(in: 1...9000, using: &random)),
                    #require(zones.randomElement(using: &random)))
            }
            let start = Timestamp(seconds: .random(in: 1_500_000_000...1_800_000_000, using: &random))
            let freezes = (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                let from = start + .seconds(Int64.random(in: -90_000...400_000, using: &random))
                let until = from + .seconds(Int64.random(in: -10...90_000, using: &random))
                return Freeze(from: from, until: until, reason: "")
            }
            let calendar = try calendar(windows, freezes)
            let next = try #require(calendar.nextOpening(after: start))
            #expect(next >= start && calendar.isOpen(at: next), "seed \(seed)")
            for _ in 0..<30 where next > start {
                let between = Timestamp(
                    microseconds: .random(in: start.microseconds..<next.microseconds, using: &random))
                #expect(!calendar.isOpen(at: between), "seed \(seed): \(between)")
            }
        }
    }

    @Test func formsGoBothWays() throws {
        let window = try window("0 22 * * mon-fri", .seconds(5400))
        let freeze = Freeze(from: Timestamp(seconds: 1), until: Timestamp(seconds: 2), reason: "why")
        #expect(try ChangeWindow(json: window.json) == window)
        #expect(try Freeze(json: freeze.json) == freeze)
        #expect(
            window.json.jsonText
                == #"{"cron":"0 22 * * mon-fri","duration":"PT1H30M","timeZone":"Europe/Berlin"}"#)
        #expect(throws: UnknownSchema.self) { try ChangeWindow(json: ["cron": "x", "duration": "PT1S"]) }
        #expect(throws: UnknownSchema.self) { try Freeze(json: ["from": 1]) }
    }
}
