import API
import Application
import Domain
import Ports
import PostgresStore
import Runtime
import TestKit
import Testing

/// What a rollout lacks or cannot have is said when it is asked for, in words that lead on.
@Suite(.enabled(if: TestDatabase.mustRun)) struct RolloutInputTests {
    private func submit(
        _ fixture: APIFixture, _ document: JSONValue, _ strategy: JSONValue, _ more: [String: JSONValue] = [:]
    ) async throws -> Answer {
        let policy = try await fixture.succeed("POST", "policies", .json(document)).id
        return try await fixture.send("POST", "deployments", RolloutAnswerTests.body(policy, strategy, more))
    }

    private static let smokeTests: JSONValue = [
        "type": "BlueGreen", "smokeTests": [["url": "http://reviews/health"]],
    ]

    private static let authorization = BadInputTests.document(
        "AuthorizationPolicy", group: "security", ["selector": ["matchLabels": ["app": "reviews"]]])

    /// No pod has green's label: the test would look at blue.
    @Test func smokeTestsThatReachNobodyAreRefused() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let answer = try await submit(fixture, Self.authorization, Self.smokeTests)
            #expect(answer.status == 422 && answer.complaints == ["strategy.smokeTests unreachableGreen"])
            #expect(answer.detail.contains("use Canary"), "\(answer.detail)")
            let routes = try await submit(fixture, Document.json("reviews"), Self.smokeTests)
            #expect(routes.status == 202, "\(routes.json.jsonText)")
        }
    }

    /// Checks that see less than it seems: one address for two clusters, one policy of two.
    @Test func whatSmokeTestsDoNotSeeIsSaid() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let routes = try await submit(fixture, Document.json("reviews"), Self.smokeTests)
            #expect(!routes.json.jsonText.contains("{cluster}"), "there is one cluster only")
            try await fixture.cluster("east")
            let both = try await submit(fixture, Document.json("ratings"), Self.smokeTests)
            let notes = try #require(both["notes"]?.array).compactMap(\.string)
            #expect(
                notes.contains { $0.hasPrefix("http://reviews/health is asked for each of the clusters east, west") })
            let apart = try await submit(
                fixture, Document.json("details"),
                ["type": "BlueGreen", "smokeTests": [["url": "http://{cluster}/health"]]])
            #expect(apart["notes"]?.array?.contains { $0.string?.contains("asked for each") == true } == false)
        }
    }

    @Test func policiesWhoseGreenIsNotMetAreNamed() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            fixture.clusters["west"].setPods(3)
            let policy = try await fixture.succeed("POST", "policies", .json(Self.authorization)).id
            let other: JSONValue = ["id": .string(policy)]
            let routes = try await fixture.succeed("POST", "policies", .json(Document.json("reviews"))).id
            let answer = try await fixture.send(
                "POST", "deployments",
                RolloutAnswerTests.body(
                    routes, Self.smokeTests, ["policies": [["id": .string(routes)], other]]))
            let notes = (answer["notes"]?.array ?? []).compactMap(\.string)
            #expect(notes.contains { $0.contains("old version of AuthorizationPolicy") }, "\(answer.json.jsonText)")
        }
    }

    /// What is offered instead, the same request can have.
    @Test func offersAreThoseOfTheStrategyAndTheRequest() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("south", mesh: "linkerd")
            let split: JSONValue = [
                "apiVersion": "split.smi-spec.io/v1alpha2", "kind": "TrafficSplit",
                "metadata": ["name": "reviews", "namespace": "default"],
                "spec": ["service": "reviews", "backends": [["service": "reviews-v1", "weight": 100]]],
            ]
            let rolling = try await submit(fixture, split, ["type": "Rolling", "unit": "workloads"])
            #expect(rolling.status == 422)
            #expect(!rolling.detail.contains("It can have"), "\(rolling.detail)")
            #expect(rolling.detail.contains("Instead it can have: Canary by requests"), "\(rolling.detail)")
            #expect(rolling.detail.hasSuffix("or Direct"), "\(rolling.detail)")
        }
    }

    /// Where the shadow alone is in the way, that is said.
    @Test func aCanaryThatCannotHaveAShadowIsOfferedOneWithout() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let canary: JSONValue = ["type": "Canary", "steps": [["percent": 40, "soak": "PT5S"]], "shadow": "PT3S"]
            let answer = try await submit(fixture, Document.json("reviews"), canary)
            #expect(answer.status == 422)
            #expect(answer.detail.contains("Instead it can have: Canary without shadow, or Direct"), "\(answer.detail)")
        }
    }

    @Test func aClusterWithoutPrometheusIsToldAtOnce() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let answer = try await submit(fixture, Document.json("one"), "Canary")
            #expect(answer.status == 202)
            #expect(answer["notes"]?[0]?.string?.contains("Cluster west has no Prometheus") == true)
            let stored = try await fixture.succeed("GET", "deployments/\(answer.id)", as: .viewer)
            #expect(stored["notes"] == answer["notes"])
            for more in [
                ["defaultRules": false], ["rules": [["metric": "p50", "observe": true]], "defaultRules": false],
            ]
                as [[String: JSONValue]]
            {
                let silent = try await submit(fixture, Document.json("two-\(more.count)"), "Canary", more)
                let notes = silent["notes"]?.array ?? []
                #expect(notes.count == 1 && notes[0].string?.hasPrefix("Nothing is judged:") == true, "\(notes)")
            }
            let direct = try await submit(fixture, Document.json("three"), "Direct")
            #expect(direct["notes"] == [])
            let rule: JSONValue = ["metric": "errorRate", "above": 5, "noData": "rollback"]
            let fatal = try await submit(fixture, Document.json("four"), "Canary", ["rules": [rule]])
            #expect(fatal.status == 422 && fatal.complaints == ["rules noPrometheus"])
            #expect(fatal.detail.contains("rule error-rate takes the deployment back"), "\(fatal.detail)")
            fixture.metrics["west"] = .failure(PortError(.transient, "Prometheus", "it is away"))
            let measured = try await submit(fixture, Document.json("five"), "Canary", ["rules": [rule]])
            #expect(measured.status == 202 && measured["notes"] == [], "\(measured.json.jsonText)")
        }
    }

    /// Rates over four scrapes of 15 s say nothing of less than a minute.
    @Test func aSoakShorterThanTheWindowIsTold() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            fixture.metrics["west"] = .success(
                TrafficSnapshot(at: Timestamp(seconds: 1), window: .seconds(60), rows: [:]))
            for (soak, isTold) in [("PT10S", true), ("PT1M", false)] {
                let canary: JSONValue = ["type": "Canary", "steps": [["percent": 10, "soak": .string(soak)]]]
                let answer = try await submit(fixture, Document.json("soak-\(soak.lowercased())"), canary)
                let notes = (answer["notes"]?.array ?? []).compactMap(\.string)
                #expect(notes.contains { $0.contains("at least PT1M on west") } == isTold, "\(notes)")
            }
        }
    }

    /// What nobody would judge is not taken; waves of Direct are watched all the same.
    @Test func directTakesNoRulesAndWatchesItsWaves() async throws {
        try await APIFixture.with { fixture in
            for cluster in ["west", "east"] { try await fixture.cluster(cluster) }
            let waves: [String: JSONValue] = ["waves": [["west"], ["east"]]]
            let rules: [String: JSONValue] = ["rules": [["metric": "errorRate", "above": 1]]]
            for (number, more) in [rules, rules.merging(waves) { $1 }].enumerated() {
                let answer = try await submit(fixture, Document.json("one-\(number)"), "Direct", more)
                #expect(answer.status == 422 && answer.complaints == ["rules unwatched"], "\(answer.json.jsonText)")
            }
            let direct = try await submit(fixture, Document.json("two"), "Direct", waves)
            #expect(direct["steps"] == ["validate", "apply", "awaitPropagation", "soak", "apply"])
            #expect(direct["rules"]?.array?.count == SoakRule.defaults.count)
        }
    }

    /// Nobody waits for a cluster before the time, and nothing is under way.
    @Test func whatIsPlannedForLaterSaysSo() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let later = SystemTime().now() + .seconds(3600)
            let made = try await submit(
                fixture, Document.json("reviews"), "Direct", ["startAt": .string(later.description)])
            for command in ["pause", "resume"] {
                #expect(try await fixture.send("POST", "deployments/\(made.id)/\(command)").status == 202)
            }
            let status = try await fixture.succeed("GET", "deployments/\(made.id)/status")
            #expect(status["status"] == "Pending")
            #expect(status["reason"]?.string?.hasPrefix("it is not to start before 20") == true)
            let promoted = try await fixture.send("POST", "deployments/\(made.id)/promote")
            #expect(promoted.status == 409 && promoted.detail.contains("not to start before"), "\(promoted.detail)")
        }
    }

    @Test func commandsAreRefusedInWordsOfPeople() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deployed(try await fixture.policy("reviews"))
            for (command, words) in [
                ("switch", "Cannot switch deployment \(id) to green"), ("promote", "Cannot promote deployment \(id)"),
                ("pause", "Cannot pause deployment \(id)"),
            ] {
                let answer = try await fixture.send("POST", "deployments/\(id)/\(command)")
                #expect(answer.status == 409 && answer.detail.hasPrefix(words), "\(answer.detail)")
            }
            let policy = try await fixture.policy("ratings")
            let slip = try await fixture.send(
                "POST", "deployments", .json(["policies": [["id": .string(policy)]], "environment": "Stagin"]))
            #expect(slip.status == 404 && slip.detail.contains("did you mean Staging?"), "\(slip.detail)")
            let steps = try await submit(
                fixture, Document.json("details"), ["type": "Canary", "steps": [0.5]])
            #expect(steps.errors.first?["message"]?.string?.hasSuffix("and is 0.5") == true)
        }
    }
}

/// When an environment may be changed, over the API.
@Suite(.enabled(if: TestDatabase.mustRun)) struct CalendarTests {
    private static let window: JSONValue = ["cron": "0 9 * * 1-4", "duration": "PT8H", "timeZone": "Europe/Berlin"]
    private static let freeze: JSONValue = [
        "from": "2026-12-20T00:00:00Z", "until": "2027-01-02T06:00:00Z", "reason": "end of the year",
    ]

    @Test func bothListsAreReplacedTogether() async throws {
        try await APIFixture.with { fixture in
            let both: JSONValue = ["windows": [Self.window], "freezes": [Self.freeze]]
            let set = try await fixture.succeed("PUT", "environments/staging/calendar", .json(both))
            #expect(set["windows"] == [Self.window] && set["freezes"]?[0]?["reason"] == "end of the year")
            for half in [[:], ["windows": []], ["freezes": []], ["windows": [], "freezes": nil]] as [JSONValue] {
                let answer = try await fixture.send(
                    "PUT", "environments/Staging/calendar", .json(half), inItsOwnWords: true)
                #expect(answer.status == 400 && answer.complaints.allSatisfy { $0.hasSuffix(" missing") })
            }
            #expect(try await fixture.succeed("GET", "environments/Staging")["windows"] == [Self.window])
            let lifted = try await fixture.succeed(
                "PUT", "environments/Staging/calendar", .json(["windows": [], "freezes": []]))
            #expect(lifted["windows"] == [] && lifted["freezes"] == [])
        }
    }

    /// Of two people who change what both have read, the second one is told.
    @Test func anEditOfAnOldCalendarIsRefused() async throws {
        try await APIFixture.with { fixture in
            func edit(_ windows: [JSONValue], _ match: String?) async throws -> Answer {
                try await fixture.send(
                    "PUT", "environments/Staging/calendar", .json(["windows": .array(windows), "freezes": []]),
                    headers: match.map { ["if-match": $0] } ?? [:])
            }
            let read = try await fixture.send("GET", "environments/Staging")
            #expect(read.header("etag") == "\"1\"" && read.json["revision"] == 1)
            let first = try await edit([Self.window], read.header("etag"))
            #expect(first.status == 200 && first.header("etag") == "\"2\"", "\(first.json.jsonText)")
            let second = try await edit([], read.header("etag"))
            #expect(second.status == 412 && second.json["etag"] == "\"2\"", "\(second.json.jsonText)")
            #expect(try await fixture.succeed("GET", "environments/Staging")["windows"] == [Self.window])
            for match in ["*", nil, "\"2\""] {
                let answer = try await edit([Self.window], match)
                #expect(answer.status == (match == "\"2\"" ? 412 : 200))
            }
        }
    }

    /// A worker that has just looked must not write for as long as it remembers.
    @Test func aFreezeHoldsFromItsAnswerOn() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let (store, time) = (fixture.database.store, SystemTime())
            let calendar = EnvironmentCalendar(
                fleet: FleetDirectory(store: store, time: time, maxAge: .seconds(600)), jobs: store,
                zone: TimeZones().rules(named:))
            let environment = try #require(try await store.environments().first { $0.name == "Staging" })
            #expect(try await calendar.wait(for: environment.id) == nil)
            let freeze: JSONValue = ["from": "2020-01-01T00:00:00Z", "until": "2099-01-01T00:00:00Z", "reason": "stop"]
            try await fixture.succeed(
                "PUT", "environments/Staging/calendar", .json(["windows": [], "freezes": [freeze]]))
            #expect(try await calendar.wait(for: environment.id) != nil)
        }
    }

    @Test func whatIsNoCalendarIsRefused() async throws {
        func window(_ members: [String: JSONValue]) -> JSONValue {
            let whole = (Self.window.object ?? [:]).merging(members) { $1 }
            return ["windows": [.object(whole)], "freezes": []]
        }
        func freeze(_ members: [String: JSONValue]) -> JSONValue {
            let whole = (Self.freeze.object ?? [:]).merging(members) { $1 }
            return ["windows": [], "freezes": [.object(whole)]]
        }
        try await APIFixture.with { fixture in
            for (body, complaint) in [
                (window(["duration": "PT0S"]), "windows[0].duration outOfRange"),
                (window(["duration": "-PT1H"]), "windows[0].duration notADuration"),
                (window(["duration": "8h"]), "windows[0].duration notADuration"),
                (window(["duration": nil]), "windows[0].duration missing"),
                (window(["cron": "* * *"]), "windows[0].cron invalid"),
                (window(["timeZone": "Berlin"]), "windows[0].timeZone unknownValue"),
                (freeze(["until": "2026-12-20T00:00:00Z"]), "freezes[0].until outOfRange"),
                (freeze(["from": "now"]), "freezes[0].from notAMoment"),
                (["windows": "none", "freezes": []], "windows wrongType"),
            ] as [(JSONValue, String)] {
                let answer = try await fixture.send(
                    "PUT", "environments/Staging/calendar", .json(body), inItsOwnWords: true)
                #expect(answer.status == 400 && answer.complaints == [complaint], "\(answer.json.jsonText)")
            }
        }
    }
}
