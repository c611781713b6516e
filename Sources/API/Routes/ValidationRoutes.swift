import Application
import Domain
import Ports
import Validation

extension API {
    static let validationRoutes: [Route] = [
        Route("POST", "validation/validate", .checkPolicies) { try await $0.validateDocuments($1) },
        Route("POST", "validation/dry-run", .checkPolicies) { try await $0.dryRunDocuments($1) },
    ]

    private func validateDocuments(_ call: Call) async throws -> APIResponse {
        let body = try ValidationBody(call, parts.formats)
        guard body.requests.isEmpty else {
            throw Problem(
                .invalidRequest, at: "requests", "dryRunOnly", "Recorded requests belong to /validation/dry-run")
        }
        try await auditSuppression(of: body.suppressed, call, subject: "validation")
        var alone = Validator.validate(ValidationSet(body.objects), settings: body.settings)
        alone.documents += body.unreadable
        alone.unchecked += body.unchecked
        alone = alone.suppressing(body.suppressed)
        let verdicts = try await verdicts(on: body.question, clusters: try await targets(of: body))
        return .json(
            alone.json(body.settings).adding([
                "valid": .bool(alone.count(.error) == 0 && verdicts.allSatisfy(\.isValid)),
                "counts": ValidationReport.counts(of: [alone] + verdicts.map(\.report)),
                "clusters": .array(verdicts.map(\.json)),
            ]))
    }

    /// The clusters that were asked for; without a word, none.
    private func targets(of body: ValidationBody) async throws -> [Cluster] {
        body.targets.isEmpty ? [] : try await clusters(of: body.targets)
    }

    private func dryRunDocuments(_ call: Call) async throws -> APIResponse {
        let body = try ValidationBody(call, parts.formats)
        let clusters = try await targets(of: body)
        guard !clusters.isEmpty else {
            throw Problem(
                .impossible, at: "clusters", "noCluster", "A dry-run needs a cluster: name an environment or clusters")
        }
        if let first = body.unreadable.first?.findings.first { throw Problem(findings: [first]) }
        try await auditSuppression(of: body.suppressed, call, subject: "validation")
        let judged = body.objects.filter(\.isJudged)
        let replay = try await replay(
            body.requests, to: judged.map { ReplayReader.Change($0.key, new: $0.tree) }, clusters: clusters,
            body.settings)
        let documents = try await dryRun(judged, body, on: clusters)
        let verdicts = try await verdicts(on: body.question, clusters: clusters)
        return .json([
            "accepted": .bool(documents.allSatisfy { $0["accepted"] == true }),
            "valid": .bool(verdicts.allSatisfy(\.isValid)), "documents": .array(documents),
            "validation": .array(verdicts.map(\.json)), "replay": replay,
        ])
    }

    private func dryRun(
        _ judged: [KnownObject], _ body: ValidationBody, on targets: [Cluster]
    ) async throws -> [JSONValue] {
        let documents = try judged.map { object in
            switch PolicyDocument.read(object.tree) {
            case .success(let document): return document
            case .failure:
                throw Problem(findings: Validator.refusals(tree: object.tree, position: object.position(of:)))
            }
        }
        var answers: [JSONValue] = []
        for (object, document) in zip(judged, documents) {
            let clusters = targets.filter { $0.mesh == document.key.mesh }
            let verdicts = try await parts.checks.dryRun(document, on: clusters, onConflict: body.onConflict)
            answers.append([
                "object": Finding.ObjectName(of: object.tree).json,
                "accepted": .bool(verdicts.allSatisfy { $0.verdict?.problems.isEmpty ?? false }),
                "clusters": .array(verdicts.map { $0.json { object.position(of: $0) } }),
            ])
        }
        return answers
    }
}
