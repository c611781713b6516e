import API
import Domain
import TestKit
import Testing

/// Deployments into environments that may not be changed now.
@Suite(.enabled(if: TestDatabase.mustRun)) struct ClosedEnvironmentTests {
    /// Who deploys hears at once that it waits; who waits is asked at once when the calendar is changed.
    @Test func aClosedEnvironmentIsToldAndAskedAgain() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            func put(_ freezes: [JSONValue]) async throws {
                let calendar: JSONValue = ["windows": [], "freezes": .array(freezes)]
                try await fixture.succeed("PUT", "environments/Staging/calendar", .json(calendar))
            }
            func deploy(_ name: String) async throws -> Answer {
                let body: JSONValue = [
                    "policies": [["id": .string(try await fixture.policy(name))]], "environment": "Staging",
                ]
                return try await fixture.succeed("POST", "deployments", .json(body))
            }
            #expect(try await deploy("ratings")["notes"] == [])
            #expect(try await fixture.succeed("GET", "environments/Staging")["closed"] == nil)
            try await put([["from": "2020-01-01T00:00:00Z", "until": "2099-01-01T00:00:00Z", "reason": "stop"]])
            #expect(
                try await fixture.succeed("GET", "environments/Staging")["closed"]
                    == [
                        "reason": "frozen until 2099-01-01T00:00:00.000000Z: stop",
                        "opensAt": "2099-01-01T00:00:00.000000Z",
                    ])
            let frozen = try await deploy("reviews")
            let notes = (frozen["notes"]?.array ?? []).compactMap(\.string)
            #expect(notes.count == 1 && notes[0].contains("Staging is frozen until 2099-01-01"), "\(notes)")
            #expect(notes.allSatisfy { $0.contains("waits before its first write, until 2099-01-01") }, "\(notes)")
            try await fixture.worker.work(frozen.id, steps: 1)
            try await fixture.worker.work(frozen.id, steps: 1, result: .closed(for: .seconds(3600), reason: "frozen"))
            let retried = try await deploy("details").id
            try await fixture.worker.work(retried, steps: 1, result: .snooze(for: .seconds(3600), reason: "later"))
            let late = "SELECT count(*) FROM jobs WHERE run_at > now() AND deployment_id = "
            #expect(try await fixture.database.count("\(late)'\(frozen.id)'") == 1)
            try await put([])
            #expect(try await fixture.database.count("\(late)'\(frozen.id)'") == 0)
            #expect(try await fixture.database.count("\(late)'\(retried)'") == 1, "waits for something else")
        }
    }
}
