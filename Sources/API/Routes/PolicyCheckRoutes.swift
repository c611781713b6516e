import Application
import Domain
import Ports
import Validation

extension API {
    func validatePolicy(_ call: Call) async throws -> APIResponse {
        let check = try await policyCheckBody(call, isDryRun: false)
        try await auditSuppression(of: check.suppressed, call, subject: "policy/\(check.policy.id)")
        let question = question(check)
        let clusters = try await clusters(of: check, atLeastOne: false)
        let verdicts = try await verdicts(on: question, clusters: clusters)
        let alone = Validator.validate(ValidationSet(question.objects), settings: settings(verdicts))
            .suppressing(check.suppressed)
        return .json([
            "valid": .bool(alone.count(.error) == 0 && verdicts.allSatisfy(\.isValid)),
            "version": .int(Int64(check.version.number)), "findings": .array(alone.findings.map(\.json)),
            "clusters": .array(verdicts.map(\.json)),
        ])
    }

    /// A version says what is to be there, or that the object is to go.
    private func question(_ check: PolicyCheckBody) -> CheckQuestion {
        var question = CheckQuestion(way: check.way, suppressed: check.suppressed)
        if let document = check.version.content.document {
            question.objects = [KnownObject(document, positions: positions(in: check.version.source))]
        } else {
            question.removed = [check.key]
        }
        return question
    }

    /// The settings that a version alone is judged by: those of the target, of several those with the oldest mesh,
    /// which knows the least.
    private func settings(_ verdicts: [ClusterVerdict]) -> MeshSettings {
        verdicts.map(\.settings).min { ($0.istio, $0.linkerd) < ($1.istio, $1.linkerd) } ?? MeshSettings()
    }

    func dryRunPolicy(_ call: Call) async throws -> APIResponse {
        let check = try await policyCheckBody(call, isDryRun: true)
        let clusters = try await clusters(of: check, atLeastOne: true)
        try await auditSuppression(of: check.suppressed, call, subject: "policy/\(check.policy.id)")
        let change = ReplayReader.Change(check.key, new: check.version.content.document)
        let replay = try await replay(check.requests, to: [change], clusters: clusters)
        let answers = try await parts.checks.dryRun(
            check.policy, check.version, on: clusters, onConflict: check.onConflict)
        let verdicts = try await verdicts(on: question(check), clusters: clusters)
        let position = positions(in: check.version.source)
        return .json([
            "accepted": .bool(answers.allSatisfy { $0.verdict?.problems.isEmpty ?? false }),
            "valid": .bool(verdicts.allSatisfy(\.isValid)), "version": .int(Int64(check.version.number)),
            "clusters": .array(answers.map { $0.json(position: position) }),
            "validation": .array(verdicts.map(\.json)), "replay": replay,
        ])
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
