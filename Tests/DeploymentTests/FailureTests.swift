import Domain
import Kubernetes
import Ports
import Sandbox
import TestKit
import Testing

/// What happens to a deployment when a cluster, or a person, stands in its way.
@Suite(.enabled(if: TestDatabase.mustRun))
struct FailureTests {
    private let reference = ObjectReference(
        PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "default", name: "reviews"),
        version: "v1")

    private func document(_ host: String = "reviews", _ name: String = "reviews") -> JSONValue {
        [
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
            "metadata": ["name": .string(name), "namespace": "default"],
            "spec": ["hosts": [.string(host)], "http": [["route": [["destination": ["host": .string(host)]]]]]],
        ]
    }

    /// Two sandboxes, `east` and `west`.
    private func withTwo(
        _ body: @escaping @Sendable (House, SandboxServer, SandboxServer) async throws -> Void
    ) async throws {
        let (east, west) = (try sandbox(), try sandbox())
        try await House.with { house in
            try await house.register("east", server(east))
            try await house.register("west", server(west))
            try await body(house, east, west)
        }
        await east.stop()
        await west.stop()
    }

    private func sandbox() throws -> SandboxServer {
        var configuration = SandboxConfiguration(adminToken: "admin")
        configuration.powerlessToken = "powerless"
        return try SandboxServer.start(configuration)
    }

    private func server(_ sandbox: SandboxServer) -> KubeServer {
        KubeServer(
            server: sandbox.url, authority: nil, token: "admin", powerlessToken: "powerless", keeping: sandbox)
    }

    private func live(_ sandbox: SandboxServer) async throws -> LiveObject? {
        try await server(sandbox).objects(token: "admin").get(reference)
    }

    /// The dry-run passes, the write does not.
    private let refusedWrite = Fault(.answer(status: 403), methods: ["PATCH"], path: "reviews", isDryRun: false)
    /// Long enough for a person's command to come while the validation is under way, on any machine.
    static let slowDryRun = Fault(.delay(milliseconds: 20_000), isDryRun: true)

    @Test func oneClusterThatFailsTakesAllBack() async throws {
        try await withTwo { house, east, west in
            let policy = try await house.create(document())
            try await house.deploy([policy])
            try await house.update(policy, document("ratings"))
            west.inject(refusedWrite)
            let end = try await house.end(of: try await house.submit([policy]))
            #expect(end["status"] == "RolledBack", "\(end.jsonText)")
            #expect(end.states == ["east": ["old"], "west": ["old"]])
            #expect(end["reason"]?.string?.contains("west") == true)
            for sandbox in [east, west] { #expect(try await live(sandbox)?.body["spec"] == document()["spec"]) }
        }
    }

    /// The reason names the cluster, and the check as what it was asked for: nothing listens at that port.
    @Test func aHealthCheckThatFailsNamesItsCluster() async throws {
        try await withTwo { house, _, _ in
            let policy = try await house.create(document())
            let strategy: JSONValue = [
                "type": "Rolling", "unit": "clusters", "batch": ["count": 1], "interval": "PT0S",
                "healthChecks": [["url": "http://127.0.0.1:1/"]],
            ]
            let rollout: [String: JSONValue] = ["strategy": strategy, "rules": [], "defaultRules": false]
            let (id, end) = try await house.deploy([policy], rollout, until: .rolledBack)
            let reason = end["reason"]?.string ?? ""
            let names = ["east", "west"].map { "Cluster \($0): Health check failed: " }
            #expect(names.contains { reason.contains($0) }, "\(reason)")
            let plan = try await house.call("GET", "deployments/\(id)", expecting: 200)["plan"]?.array ?? []
            #expect(plan.contains { $0["heading"] == "1 health check" }, "\(plan)")
        }
    }

    @Test func stoppingOnFailureSaysWhatIsWhere() async throws {
        try await withTwo { house, east, west in
            let policy = try await house.create(document())
            try await house.deploy([policy])
            try await house.update(policy, document("ratings"))
            west.inject(refusedWrite)
            let end = try await house.end(of: try await house.submit([policy], ["onFailure": "stop"]))
            #expect(end["status"] == "Failed", "\(end.jsonText)")
            let states = end.states
            #expect(states["west"] == ["unknown"])
            #expect(try await live(west)?.body["spec"] == document()["spec"])
            // A person takes over: what was written goes back, and the deployment says so.
            let id = try #require(end["id"]?.string)
            try await house.call("POST", "deployments/\(id)/rollback", expecting: 202)
            try await waitUntil("it is rolled back") {
                try await house.call("GET", "deployments/\(id)", expecting: 200)["status"] == "RolledBack"
            }
            #expect(try await live(east)?.body["spec"] == document()["spec"])
        }
    }

    @Test func anAnswerThatIsLostIsNoSecondEffect() async throws {
        try await withTwo { house, east, west in
            let policy = try await house.create(document())
            west.inject(
                Fault(.loseAnswer, requests: 1, methods: ["POST"], path: "virtualservices", isDryRun: false))
            let end = try await house.end(of: try await house.submit([policy]))
            #expect(end["status"] == "Completed", "\(end.jsonText)")
            for sandbox in [east, west] { #expect(try await live(sandbox)?.body["metadata"]?["generation"] == 1) }
        }
    }

    @Test func abortWhilePausedWritesNothing() async throws {
        try await withTwo { house, east, west in
            for sandbox in [east, west] { sandbox.inject(Self.slowDryRun) }
            let policy = try await house.create(document())
            let deployment = try await house.submit([policy])
            try await house.call("POST", "deployments/\(deployment)/pause", expecting: 202)
            let paused = try await house.call("GET", "deployments/\(deployment)", expecting: 200)
            #expect(paused["status"] == "Paused")
            try await house.call("POST", "deployments/\(deployment)/abort", expecting: 202)
            let end = try await house.end(of: deployment)
            #expect(end["status"] == "Aborted")
            for sandbox in [east, west] { #expect(try await live(sandbox) == nil) }
        }
    }

    @Test func pauseHoldsAndResumeGoesOn() async throws {
        try await withTwo { house, east, west in
            for sandbox in [east, west] { sandbox.inject(Self.slowDryRun) }
            let policy = try await house.create(document())
            let deployment = try await house.submit([policy])
            try await house.call("POST", "deployments/\(deployment)/pause", expecting: 202)
            for sandbox in [east, west] { sandbox.clearFaults() }
            try await waitUntil("the step under way has ended") {
                let status = try await house.call("GET", "deployments/\(deployment)", expecting: 200)
                return status["step"]?["outstanding"]?.array?.isEmpty == true
            }
            #expect(try await live(east) == nil)
            try await house.call("POST", "deployments/\(deployment)/resume", expecting: 202)
            #expect(try await house.end(of: deployment)["status"] == "Completed")
            #expect(try await live(west) != nil)
        }
    }

    @Test func aClusterWithoutRightsFailsTheValidation() async throws {
        let sandbox = try sandbox()
        try await House.with { house in
            try await house.register("west", server(sandbox), token: "powerless")
            let policy = try await house.create(document())
            let failed = try await house.deploy([policy], until: .failed)
            #expect(failed.status["reason"]?.string?.isEmpty == false)
            #expect(failed.status.states == ["west": ["old"]])
        }
        await sandbox.stop()
    }

    @Test func aClusterThatIsDownFailsTheDeploymentAfterItsAttempts() async throws {
        let sandbox = try sandbox()
        let gone = server(sandbox)
        await sandbox.stop()
        try await House.with { house in
            try await house.register("west", gone)
            let policy = try await house.create(document())
            let failed = try await house.deploy([policy], until: .failed)
            #expect(failed.status["reason"]?.string?.contains("given up after") == true)
        }
    }

    /// Nobody gives the way back up; meanwhile it says which cluster it waits for, and goes on when that answers.
    @Test func aClusterThatIsAwayHoldsTheWayBackAndIsNamed() async throws {
        try await withTwo { house, east, west in
            let policy = try await house.create(document())
            let (deployment, _) = try await house.deploy([policy])
            west.inject(Fault(.refuse))
            let answer = try await house.call("POST", "deployments/\(deployment)/rollback", expecting: 202)
            let back = try #require(answer["id"]?.string)
            try await waitUntil("the silent cluster is named") {
                let status = try await house.call("GET", "deployments/\(back)/status", expecting: 200)
                let reason = status["reason"]?.string ?? ""
                return reason.hasPrefix("waiting since ") && reason.contains("Cluster west could not be asked")
            }
            #expect(try await live(east) == nil)
            let locked = try await house.call(
                "POST", "deployments", ["policies": [["id": .string(policy)]], "clusters": ["east"]], expecting: 409)
            #expect(locked["deployment"]?.string == back)
            #expect(locked["detail"]?.string?.contains("Cluster west could not be asked") == true)
            west.clearFaults()
            #expect(try await house.end(of: back)["status"] == "Completed")
            #expect(try await live(west) == nil)
        }
    }

    @Test func aPersonMayGiveTheWayBackUpAndTakeItUpAgain() async throws {
        try await withTwo { house, east, west in
            let policy = try await house.create(document())
            let (deployment, _) = try await house.deploy([policy])
            west.inject(Fault(.refuse, methods: ["DELETE"]))
            let answer = try await house.call("POST", "deployments/\(deployment)/rollback", expecting: 202)
            let back = try #require(answer["id"]?.string)
            try await house.call("POST", "deployments/\(back)/abort", ["giveUp": true], expecting: 409)
            // What was not captured needs no cluster for its way back.
            try await waitUntil("the rollback is under way on both") {
                try await house.database.count(
                    "SELECT count(*) FROM deployment_objects WHERE captured_at IS NOT NULL AND deployment_id = '\(back)'"
                ) == 2
            }
            west.inject(Fault(.refuse))
            try await house.call("POST", "deployments/\(back)/abort", expecting: 202)
            try await house.call(
                "POST", "deployments/\(back)/abort", ["giveUp": true, "reason": "west is gone"], expecting: 202)
            let end = try await house.end(of: back)
            #expect(end["status"] == "Failed" && end["reason"]?.string?.contains(": west is gone)") == true)
            west.clearFaults()
            try await house.call("POST", "deployments/\(back)/rollback", expecting: 202)
            try await waitUntil("everything is as before the rollback") {
                try await house.call("GET", "deployments/\(back)", expecting: 200)["status"] == "RolledBack"
            }
        }
    }

    @Test func aSecondDeploymentOfThePolicyIsRefusedWithTheFirstOnesID() async throws {
        try await withTwo { house, east, _ in
            east.inject(Self.slowDryRun)
            let policy = try await house.create(document())
            let first = try await house.submit([policy])
            let answer = try await house.call(
                "POST", "deployments", ["policies": [["id": .string(policy)]], "environment": "Development"],
                expecting: 409)
            #expect(answer["deployment"]?.string == first)
            try await house.call("POST", "deployments/\(first)/abort", expecting: 202)
            _ = try await house.end(of: first)
        }
    }

    @Test func statusChangesAreToldInOrder() async throws {
        try await withTwo { house, _, _ in
            let policy = try await house.create(document())
            let deployment = try await house.deploy([policy])
            try await waitUntil("every event is published") { house.queue.events.count >= 4 }
            let types = Set(house.queue.events.map(\.routingKey))
            for status in ["pending", "validating", "inprogress", "completed"] {
                #expect(types.contains("hotswap.deployment.\(status).v1"))
            }
            #expect(!deployment.id.isEmpty)
        }
    }
}

/// Waits for a condition, asking again after short pauses.
func waitUntil(
    _ what: String, location: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + patience
    while clock.now < deadline {
        if try await condition() { return }
        try await clock.sleep(for: .milliseconds(20))
    }
    Issue.record("\(what): not within \(patience)", sourceLocation: location)
}
