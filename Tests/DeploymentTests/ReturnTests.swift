import Domain
import Kubernetes
import Ports
import Sandbox
import TestKit
import Testing

/// A canary on two clusters that goes back: what stands in its way, and what a person can do meanwhile.
@Suite(.enabled(if: TestDatabase.mustRun))
struct ReturnTests {
    private static let reference = ObjectReference(
        PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "default", name: "reviews"),
        version: "v1")

    private static func document(_ host: String) -> JSONValue {
        [
            "apiVersion": "networking.istio.io/v1", "kind": "VirtualService",
            "metadata": ["name": "reviews", "namespace": "default"],
            "spec": ["hosts": ["reviews"], "http": [["route": [["destination": ["host": .string(host)]]]]]],
        ]
    }

    /// Half of the requests of both clusters have the new version, and it soaks for an hour.
    private struct Soaking: Sendable {
        let house: House
        let east: SandboxServer
        let west: SandboxServer
        let id: String

        func status() async throws -> JSONValue {
            try await house.call("GET", "deployments/\(id)/status", expecting: 200)
        }

        func command(_ name: String, expecting status: Int = 202) async throws -> JSONValue {
            try await house.call("POST", "deployments/\(id)/\(name)", expecting: status)
        }

        func wait(_ what: String, until isRight: @escaping (JSONValue) async throws -> Bool) async throws {
            try await waitUntil(what) { try await isRight(try await status()) }
        }

        func live(_ sandbox: SandboxServer) async throws -> JSONValue? {
            try await server(sandbox).objects(token: "admin").get(reference)?.body["spec"]
        }

        func expectOld(_ sandboxes: SandboxServer...) async throws {
            for sandbox in sandboxes { #expect(try await live(sandbox) == document("reviews")["spec"]) }
        }
    }

    private static func server(_ sandbox: SandboxServer) -> KubeServer {
        KubeServer(server: sandbox.url, authority: nil, token: "admin", powerlessToken: "none", keeping: sandbox)
    }

    private func whileSoaking(_ body: @escaping @Sendable (Soaking) async throws -> Void) async throws {
        let sandboxes = try (0..<2).map { _ in try SandboxServer.start(SandboxConfiguration(adminToken: "admin")) }
        try await House.with { house in
            for (name, sandbox) in zip(["east", "west"], sandboxes) {
                try await house.register(name, Self.server(sandbox))
            }
            let policy = try await house.create(Self.document("reviews"))
            try await house.deploy([policy])
            try await house.update(policy, Self.document("ratings"))
            let canary: JSONValue = ["type": "Canary", "steps": [50], "soak": "PT1H", "unit": "requests"]
            let id = try await house.submit(
                [policy], ["strategy": canary, "rules": [["metric": "p50", "observe": true]], "defaultRules": false])
            let soaking = Soaking(house: house, east: sandboxes[0], west: sandboxes[1], id: id)
            try await soaking.wait("it soaks") { $0["step"]?["name"] == "soak" || $0["terminal"] == true }
            #expect(try await soaking.status()["step"]?["name"] == "soak")
            try await body(soaking)
        }
        for sandbox in sandboxes { await sandbox.stop() }
    }

    /// A cluster that does not answer is tried again; the other one is restored meanwhile. What is asked of the
    /// deployment in the meantime changes nothing, and is told so.
    @Test func aClusterThatDoesNotAnswerIsWaitedFor() async throws {
        try await whileSoaking { soaking in
            soaking.west.inject(Fault(.answer(status: 503)))
            _ = try await soaking.command("rollback")
            try await soaking.wait("east is restored") { $0.states["east"] == ["old"] }
            try await soaking.expectOld(soaking.east)
            for command in ["promote", "pause", "resume", "switch"] {
                _ = try await soaking.command(command, expecting: 409)
            }
            for command in ["rollback", "abort"] { _ = try await soaking.command(command) }
            let waiting = try await soaking.status()
            #expect(waiting["status"] == "RollingBack" && waiting.states["west"] != ["old"], "\(waiting.jsonText)")
            try await waitUntil("west has been tried") { try await self.note(soaking, "west") != nil }
            #expect(try await soaking.status().states["west"] == ["unknown"])
            // While it is tried once more, that may be the beginning.
            try await waitUntil("no try was a beginning") {
                try await self.work(soaking, "west")["startedAt"] == .null
            }
            let report = try await self.work(soaking, "west")
            #expect(report["finishedAt"] == .null, "\(report.jsonText)")

            soaking.west.clearFaults()
            let end = try await soaking.house.end(of: soaking.id)
            #expect(end["status"] == "RolledBack" && end.states == ["east": ["old"], "west": ["old"]])
            try await soaking.expectOld(soaking.east, soaking.west)
            let done = try await self.work(soaking, "west")
            let east = try await self.work(soaking, "east")
            #expect(done["startedAt"] != .null && done["finishedAt"] != .null)
            #expect((done["startedAt"]?.string ?? "") > (east["startedAt"]?.string ?? "~"), "\(done.jsonText)")
        }
    }

    /// An API server that is away for longer than a few attempts takes no good canary back.
    @Test func theWayForwardWaitsForAClusterThatDoesNotAnswer() async throws {
        try await whileSoaking { soaking in
            soaking.west.inject(Fault(.answer(status: 503)))
            _ = try await soaking.command("promote")
            var attempts: Set<String> = []
            try await waitUntil("west is asked again and again") {
                let jobs = try await soaking.house.call("GET", "jobs", expecting: 200)
                let open = (jobs["items"]?.array ?? []).filter {
                    $0["stage"] == "promote" && $0["state"] == "available"
                }
                attempts.formUnion(open.compactMap { $0["runAt"]?.string })
                return attempts.count > 7
            }
            let waiting = try await soaking.status()
            let reason = waiting["reason"]?.string ?? ""
            #expect(reason.contains("waiting since ") && reason.contains("cluster west"), "\(waiting.jsonText)")
            #expect(waiting["status"] == "InProgress")
            soaking.west.clearFaults()
            let end = try await soaking.house.end(of: soaking.id)
            #expect(end["status"] == "Completed" && end.states == ["east": ["new"], "west": ["new"]])
        }
    }

    /// One that refuses for good ends the way back in Failed, with what is where; a person takes over.
    @Test func aRollbackThatFailsIsAPersonsToRepeat() async throws {
        try await whileSoaking { soaking in
            soaking.west.inject(Fault(.answer(status: 403), methods: ["PUT", "PATCH"], path: "reviews"))
            _ = try await soaking.command("rollback")
            let failed = try await soaking.house.end(of: soaking.id)
            #expect(failed["status"] == "Failed", "\(failed.jsonText)")
            #expect(failed["reason"]?.string?.contains("not restored: Cluster west") == true, "\(failed.jsonText)")
            #expect(failed.states == ["east": ["old"], "west": ["unknown"]])
            try await soaking.expectOld(soaking.east)
            let report = try await soaking.house.call("GET", "deployments/\(soaking.id)/report", expecting: 200)
            #expect(report["verified"] == false && report["restoredAt"] == .null)

            soaking.west.clearFaults()
            _ = try await soaking.command("rollback")
            try await soaking.wait("it is rolled back") { $0["status"] == "RolledBack" }
            #expect(try await soaking.status().states == ["east": ["old"], "west": ["old"]])
            try await soaking.expectOld(soaking.east, soaking.west)
        }
    }

    /// The word that comes first counts: promoting is taken back, whatever its workers have written until then.
    @Test func aRollbackWhileItIsPromoted() async throws {
        try await whileSoaking { soaking in
            soaking.west.inject(Fault(.delay(milliseconds: 15_000), methods: ["PATCH"], path: "reviews"))
            #expect(try await soaking.command("promote")["step"]?["name"] == "promote")
            _ = try await soaking.command("rollback")
            soaking.west.clearFaults()
            let end = try await soaking.house.end(of: soaking.id)
            #expect(end["status"] == "RolledBack" && end.states == ["east": ["old"], "west": ["old"]])
            try await soaking.expectOld(soaking.east, soaking.west)
        }
    }

    /// Where the cluster cannot be looked at any more as the mechanics need it, all is taken back object by object: no
    /// pod has the label before the copy that is for it goes, since a port without a Server lets everybody in.
    @Test func withoutTheMechanicsNothingIsOpen() async throws {
        let sandbox = try SandboxServer.start(SandboxConfiguration(adminToken: "admin"))
        @Sendable func server(_ proto: String) -> JSONValue {
            [
                "apiVersion": "policy.linkerd.io/v1beta3", "kind": "Server",
                "metadata": ["name": "reviews", "namespace": "default"],
                "spec": [
                    "podSelector": ["matchLabels": ["app": "reviews"]], "port": 9080, "proxyProtocol": .string(proto),
                ],
            ]
        }
        try await House.with { house in
            let kube = Self.server(sandbox)
            try await house.register("west", kube, mesh: .linkerd)
            let policy = try await house.create(server("HTTP/1"))
            try await house.deploy([policy])
            try await house.update(policy, server("HTTP/2"))
            let canary: JSONValue = ["type": "Canary", "steps": [50], "soak": "PT1H", "unit": "workloads"]
            let id = try await house.submit(
                [policy], ["strategy": canary, "rules": [["metric": "p50", "observe": true]], "defaultRules": false])
            try await waitUntil("it soaks") {
                try await house.call("GET", "deployments/\(id)/status", expecting: 200)["step"]?["name"] == "soak"
            }
            sandbox.inject(Fault(.answer(status: 403), methods: ["GET"], path: "/services"))
            let requests = KubeRequests(server: kube.server, authority: nil, token: "admin")
            let before = try await requests.succeed("GET", "/sandbox/changes?after=0")["revision"]?.int ?? 0
            try await house.call("POST", "deployments/\(id)/rollback", expecting: 202)
            let end = try await house.end(of: id)
            #expect(end["status"] == "RolledBack", "\(end.jsonText)")
            let answer = try await requests.succeed("GET", "/sandbox/changes?after=\(before)")
            let changes = answer["changes"]?.array ?? []
            let kinds = changes.map { "\($0["change"]?.string ?? "") \($0["kind"]?.string ?? "")" }
            let unlabelled = kinds.lastIndex { $0.hasSuffix("Pod") }
            let removed = kinds.firstIndex(of: "DELETED Server")
            #expect((unlabelled ?? .max) < (removed ?? -1), "\(kinds)")
        }
        await sandbox.stop()
    }

    private func work(_ soaking: Soaking, _ cluster: String) async throws -> JSONValue {
        let report = try await soaking.house.call("GET", "deployments/\(soaking.id)/report", expecting: 200)
        return try #require(report["clusters"]?.array?.first { $0["cluster"]?.string == cluster })
    }

    private func note(_ soaking: Soaking, _ cluster: String) async throws -> String? {
        try await work(soaking, cluster)["note"]?.string
    }
}
