import Domain
import Synchronization
import TestKit

/// Fifty deployments, each of a policy of its own, in the middle of which things are killed.
final class Storm: Sendable {
    let hotswap: Installation
    let clusters: [SandboxCluster]
    private let state: Mutex<[Rollout]>
    /// Where each sandbox stood when the storm began.
    let revisions: [Int64]
    /// The deployments that were made beforehand.
    let prepared: Int

    var rollouts: [Rollout] { state.withLock { $0 } }

    /// Registers the clusters, stores the policies and brings version 1 of some of them live. An API, a worker and a
    /// scheduler must run.
    init(_ hotswap: Installation, fates: [Fate] = Fate.fifty) async throws {
        self.hotswap = hotswap
        let clusters = try await SandboxCluster.pair()
        self.clusters = clusters
        for cluster in clusters { try await hotswap.api.succeed("POST", "/clusters", cluster.registration) }
        let rollouts = fates.enumerated().map { Rollout(number: $0, fate: $1) }
        let stored = try await Self.each(rollouts) { rollout in
            var stored = rollout
            let body: JSONValue = ["document": rollout.document(version: 1)]
            stored.policy = try await hotswap.api.succeed("POST", "/policies", body)["id"]?.string ?? ""
            return stored
        }
        let before = stored.filter(\.hasBefore)
        prepared = before.isEmpty ? 0 : 1
        if !before.isEmpty { try await Self.bringLive(before, hotswap) }
        _ = try await Self.each(before) { rollout in
            try await hotswap.api.succeed("PUT", "/policies/\(rollout.policy)", rollout.change)
        }
        clusters.last?.makeFaulty()
        revisions = try await Self.each(clusters) { try await $0.revision() }
        state = Mutex(stored)
    }

    private static func bringLive(_ rollouts: [Rollout], _ hotswap: Installation) async throws {
        let body: JSONValue = [
            "policies": .array(rollouts.map { ["id": .string($0.policy), "version": 1] }), "environment": "Staging",
        ]
        let id = try await hotswap.api.succeed("POST", "/deployments", body)["id"]?.string ?? ""
        let end = try await end(of: id, hotswap)
        guard end == "Completed" else { throw TestKitError("the preparation ended \(end)") }
    }

    /// Submits the rollouts of `numbers` at once and carries out what their fates ask for; returns when all have ended.
    func run(_ numbers: some Sequence<Int> & Sendable) async throws {
        let chosen = Set(numbers)
        _ = try await Self.each(rollouts.filter { chosen.contains($0.number) }) { rollout in
            try await self.submit(rollout)
            try await self.command(self.rollouts[rollout.number])
            try await self.await(self.rollouts[rollout.number])
        }
    }

    /// Whether some of them are accepted.
    func isUnderWay(_ numbers: Range<Int>) -> Bool {
        rollouts[numbers].count { !$0.deployment.isEmpty } >= 3
    }

    private func submit(_ rollout: Rollout) async throws {
        let id = try await submission(of: rollout).body["id"]?.string ?? ""
        state.withLock { $0[rollout.number].deployment = id }
    }

    /// Sends the request for a deployment until it is answered; repeated, it must have the same answer.
    func submission(of rollout: Rollout) async throws -> APIClient.Answer {
        let body: JSONValue = [
            "policies": [["id": .string(rollout.policy)]], "environment": "Staging", "strategy": ["type": "Direct"],
        ]
        let answer = try await hotswap.api.insist("POST", "/deployments", body, key: rollout.key("deploy"))
        guard answer.status == 202 else { throw TestKitError("\(rollout.name): \(answer.status) \(answer.text)") }
        return answer
    }

    /// A command that comes too late is refused, and the deployment has ended as if nobody had asked.
    private func command(_ rollout: Rollout) async throws {
        guard let command = rollout.fate.command else { return }
        let path = "/deployments/\(rollout.deployment)"
        try await awaitCondition("\(rollout.name) begins") {
            !["Pending", "Validating"].contains(try await Self.status(rollout.deployment, self.hotswap))
        }
        let pause = try await hotswap.api.insist("POST", "\(path)/pause", key: rollout.key("pause"))
        guard pause.status == 202 else {
            guard pause.status == 409 else { throw TestKitError("pause: \(pause.status) \(pause.text)") }
            return state.withLock { $0[rollout.number].end = "Completed" }
        }
        try await hotswap.api.succeed("POST", "\(path)/\(command)", key: rollout.key(command))
    }

    private func await(_ rollout: Rollout) async throws {
        let end = try await Self.end(of: rollout.deployment, hotswap)
        guard rollout.fate == .takenBack, end == "Completed" else { return }
        let answer = try await hotswap.api.succeed(
            "POST", "/deployments/\(rollout.deployment)/rollback", key: rollout.key("rollback"))
        let id = answer["id"]?.string ?? ""
        state.withLock { $0[rollout.number].takingBack = id }
        _ = try await Self.end(of: id, hotswap)
    }

    /// Waits until a deployment has ended, and says how.
    static func end(of deployment: String, _ hotswap: Installation) async throws -> String {
        var last = ""
        return try await eventualValue("deployment \(deployment) ends; it is \(last)") {
            last = try await status(deployment, hotswap)
            return ["Completed", "Failed", "RolledBack", "Aborted"].contains(last) ? last : nil
        }
    }

    static func status(_ deployment: String, _ hotswap: Installation) async throws -> String {
        try await hotswap.api.succeed("GET", "/deployments/\(deployment)")["status"]?.string ?? ""
    }

    /// Does `work` for all at once; the results are in the order of `items`.
    static func each<Item: Sendable, Output: Sendable>(
        _ items: [Item], _ work: @escaping @Sendable (Item) async throws -> Output
    ) async throws -> [Output] {
        try await withThrowingTaskGroup(of: (Int, Output).self) { group in
            for (index, item) in items.enumerated() { group.addTask { (index, try await work(item)) } }
            var outputs: [(Int, Output)] = []
            for try await output in group { outputs.append(output) }
            return outputs.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
