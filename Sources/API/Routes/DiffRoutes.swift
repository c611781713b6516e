import Application
import Domain
import Ports
import Validation

extension API {
    private static let diffParameters = ["environment", "cluster", "impact", "format"]

    static let diffRoutes: [Route] = [
        Route("GET", "policies/{id}/diff", .read, ["from", "to"] + diffParameters) { try await $0.diffPolicy($1) },
        Route("GET", "policies/{id}/versions/{a}/diff/{b}", .read, diffParameters) { api, call in
            try await api.diff(call, from: try call.number("a"), to: try call.number("b"))
        },
    ]

    /// Between two versions; without a word the newest and the one before.
    private func diffPolicy(_ call: Call) async throws -> APIResponse {
        let policy = try await policy(try call.id("id", of: "policy", Policy.self))
        let to = try call.versionParameter("to") ?? policy.latestVersion
        guard let from = try call.versionParameter("from") ?? (to > 1 ? to - 1 : nil) else {
            throw Problem(
                .notFound, at: "query.from", "unknown", "Version \(to) of \(policy.key) is the first: name another one")
        }
        return try await diff(call, from: from, to: to)
    }

    private func diff(_ call: Call, from: Int, to: Int) async throws -> APIResponse {
        let id = try call.id("id", of: "policy", Policy.self)
        let wantsImpact = try call.choice("impact", Answered.self) != .no
        let form = try call.choice("format", Form.self) ?? .json
        let difference = try await parts.catalogue.diff(id, from: from, to: to)
        let effects = wantsImpact ? try await effects(of: difference, on: try await policy(id), call) : nil
        switch form {
        case .json:
            var answer: [String: JSONValue] = [
                "from": .int(Int64(from)), "to": .int(Int64(to)),
                "changes": .array(difference.changes.map(\.json)), "access": difference.access?.json ?? .null,
            ]
            answer["impact"] = effects.map { .array($0.map(\.json)) }
            return .json(.object(answer))
        case .text:
            let text = DiffText(from: from, to: to, difference: difference, effects: effects ?? []).text
            return APIResponse(status: 200, body: .text(text, mediaType: "text/plain; charset=utf-8"))
        }
    }

    /// What the step from one version to the other does to the clusters that were named; without a word, to those where
    /// the policy is in force.
    private func effects(of difference: VersionDiff, on policy: Policy, _ call: Call) async throws -> [DiffEffect] {
        guard !difference.changes.isEmpty else { return [] }
        let targets = CheckTargets(query: call)
        var clusters = try await clusters(of: targets, running: policy.key.mesh)
        if targets.isEmpty {
            let live = Set(try await parts.policies.liveVersions(of: policy.id).map(\.cluster))
            clusters = clusters.filter { live.contains($0.id) }
        }
        let change = ImpactReader.Change(
            KnownObject.Key(of: policy.key), new: difference.new, old: .given(difference.old))
        return try await clusters.concurrentMap(limit: Self.clustersAtOnce) { cluster in
            DiffEffect(
                cluster: cluster.name, reading: try await parts.impacts.reading(of: [change], on: cluster))
        }
    }
}

/// The words of the query.
private enum Answered: String, CaseIterable {
    case yes = "true"
    case no = "false"
}

private enum Form: String, CaseIterable {
    case json, text
}

extension Call {
    /// The number of a version in the query.
    fileprivate func versionParameter(_ name: String) throws(Problem) -> Int? {
        guard let text = request.parameter(name) else { return nil }
        guard let number = Int(text), number > 0 else {
            throw Problem(
                .invalidRequest, at: "query.\(name)", "invalid",
                "must be the number of a version, 1 or more, and is \(text.shortened)")
        }
        return number
    }
}
