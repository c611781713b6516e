import API
import Domain
import Ports
import PostgresStore
import Synchronization
import TestKit
import Testing

/// Server-sent events of a deployment.
@Suite(.enabled(if: TestDatabase.mustRun)) struct EventStreamTests {
    /// What a stream has sent, while it is under way.
    final class Received: Sendable {
        private let texts = Mutex<[String]>([])

        func append(_ text: String) { texts.withLock { $0.append(text) } }
        var all: [String] { texts.withLock { $0 } }
        /// The statuses, in order.
        var statuses: [String] { events.compactMap { $0["status"]?.string } }
        var events: [JSONValue] {
            all.compactMap { text in
                text.split(separator: "\n").first { $0.hasPrefix("data: ") }
                    .flatMap { try? Formats().json(Array($0.dropFirst(6).utf8)) }
            }
        }
    }

    /// Opens a stream; the task ends with it.
    private func open(
        _ fixture: APIFixture, _ id: String, after: String? = nil
    ) async throws -> (received: Received, task: Task<Void, any Error>) {
        let headers = after.map { ["last-event-id": $0] } ?? [:]
        let answer = try await fixture.succeed("GET", "deployments/\(id)/events", as: .viewer, headers: headers)
        #expect(answer.header("Content-Type") == "text/event-stream")
        guard case .events(let produce) = answer.response.body else {
            throw TestKitError("the answer is no stream")
        }
        let received = Received()
        return (received, Task { try await produce { received.append($0) } })
    }

    @Test func theStreamFollowsTheDeploymentToItsEnd() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            let (received, task) = try await open(fixture, id)
            try await eventually { received.statuses == ["Pending"] }
            try await fixture.worker.work(id)
            try await task.value
            #expect(received.statuses == ["Pending", "Validating", "InProgress", "Completed"])
            #expect(received.all.first?.hasPrefix("id: 1\nevent: status\ndata: {") ?? false)
            #expect(received.all.allSatisfy { $0.hasSuffix("}\n\n") })
            let schema = JSONValue.object(["$ref": "#/components/schemas/StatusEvent"])
            for event in received.events { #expect(APIContract.shared.schemas.problems(event, schema) == []) }
        }
    }

    /// What a validation could not check comes between its two changes of status, once for each cluster that has some.
    @Test func whatWasNotCheckedIsTold() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            let (received, task) = try await open(fixture, id)
            let first: JSONValue = ["object": .null, "path": "", "what": "Secrets", "why": "forbidden"]
            try await fixture.worker.work(id) { claimed in
                for claim in claimed where claim.job.stage == .validate {
                    let deployment = try #require(claim.job.deployment)
                    let cluster = try #require(claim.job.cluster)
                    try await fixture.database.store.keep(
                        ["unchecked": [first, first]], of: deployment, cluster: cluster, claim: claim.claim)
                }
            }
            try await task.value
            let kinds = received.all.map { $0.contains("event: validation\n") ? "validation" : "status" }
            #expect(kinds == ["status", "status", "validation", "status", "status"], "\(received.all)")
            let event = received.events[2]
            #expect(event["cluster"] == "west" && event["unchecked"] == 2 && event["first"] == first)
            let schema = JSONValue.object(["$ref": "#/components/schemas/ValidationEvent"])
            #expect(APIContract.shared.schemas.problems(event, schema) == [])
            // Who comes again after the validation's end is not told again; who has not seen its end is.
            for (after, count) in [("2", 3), ("3", 1)] {
                let (again, rest) = try await open(fixture, id, after: after)
                try await rest.value
                #expect(again.all.count == count, "\(again.all)")
            }
        }
    }

    @Test func aStreamGoesOnAfterTheLastEventID() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deployed(try await fixture.policy("reviews"))
            let (received, task) = try await open(fixture, id, after: "2")
            try await task.value
            #expect(received.events.map { $0["sequence"] } == [3, 4])
            let (whole, wholeTask) = try await open(fixture, id, after: "nonsense")
            try await wholeTask.value
            #expect(whole.statuses.count == 4)
        }
    }

    /// A client that reconnects after the end must not wait for ever, nor come again and again.
    @Test func afterTheEndThereIsNothingToFollow() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deployed(try await fixture.policy("reviews"))
            for after in ["4", "5", "9223372036854775807"] {
                let answer = try await fixture.send(
                    "GET", "deployments/\(id)/events", headers: ["last-event-id": after])
                #expect(answer.status == 204)
            }
            #expect(try await fixture.send("GET", "deployments/\(absentID)/events").status == 404)
        }
    }

    /// A failed deployment that was rolled back since: the first end is not the last word.
    @Test func theStreamEndsWithTheLastEndOnly() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            let body: JSONValue = [
                "policies": [["id": .string(policy)]], "environment": "Staging", "onFailure": "stop",
            ]
            let id = try await fixture.succeed("POST", "deployments", .json(body)).id
            try await fixture.worker.work(id, steps: 1)
            try await fixture.worker.work(id, steps: 1, result: .fail(reason: "broken"))
            try await fixture.succeed("POST", "deployments/\(id)/rollback")
            let (received, task) = try await open(fixture, id)
            try await eventually { received.statuses.last == "RollingBack" }
            try await fixture.worker.work(id)
            try await task.value
            #expect(received.statuses.suffix(3) == ["Failed", "RollingBack", "RolledBack"])
        }
    }

    @Test func aQuietStreamIsKeptOpen() async throws {
        let time = ManualTime()
        try await APIFixture.with(feedTime: time) { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            let (received, task) = try await open(fixture, id)
            try await eventually { received.statuses == ["Pending"] }
            for count in 1...2 {
                try await eventually { time.sleepers(beyond: .seconds(1)) == 1 }
                time.advance(by: .seconds(15))
                try await eventually { received.all.count { $0 == ": still here\n\n" } == count }
            }
            task.cancel()
            _ = await task.result
        }
    }

    @Test func manyFollowersAreServedAndMayLeave() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let one = try await fixture.deploy(try await fixture.policy("one"))
            let two = try await fixture.deploy(try await fixture.policy("two"))
            var streams: [(Received, Task<Void, any Error>)] = []
            for number in 0..<8 { streams.append(try await open(fixture, number.isMultiple(of: 2) ? one : two)) }
            try await eventually { streams.allSatisfy { $0.0.statuses == ["Pending"] } }
            streams[0].1.cancel()
            _ = await streams[0].1.result
            try await fixture.worker.work(one)
            try await fixture.worker.work(two)
            for (received, task) in streams.dropFirst() {
                try await task.value
                #expect(received.statuses.last == "Completed")
            }
            #expect(streams[0].0.statuses == ["Pending"])
        }
    }

    /// A client that is gone ends its stream with what sending throws.
    @Test func aClientThatIsGoneEndsItsStream() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            let answer = try await fixture.succeed("GET", "deployments/\(id)/events")
            guard case .events(let produce) = answer.response.body else { return }
            await #expect(throws: TestKitError.self) {
                try await produce { _ in throw TestKitError("the connection is closed") }
            }
        }
    }

    @Test func headDoesNotFollow() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let id = try await fixture.deploy(try await fixture.policy("reviews"))
            let answer = try await fixture.send("HEAD", "deployments/\(id)/events")
            #expect(answer.status == 200)
            guard case .none = answer.response.body else {
                Issue.record("there is a body")
                return
            }
        }
    }
}
