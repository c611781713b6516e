import Domain
import Testing

@testable import CLI

/// `environment show`, `window` and `freeze`.
@Suite struct CalendarTests {
    private static let window: JSONValue = ["cron": "0 9 * * 1-4", "duration": "PT8H", "timeZone": "Europe/Berlin"]
    private static let freeze: JSONValue = [
        "from": "2026-12-20T00:00:00.000000Z", "until": "2027-01-02T06:00:00.000000Z", "reason": "end of the year",
    ]

    private func environment(windows: [JSONValue], freezes: [JSONValue]) -> JSONValue {
        [
            "name": "Production", "production": true, "windows": .array(windows), "freezes": .array(freezes),
            "createdAt": "2026-09-21T11:00:00.000000Z", "revision": 7,
        ]
    }

    private func run(_ line: String, changedTo changed: JSONValue = .null) async -> Session.Outcome {
        let known = environment(windows: [Self.window], freezes: [Self.freeze])
        return await Session().run(
            "environment \(line)",
            [
                "GET /environments/production": .json(known), "PUT /environments/Production/calendar": .json(changed),
            ])
    }

    @Test func whatHoldsIsShown() async {
        let outcome = await run("show production")
        #expect(
            outcome.output == """
                Environment  Production
                Production   yes
                Changes      in the change windows, and not in a freeze
                Now          it may be changed

                Change windows
                NUMBER  CRON         DURATION  TIME ZONE
                1       0 9 * * 1-4  PT8H      Europe/Berlin

                Freezes
                NUMBER  FROM                         UNTIL                        REASON
                1       2026-12-20T00:00:00.000000Z  2027-01-02T06:00:00.000000Z  end of the year

                """)
    }

    @Test func whatIsClosedSaysUntilWhen() async {
        var closed = environment(windows: [Self.window], freezes: []).object ?? [:]
        closed["closed"] = ["reason": "outside of the change windows", "opensAt": "2026-11-23T08:00:00.000000Z"]
        let outcome = await Session().run(
            "environment show production", ["GET /environments/production": .json(.object(closed))])
        #expect(
            outcome.output.contains(
                "Now          outside of the change windows; it opens at 2026-11-23T08:00:00.000000Z\n"))
    }

    /// The API replaces both lists: what is not changed is sent as it is.
    @Test func aWindowIsAddedToTheOthers() async {
        let both = environment(windows: [Self.window], freezes: [])
        let outcome = await run("window add production --cron 0_22_*_*_* --duration 6h", changedTo: both)
        #expect(outcome.lines.last == "PUT /environments/Production/calendar")
        #expect(outcome.requests.last?.headers["if-match"] == "\"7\"")
        let added: JSONValue = ["cron": "0 22 * * *", "duration": "PT6H", "timeZone": "UTC"]
        #expect(outcome.requests.last?.json == ["windows": [Self.window, added], "freezes": [Self.freeze]])
        #expect(outcome.output.contains("Change windows"))
    }

    @Test func aFreezeBeginsNowWhereNothingIsSaid() async {
        let none = environment(windows: [], freezes: [])
        let outcome = await run(
            "freeze add production --until 2026-10-01T00:00:00Z --reason move", changedTo: none)
        let added: JSONValue = [
            "from": .string(ScriptedTime.moment), "until": "2026-10-01T00:00:00Z", "reason": "move",
        ]
        #expect(outcome.requests.last?.json == ["windows": [Self.window], "freezes": [Self.freeze, added]])
        #expect(outcome.output.contains("at any time") && !outcome.output.contains("Freezes"))
    }

    @Test func entriesAreRemovedByTheirNumber() async {
        let none = environment(windows: [], freezes: [])
        let window = await run("window remove production 1", changedTo: none)
        #expect(window.requests.last?.json == ["windows": [], "freezes": [Self.freeze]])
        let freeze = await run("freeze remove production 1", changedTo: none)
        #expect(freeze.requests.last?.json == ["windows": [Self.window], "freezes": []])
        let absent = await run("freeze remove production 2")
        #expect(absent.exitCode == .notFound && absent.errors.contains("There is no freeze 2"), "\(absent.errors)")
        for number in ["0", "first"] {
            #expect(await run("window remove production \(number)").exitCode == .usage)
        }
        #expect(await run("window add production --cron x --duration soon").exitCode == .usage)
    }
}
