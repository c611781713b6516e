import Domain
import Kubernetes
import Ports
import Sandbox
import TestKit
import Testing

/// What somebody else does to an object while it is rolled out is never done away with in silence.
@Suite(.enabled(if: TestDatabase.mustRun))
struct LaterWorkTests {
    private static let path = "/apis/networking.istio.io/v1/namespaces/default/virtualservices/reviews"

    private static func document(_ host: String) -> JSONValue {
        [
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
            "metadata": ["name": "reviews", "namespace": "default"],
            "spec": ["hosts": ["reviews"], "http": [["route": [["destination": ["host": .string(host)]]]]]],
        ]
    }

    private struct Rollout: Sendable {
        let house: House
        let kube: KubeRequests
        let policy: String
        let id: String

        func edit(_ spec: JSONValue) async throws {
            try await kube.succeed(
                "PATCH", path + "?fieldManager=kubectl-edit", ["spec": spec], as: "application/merge-patch+json")
        }

        func command(_ name: String) async throws {
            try await house.call("POST", "deployments/\(id)/\(name)", expecting: 202)
        }

        func status() async throws -> JSONValue {
            try await house.call("GET", "deployments/\(id)/status", expecting: 200)
        }

        /// Waits for a soak: the first share's is step 3 of the plan, the second one's step 6.
        func soaks(at step: Int64) async throws {
            try await waitUntil("it soaks at step \(step)") {
                let status = try await status()
                return status["terminal"] == true
                    || (status["step"]?["name"] == "soak" && status["step"]?["index"] == .int(step))
            }
        }
    }

    /// A canary of a VirtualService that soaks at its first share of two.
    private func whileSoaking(_ body: @escaping @Sendable (Rollout) async throws -> Void) async throws {
        let sandbox = try SandboxServer.start(SandboxConfiguration(adminToken: "admin"))
        let server = KubeServer(
            server: sandbox.url, authority: nil, token: "admin", powerlessToken: "none", keeping: sandbox)
        try await House.with { house in
            try await house.register("east", server)
            let policy = try await house.create(Self.document("reviews"))
            try await house.deploy([policy])
            try await house.update(policy, Self.document("ratings"))
            let canary: JSONValue = ["type": "Canary", "steps": [10, 50], "soak": "PT1H", "unit": "requests"]
            let id = try await house.submit([policy], ["strategy": canary, "defaultRules": false])
            let rollout = Rollout(house: house, kube: server.requests, policy: policy, id: id)
            try await rollout.soaks(at: 3)
            try await body(rollout)
        }
        await sandbox.stop()
    }

    private func note(_ status: JSONValue) -> String { status["objects"]?[0]?["note"]?.string ?? "" }

    @Test func aHotfixThatGoingBackOverwritesIsTold() async throws {
        try await whileSoaking { rollout in
            try await rollout.edit(["http": [["route": [["destination": ["host": "hotfix"]]]]]])
            try await rollout.command("abort")
            let end = try await rollout.house.end(of: rollout.id)
            #expect(end["status"] == "Aborted")
            let note = note(end)
            #expect(
                note.contains("others (kubectl-edit) had changed spec.http") && note.hasSuffix("overwritten"), "\(note)"
            )
            let live = try await rollout.kube.succeed("GET", Self.path)
            #expect(live["spec"] == Self.document("reviews")["spec"])
        }
    }

    @Test func aFieldThatSomebodyAddedIsTold() async throws {
        try await whileSoaking { rollout in
            try await rollout.edit(["exportTo": ["."]])
            try await rollout.command("rollback")
            let note = note(try await rollout.house.end(of: rollout.id))
            #expect(note.contains("had changed spec.exportTo since; that was overwritten"), "\(note)")
        }
    }

    @Test func nothingIsToldWhereNobodyElseWrote() async throws {
        try await whileSoaking { rollout in
            try await rollout.command("abort")
            let end = try await rollout.house.end(of: rollout.id)
            #expect(end["objects"]?[0]?["note"] == .null, "\(end.jsonText)")
        }
    }

    @Test func aDirectDeploymentsWayBackTellsAdditions() async throws {
        try await whileSoaking { rollout in
            try await rollout.house.call(
                "POST", "deployments/\(rollout.id)/promote", ["toEnd": true], expecting: 202)
            _ = try await rollout.house.end(of: rollout.id)
            try await rollout.edit(["exportTo": ["."]])
            let back = try await rollout.house.rollBack(rollout.id)
            #expect(note(back).contains("others (kubectl-edit) had changed spec.exportTo since"), "\(back.jsonText)")
        }
    }

    /// A pause holds what is still to be taken away, although its time has come.
    @Test func aPauseHoldsTheRetirement() async throws {
        let sandbox = try SandboxServer.start(SandboxConfiguration(adminToken: "admin"))
        let server = KubeServer(
            server: sandbox.url, authority: nil, token: "admin", powerlessToken: "none", keeping: sandbox)
        try await House.with { house in
            try await house.register("east", server)
            let policy = try await house.create(Self.document("reviews"))
            try await house.deploy([policy])
            try await house.update(policy, Self.document("ratings"))
            let strategy: JSONValue = ["type": "BlueGreen", "watch": "PT0S", "keepBlueDuration": "PT1H"]
            let id = try await house.submit([policy], ["strategy": strategy, "defaultRules": false])
            try await waitUntil("blue is kept") {
                try await house.call("GET", "deployments/\(id)/status", expecting: 200)["step"]?["name"] == "retire"
            }
            try await house.call("POST", "deployments/\(id)/pause", expecting: 202)
            try await house.database.run(
                "UPDATE jobs SET run_at = now(), publish_after = now() WHERE state = 'available'")
            try await waitUntil("the retirement is held") {
                try await house.database.count("SELECT count(*) FROM jobs WHERE note = 'the deployment is paused'") == 1
            }
            let paused = try await house.call("GET", "deployments/\(id)/status", expecting: 200)
            #expect(paused["status"] == "Paused" && paused["step"]?["outstanding"] == ["east"])
            try await house.call("POST", "deployments/\(id)/resume", expecting: 202)
            #expect(try await house.end(of: id)["status"] == "Completed")
        }
        await sandbox.stop()
    }
}
