import API
import Domain
import Ports
import PostgresStore
import Runtime
import Synchronization
import TestKit
import Testing

/// Requests through the queue: the same checks as over HTTP, answers as events.
@Suite(.enabled(if: TestDatabase.mustRun)) struct RequestDoorTests {
    /// Opens the door of a fixture while `body` runs, and closes it.
    private func withDoor(
        _ fixture: APIFixture, time: any TimeSource = SystemTime(), _ body: () async throws -> Void
    ) async throws {
        let door = RequestDoor(
            api: fixture.api, requests: fixture.queue, events: fixture.queue, ids: fixture.ids, time: time,
            source: "hotswap/test")
        let (closing, close) = AsyncStream<Void>.makeStream()
        let task = Task { try await door.run { for await _ in closing {} } }
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
        close.finish()
        try await task.value
        try outcome.get()
    }

    private func put(
        _ body: [UInt8], in fixture: APIFixture, token: String?, messageID: String? = nil,
        correlationID: String? = nil, headers: [String: String] = [:], contentType: String? = nil
    ) {
        var all = headers
        all["token"] = token
        fixture.queue.requests.put(
            QueuedRequest(
                tag: DeliveryTag(channel: 0, number: 0), body: body, headers: all, messageID: messageID,
                correlationID: correlationID, contentType: contentType))
    }

    private func events(of fixture: APIFixture, count: Int) async throws -> [JSONValue] {
        try await eventually { fixture.queue.events.count >= count }
        return try fixture.queue.events.map { try Formats().json($0.body) }
    }

    @Test func aRequestIsCarriedOutAndAnswered() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            let body: JSONValue = ["policies": [["id": .string(policy)]], "environment": "Staging"]
            let token = try fixture.tokens.token(of: .developer)
            let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            try await withDoor(fixture) {
                put(
                    body.jsonBytes, in: fixture, token: token, messageID: "request-1", correlationID: "c-1",
                    headers: ["traceparent": trace])
                let event = try #require(try await events(of: fixture, count: 1).first)
                #expect(event["specversion"] == "1.0")
                #expect(event["type"] == "hotswap.request.accepted.v1")
                #expect(event["source"] == "hotswap/test")
                #expect(event["subject"] == "request-1")
                #expect(event["traceparent"] == .string(trace))
                #expect(event["data"]?["status"] == 202)
                #expect(event["data"]?["correlationId"] == "c-1")
                let id = try #require(event["data"]?["body"]?["id"]?.string)
                #expect(try await fixture.succeed("GET", "deployments/\(id)")["requestedBy"] == "alex-developer")
                #expect(fixture.queue.events.first?.routingKey == "hotswap.request.accepted.v1")
                #expect(try await fixture.database.count("SELECT count(traceparent) FROM deployments") == 1)
                let queued = "SELECT count(*) FROM audit_log WHERE address = 'queue'"
                #expect(try await fixture.database.count(queued) == 1)
                // The message once more, as brokers do it.
                put(body.jsonBytes, in: fixture, token: token, messageID: "request-1")
                let again = try #require(try await events(of: fixture, count: 2).last)
                #expect(again["data"]?["body"]?["id"] == .string(id))
                #expect(again["data"]?["correlationId"] == .null)
            }
            #expect(fixture.queue.requests.waiting.isEmpty)
            #expect(fixture.queue.requests.dead.isEmpty)
        }
    }

    /// What can never be carried out goes to the dead-letter queue; what is only refused does not.
    @Test func badMessagesAreDeadLettersAndRefusalsAreNot() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            try await fixture.cluster("prod", environment: "Production")
            let policy = JSONValue.string(try await fixture.policy("reviews"))
            let good: JSONValue = ["policies": [["id": policy]], "environment": "Staging"]
            let production: JSONValue = ["policies": [["id": policy]], "environment": "Production"]
            let token = try fixture.tokens.token(of: .developer)
            let cases: [([UInt8], String?, String?, Int64, Bool)] = [
                (Array("{".utf8), token, nil, 400, true), ([0xFF], token, nil, 400, true),
                (JSONValue.object(["policies": []]).jsonBytes, token, nil, 400, true),
                (good.jsonBytes, nil, nil, 401, true), (good.jsonBytes, "nonsense", nil, 401, true),
                (production.jsonBytes, token, nil, 403, true), (good.jsonBytes, token, "text/plain", 415, true),
                (
                    JSONValue.object(["policies": [["id": policy]], "environment": "Mars"]).jsonBytes, token, nil, 404,
                    false
                ),
                (JSONValue.object(["policies": [], "environment": "Staging"]).jsonBytes, token, nil, 422, false),
                (good.jsonBytes, token, "application/json", 202, false), (good.jsonBytes, token, nil, 409, false),
            ]
            try await withDoor(fixture) {
                for (number, (body, token, type, status, isDead)) in cases.enumerated() {
                    let dead = fixture.queue.requests.dead.count
                    put(body, in: fixture, token: token, messageID: "case-\(number)", contentType: type)
                    let event = try #require(try await events(of: fixture, count: number + 1).last)
                    #expect(event["data"]?["status"] == .int(status))
                    #expect(event["subject"] == .string("case-\(number)"))
                    let type = status < 300 ? "hotswap.request.accepted.v1" : "hotswap.request.rejected.v1"
                    #expect(event["type"] == .string(type))
                    if isDead { try await eventually { fixture.queue.requests.dead.count == dead + 1 } }
                    #expect(fixture.queue.requests.dead.count == dead + (isDead ? 1 : 0))
                }
            }
            let bad = "a message-id that is no key"
            try await withDoor(fixture) {
                put(good.jsonBytes, in: fixture, token: token, messageID: bad)
                let event = try #require(try await events(of: fixture, count: cases.count + 1).last)
                #expect(event["data"]?["status"] == 400)
            }
        }
    }

    /// Without a key, a message that is delivered twice would be two deployments.
    @Test func aRequestNeedsAKey() async throws {
        try await APIFixture.with { fixture in
            try await withDoor(fixture) {
                for (number, key) in [nil, ""].enumerated() {
                    put(Array("{}".utf8), in: fixture, token: try fixture.tokens.token(of: .admin), messageID: key)
                    let event = try #require(try await events(of: fixture, count: number + 1).last)
                    #expect(event["data"]?["status"] == 400)
                    #expect(event["subject"] == nil, "CloudEvents knows no empty subject")
                    try await eventually { fixture.queue.requests.dead.count == number + 1 }
                }
            }
        }
    }

    /// While the database is away a request is held and tried again; it neither gets lost nor dies of being returned.
    @Test func aRequestWaitsForTheDatabase() async throws {
        try await APIFixture.with { fixture in
            let pool = PostgresPool(try PostgresConfiguration(url: "postgresql://nobody:x@127.0.0.1:1/nothing"))
            let down = try APIFixture(fixture.database, store: PostgresStore(pool))
            let body: JSONValue = ["policies": [["id": .string(absentID)]], "environment": "Staging"]
            let time = ManualTime()
            put(body.jsonBytes, in: down, token: try down.tokens.token(of: .admin), messageID: "m")
            try await withDoor(down, time: time) {
                for _ in 0..<25 {
                    try await eventually { time.sleepers(beyond: .zero) == 1 }
                    time.advance(by: .seconds(1))
                }
                #expect(down.queue.events.isEmpty)
                // The door closes while the request is held: it goes back.
                try await eventually { time.sleepers(beyond: .zero) == 1 }
                Task {
                    try await eventually { time.sleepers(beyond: .zero) == 1 }
                    while down.queue.requests.waiting.isEmpty {
                        time.advance(by: .seconds(1))
                        await Task.yield()
                    }
                }
            }
            #expect(down.queue.requests.waiting.count == 1)
            #expect(down.queue.requests.dead.isEmpty)
            await pool.close()
        }
    }

    /// The broker does not take the answer: the request is not asked again, only the answer is sent again.
    @Test func anAnswerIsSentUntilTheBrokerHasIt() async throws {
        try await APIFixture.with { fixture in
            try await fixture.cluster("west")
            let policy = try await fixture.policy("reviews")
            let body: JSONValue = ["policies": [["id": .string(policy)]], "environment": "Staging"]
            let time = ManualTime()
            fixture.queue.isDown = true
            try await withDoor(fixture, time: time) {
                put(body.jsonBytes, in: fixture, token: try fixture.tokens.token(of: .admin), messageID: "m-1")
                try await eventually { time.sleepers(beyond: .zero) == 1 }
                fixture.queue.isDown = false
                time.advance(by: .seconds(1))
                let event = try #require(try await events(of: fixture, count: 1).first)
                #expect(event["data"]?["status"] == 202)
            }
            #expect(try await fixture.succeed("GET", "deployments").items.count == 1)
        }
    }
}
