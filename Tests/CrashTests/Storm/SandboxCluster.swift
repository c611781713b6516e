import Domain
import Sandbox
import TestKit

/// A cluster of the storm: a sandbox in this process, which the roles reach over HTTP.
struct SandboxCluster: Sendable {
    let name: String
    let server: SandboxServer
    let requests: KubeRequests
    private static let token = "sandbox-admin-token"

    init(_ name: String) async throws {
        self.name = name
        var configuration = SandboxConfiguration(adminToken: Self.token)
        configuration.hasBookinfo = false
        server = try SandboxServer.start(configuration)
        requests = KubeRequests(server: server.url, authority: nil, token: Self.token)
        for namespace in Set(Fate.allCases.map(\.namespace)) {
            try await requests.succeed(
                "POST", "/api/v1/namespaces",
                ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(namespace)]])
        }
    }

    /// The body of `POST /clusters`.
    var registration: JSONValue {
        [
            "name": .string(name), "environment": "Staging", "mesh": "istio", "server": .string(server.url),
            "credentials": ["type": "token", "token": .string(Self.token)],
        ]
    }

    /// Two clusters; the second one has the faults that the fates need.
    static func pair() async throws -> [SandboxCluster] {
        [try await SandboxCluster("east"), try await SandboxCluster("west")]
    }

    func makeFaulty() {
        let writes: Set<String> = ["POST", "PATCH"]
        server.inject(
            Fault(.answer(status: 422), methods: writes.union(["PUT"]), path: "/namespaces/refused/", isDryRun: true))
        server.inject(
            Fault(.answer(status: 422), methods: writes, path: "/namespaces/failing/", isDryRun: false))
        server.inject(
            Fault(.answer(status: 503), requests: 3, methods: writes, path: "/namespaces/flaky/", isDryRun: false))
    }

    /// The last change so far.
    func revision() async throws -> Int64 {
        try await requests.succeed("GET", "/sandbox/changes?after=0")["revision"]?.int ?? 0
    }

    /// How often the content of each object (`namespace/name`) has changed since `revision`: made, removed, or
    /// rewritten with something else. Who owns which field is not counted.
    func effects(after revision: Int64) async throws -> [String: Int] {
        let changes = try await requests.succeed("GET", "/sandbox/changes?after=0")["changes"]?.array ?? []
        var generations: [String: Int64] = [:]
        var counts: [String: Int] = [:]
        for change in changes {
            let object = "\(change["namespace"]?.string ?? "")/\(change["name"]?.string ?? "")"
            let generation = change["change"]?.string == "DELETED" ? 0 : change["generation"]?.int ?? -1
            guard generations.updateValue(generation, forKey: object) != generation else { continue }
            if change["revision"]?.int ?? 0 > revision { counts[object, default: 0] += 1 }
        }
        return counts
    }

    /// The object of a rollout; `nil` where there is none.
    func object(of rollout: Rollout) async throws -> JSONValue? {
        let (status, document) = try await requests.send("GET", "\(rollout.collection)/\(rollout.name)")
        guard status == 200 || status == 404 else { throw TestKitError("\(name): \(status) for \(rollout.name)") }
        return status == 200 ? .some(document) : .none
    }
}
