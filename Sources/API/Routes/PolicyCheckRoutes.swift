import Application
import Domain
import Ports
import Validation

extension API {
    /// What a check is asked about: a version, and for a dry-run the clusters.
    private struct CheckBody {
        let version: PolicyVersion
        let policy: Policy
        let environment: String?
        let clusters: [String]?
        let onConflict: ConflictPolicy
    }

    func validatePolicy(_ call: Call) async throws -> APIResponse {
        let check = try await checkBody(call)
        guard let document = check.version.content.document else { return try await validateRemoval(check) }
        let object = KnownObject(document, positions: positions(in: check.version.source))
        let alone = Validator.validate(ValidationSet([object]))
        let targets = try await targets(of: check, atLeastOne: false)
        let answers = try await judge([object], on: targets)
        let impacts = await impacts(of: [(object: object.key, new: document)], on: targets)
        let reports = [alone] + answers.map(\.report)
        return .json([
            "valid": .bool(reports.allSatisfy { $0.count(.error) == 0 }),
            "version": .int(Int64(check.version.number)), "findings": .array(alone.findings.map(\.json)),
            "clusters": .array(zip(answers, impacts).map { $0.json(with: $1) }),
        ])
    }

    /// A version that says that the object is to go.
    private func validateRemoval(_ check: CheckBody) async throws -> APIResponse {
        let targets = try await targets(of: check, atLeastOne: false)
        let key = check.policy.key
        let object = KnownObject.Key(
            kind: ObjectKind(key.kind.rawValue, group: key.group), namespace: key.namespace, name: key.name)
        let answers = try await judge([], on: targets)
        let impacts = await impacts(of: [(object: object, new: nil)], on: targets)
        return .json([
            "valid": true, "version": .int(Int64(check.version.number)), "findings": .array([]),
            "clusters": .array(zip(answers, impacts).map { $0.json(with: $1) }),
        ])
    }

    func dryRunPolicy(_ call: Call) async throws -> APIResponse {
        let check = try await checkBody(call)
        let targets = try await targets(of: check)
        let answers = try await parts.checks.dryRun(
            check.policy, check.version, on: targets, onConflict: check.onConflict)
        let position = positions(in: check.version.source)
        return .json([
            "accepted": .bool(answers.allSatisfy { $0.verdict?.problems.isEmpty ?? false }),
            "version": .int(Int64(check.version.number)),
            "clusters": .array(answers.map { $0.json(position: position) }),
        ])
    }

    private func checkBody(_ call: Call) async throws -> CheckBody {
        let policy = try await policy(try call.id("id", of: "policy", Policy.self))
        var reader = BodyReader(try optionalJSONBody(call))
        let number = reader.int("version") ?? policy.latestVersion
        let environment = reader.string("environment")
        let clusters = reader.strings("clusters")
        let onConflict = reader.choice("onConflict", ConflictPolicy.self) ?? .refuse
        try reader.finish()
        guard let version = try await parts.policies.version(policy.id, number: number) else {
            throw Problem(
                .notFound, at: "version", "unknown",
                "\(policy.key) has versions 1 to \(policy.latestVersion), not \(number)")
        }
        return CheckBody(
            version: version, policy: policy, environment: environment, clusters: clusters, onConflict: onConflict)
    }

    /// The clusters of the policy's mesh that were asked for; without a word, all of them.
    private func targets(of check: CheckBody, atLeastOne: Bool = true) async throws -> [Cluster] {
        let fleet = try await parts.fleet.fresh()
        var clusters = fleet.clusters.filter { $0.mesh == check.policy.key.mesh }
        if let name = check.environment {
            let environment = try await environment(named: name, field: "environment")
            clusters = clusters.filter { $0.environment == environment.id }
        }
        if let names = check.clusters {
            for (index, name) in names.enumerated() where !fleet.clusters.contains(where: { $0.name == name }) {
                throw Problem(
                    .notFound, at: "clusters[\(index)]", "unknown", "There is no cluster \(name.shortened)")
            }
            clusters = clusters.filter { names.contains($0.name) }
        }
        guard !clusters.isEmpty || !atLeastOne else {
            throw Problem(
                .impossible, at: check.clusters == nil ? "environment" : "clusters", "noCluster",
                "No cluster that was asked for runs \(check.policy.key.mesh.rawValue), which \(check.policy.key) is for"
            )
        }
        return clusters
    }

    /// Findings carry the lines of the text that the author sent, where it was kept.
    private func positions(in source: String?) -> @Sendable (FieldPath) -> SourcePosition? {
        guard let source, let document = try? parts.formats.yaml(Array(source.utf8)).first else { return { _ in nil } }
        return document.position
    }
}

extension PolicyChecks.Answer {
    func json(position: (FieldPath) -> SourcePosition?) -> JSONValue {
        let findings = verdict?.problems.map { problem -> JSONValue in
            let place = position(problem.path)
            return [
                "code": .string(problem.code), "severity": "error", "path": .string(problem.path.description),
                "line": place.map { .int(Int64($0.line)) } ?? .null,
                "column": place.map { .int(Int64($0.column)) } ?? .null, "message": .string(problem.message),
            ]
        }
        return [
            "cluster": .string(cluster), "accepted": .bool(findings?.isEmpty ?? false),
            "note": verdict?.note.map { .string($0) } ?? .null, "failure": failure.map { .string($0) } ?? .null,
            "findings": .array(findings ?? []),
        ]
    }
}
