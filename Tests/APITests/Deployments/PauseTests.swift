import API
import Domain
import TestKit
import Testing

/// Whoever meets a deployment that stands is told whom or what it waits for.
@Suite(.enabled(if: TestDatabase.mustRun)) struct PauseTests {
    /// Status, list and event say it in these words.
    private func expectTold(_ words: String, _ fixture: APIFixture, _ id: String) async throws {
        let list = try await fixture.succeed("GET", "deployments?status=Paused")
        #expect(list["items"]?[0]?["reason"]?.string == words)
        #expect(try await fixture.succeed("GET", "deployments/\(id)/status")["reason"]?.string == words)
        let events = try await fixture.database.count(
            "SELECT count(*) FROM deployment_events WHERE status = 'Paused' AND reason = '\(words)'")
        #expect(events == 1)
    }

    @Test(arguments: [("lunch", "paused by alex-operator: lunch"), (nil, "paused by alex-operator")])
    func aPauseSaysWhoAndWhy(reason: String?, words: String) async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            try await fixture.worker.work(id, steps: 1)
            let body: JSONValue = reason.map { ["reason": .string($0)] } ?? [:]
            try await fixture.succeed("POST", "deployments/\(id)/pause", as: .operator, .json(body))
            try await expectTold(words, fixture, id)
            let resumed = try await fixture.succeed("POST", "deployments/\(id)/resume")
            #expect(resumed["status"] == "InProgress" && resumed["reason"] == .null, "\(resumed.json.jsonText)")
        }
    }

    @Test func aGateSaysWhatItWaitsFor() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.succeed(
                "POST", "deployments",
                RolloutAnswerTests.body(
                    try await fixture.policy("reviews"), ["type": "BlueGreen", "autoSwitch": false],
                    ["reason": "green is faster"])
            ).id
            try await fixture.worker.work(id)
            try await expectTold("waiting for switch", fixture, id)
        }
    }

    @Test func whatIsPausedIsResumedBeforeItIsPromoted() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let waiting = try await fixture.deploy(try await fixture.policy("reviews"))
            let begun = try await fixture.deploy(try await fixture.policy("ratings"))
            try await fixture.worker.work(begun, steps: 1)
            for (id, words) in [
                (waiting, "it has not begun, and it is paused: resume it first"),
                (begun, "it is paused at the step apply, which cannot be skipped: resume it first"),
            ] {
                try await fixture.succeed("POST", "deployments/\(id)/pause")
                let answer = try await fixture.send("POST", "deployments/\(id)/promote")
                #expect(answer.status == 409 && answer.detail.hasSuffix(words), "\(answer.detail)")
            }
        }
    }
}
