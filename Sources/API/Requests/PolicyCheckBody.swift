import Application
import Domain
import Impact
import Ports
import Validation

/// What a check is asked about: a version of a policy, and the clusters.
struct PolicyCheckBody {
    let policy: Policy
    let version: PolicyVersion
    let targets: CheckTargets
    let onConflict: ConflictPolicy
    let way: RolloutWay?
    let suppressed: [SuppressedFinding]
    /// Of a dry-run.
    let requests: [AccessLogReplay.Line]

    /// The object that the policy is, whether the version has it or not.
    var key: KnownObject.Key { KnownObject.Key(of: policy.key) }
}

extension API {
    func policyCheckBody(_ call: Call, isDryRun: Bool) async throws -> PolicyCheckBody {
        let policy = try await policy(try call.id("id", of: "policy", Policy.self))
        var reader = BodyReader(try optionalJSONBody(call))
        let number = reader.int("version") ?? policy.latestVersion
        let targets = CheckTargets(&reader)
        let onConflict = reader.choice("onConflict", ConflictPolicy.self) ?? .refuse
        let way = reader.rolloutWay()
        let suppressed = reader.suppressions()
        let requests = isDryRun ? reader.recordedRequests(parts.formats) : []
        try reader.finish()
        guard let version = try await parts.policies.version(policy.id, number: number) else {
            throw Problem(
                .notFound, at: "version", "unknown",
                "\(policy.key) has versions 1 to \(policy.latestVersion), not \(number)")
        }
        return PolicyCheckBody(
            policy: policy, version: version, targets: targets, onConflict: onConflict, way: way,
            suppressed: suppressed, requests: requests)
    }

    /// The clusters of the policy's mesh that were asked for; without a word, all of them.
    func clusters(of check: PolicyCheckBody, atLeastOne: Bool) async throws -> [Cluster] {
        let key = check.policy.key
        let clusters = try await clusters(of: check.targets, running: key.mesh)
        guard !clusters.isEmpty || !atLeastOne else {
            throw Problem(
                .impossible, at: check.targets.field, "noCluster",
                "No cluster that was asked for runs \(key.mesh.rawValue), which \(key) is for")
        }
        return clusters
    }
}
