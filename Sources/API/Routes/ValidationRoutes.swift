import Application
import Domain
import Impact
import Ports
import Validation

extension API {
    static let validationRoutes: [Route] = [
        Route("POST", "validation/validate", .checkPolicies) { try await $0.validateDocuments($1) },
        Route("POST", "validation/dry-run", .checkPolicies) { try await $0.dryRunDocuments($1) },
    ]

    /// How many clusters are asked at once.
    private static let clustersAtOnce = 8

    private func validateDocuments(_ call: Call) async throws -> APIResponse {
        let body = try ValidationBody(call, parts.formats)
        var alone = Validator.validate(ValidationSet(body.objects), settings: body.settings)
        alone.documents += body.unreadable
        let targets = try await targets(environment: body.environment, clusters: body.clusters)
        let answers = try await judge(body.objects, on: targets, body.settings)
        let changes = body.objects.filter(\.isJudged).map { (object: $0.key, new: $0.tree as JSONValue?) }
        let impacts = await impacts(of: changes, on: targets, body.settings)
        let reports = [alone] + answers.map(\.report)
        return .json(
            alone.json(body.settings).adding([
                "valid": .bool(reports.allSatisfy { $0.count(.error) == 0 }),
                "clusters": .array(zip(answers, impacts).map { $0.json(with: $1) }),
            ]))
    }

    /// What the changes would do to each cluster, in the order of `clusters`.
    func impacts(
        of changes: [(object: KnownObject.Key, new: JSONValue?)], on clusters: [Cluster],
        _ settings: MeshSettings = MeshSettings()
    ) async -> [[ImpactReader.Answer]] {
        let answers = try? await clusters.concurrentMap(limit: Self.clustersAtOnce) { cluster in
            let own = changes.filter { cluster.mesh.reads($0.object.kind) }
            return await parts.impacts.answers(to: own, on: cluster, rootNamespace: settings.rootNamespace)
        }
        return answers ?? clusters.map { _ in [] }
    }

    /// What the objects say beside what lives in each cluster.
    func judge(
        _ objects: [KnownObject], on clusters: [Cluster], _ settings: MeshSettings = MeshSettings()
    ) async throws -> [PolicyJudge.Answer] {
        try await clusters.concurrentMap(limit: Self.clustersAtOnce) { cluster in
            let own = objects.filter { !$0.isJudged || cluster.mesh.reads($0.kind) }
            return try await parts.judge.judge(own, on: cluster, settings: settings)
        }
    }

    private func dryRunDocuments(_ call: Call) async throws -> APIResponse {
        let body = try ValidationBody(call, parts.formats)
        let targets = try await targets(environment: body.environment, clusters: body.clusters)
        guard !targets.isEmpty else {
            throw Problem(
                .impossible, at: "clusters", "noCluster", "A dry-run needs a cluster: name an environment or clusters")
        }
        guard let first = body.unreadable.first?.findings.first else {
            return .json(try await dryRun(body, on: targets))
        }
        throw Problem(findings: [first])
    }

    private func dryRun(_ body: ValidationBody, on targets: [Cluster]) async throws -> JSONValue {
        let judged = body.objects.filter(\.isJudged)
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
        return ["accepted": .bool(answers.allSatisfy { $0["accepted"] == true }), "documents": .array(answers)]
    }

    /// The clusters that were asked for; without a word, none.
    private func targets(environment name: String?, clusters names: [String]?) async throws -> [Cluster] {
        guard name != nil || names != nil else { return [] }
        let fleet = try await parts.fleet.fresh()
        var clusters = fleet.clusters
        if let name {
            let environment = try await environment(named: name, field: "environment")
            clusters = clusters.filter { $0.environment == environment.id }
        }
        for (index, wanted) in (names ?? []).enumerated() where !fleet.clusters.contains(where: { $0.name == wanted }) {
            throw Problem(
                .notFound, at: "clusters[\(index)]", "unknown", "There is no cluster \(wanted.shortened)")
        }
        return names.map { names in clusters.filter { names.contains($0.name) } } ?? clusters
    }
}

extension PolicyJudge.Answer {
    /// The report beside what lives in the cluster, with the cluster's name and what the changes do there.
    func json(with impacts: [ImpactReader.Answer]) -> JSONValue {
        report.json(settings).adding([
            "cluster": .string(cluster), "impact": .array(impacts.map(\.json)),
        ])
    }
}

extension ImpactReader.Answer {
    var json: JSONValue {
        impact.json.adding(["text": .string(impact.text), "findings": .array(findings.map(\.json))])
    }
}

extension JSONValue {
    fileprivate func adding(_ members: [String: JSONValue]) -> JSONValue {
        .object((object ?? [:]).merging(members) { $1 })
    }
}

extension Mesh {
    /// Whether the mesh reads objects of the kind; both read Kubernetes' own.
    fileprivate func reads(_ kind: ObjectKind) -> Bool {
        let isLinkerds = kind.group.hasSuffix("linkerd.io") || kind.group == "split.smi-spec.io"
        let isIstios = kind.group.hasSuffix("istio.io")
        return self == .istio ? !isLinkerds : !isIstios
    }
}
