import Domain
import Ports

extension API {
    static let evaluationRoutes: [Route] = [
        Route("GET", "deployments/{id}/metrics", .read, ["cluster", "before", "limit"]) {
            try await $0.listEvaluations($1)
        },
        Route("GET", "deployments/{id}/report", .read) { try await $0.getReport($1) },
    ]

    /// How many clusters of one deployment may be evaluated at the same moment and still page well.
    private static let mostAtOnce = 1000

    /// What ticks have measured and judged, newest first.
    private func listEvaluations(_ call: Call) async throws -> APIResponse {
        let record = try await deployment(try call.id("id", of: "deployment"))
        let limit = try call.limit()
        let before = try call.moment("before")
        let cluster = try clusterID(call, of: record)
        let id = record.deployment.id
        let found = try await page(of: id, cluster, before: before, limit: limit)
        let latest =
            before == nil
            ? found.items.first
            : try await parts.watches.evaluations(of: id, cluster: cluster, before: nil, limit: 1).first
        return .json([
            "items": .array(found.items.map(\.json)), "next": found.next.map { .string($0.description) } ?? .null,
            "latest": try await self.latest(latest, of: id),
        ])
    }

    private func latest(_ evaluation: StoredEvaluation?, of id: ID<Deployment>) async throws -> JSONValue {
        guard let evaluation else { return .null }
        return [
            "evaluation": try await shown(evaluation, of: id),
            "ageSeconds": max(parts.time.now() - evaluation.at, .zero).shownSeconds,
        ]
    }

    /// With the last numbers there were, where Prometheus did not answer.
    func shown(_ evaluation: StoredEvaluation, of id: ID<Deployment>) async throws -> JSONValue {
        guard evaluation.isBlind else { return evaluation.json }
        let last = try await parts.watches.lastMeasured(of: id, on: evaluation.cluster)
        return evaluation.json(last: last, now: parts.time.now())
    }

    private func clusterID(_ call: Call, of record: DeploymentRecord) throws -> ID<Cluster>? {
        guard let name = call.request.parameter("cluster") else { return nil }
        guard let id = record.clusterNames.first(where: { $0.value == name })?.key else {
            throw Problem(
                .notFound, at: "query.cluster", "unknown", "The deployment does not go to a cluster \(name.shortened)")
        }
        return id
    }

    /// A page ends between moments: what several clusters found at the same one is never torn apart.
    private func page(
        of id: ID<Deployment>, _ cluster: ID<Cluster>?, before: Timestamp?, limit: Int
    ) async throws -> (items: [StoredEvaluation], next: Timestamp?) {
        let found = try await parts.watches.evaluations(of: id, cluster: cluster, before: before, limit: limit + 1)
        guard found.count > limit, let boundary = found.last?.at else { return (found, nil) }
        let whole = found.filter { $0.at > boundary }
        if let last = whole.last { return (whole, last.at) }
        let all = try await parts.watches.evaluations(
            of: id, cluster: cluster, before: before, limit: limit + Self.mostAtOnce)
        let isMore = all.contains { $0.at < boundary } || all.count == limit + Self.mostAtOnce
        return (all.filter { $0.at == boundary }, isMore ? boundary : nil)
    }

    /// The newest evaluation of each cluster, in the order of their names.
    func latestEvaluations(of deployment: Deployment) async throws -> [StoredEvaluation] {
        guard deployment.plan.steps.contains(where: \.step.isWatched) else { return [] }
        let limit = min(deployment.plan.clusters.count * 3, 500)
        let found = try await parts.watches.evaluations(of: deployment.id, cluster: nil, before: nil, limit: limit)
        var seen: Set<ID<Cluster>> = []
        return found.filter { seen.insert($0.cluster).inserted }.sorted { $0.clusterName < $1.clusterName }
    }
}

extension Call {
    /// `limit`: 1 to 500, 50 where nothing is said.
    fileprivate func limit() throws(Problem) -> Int {
        guard let text = request.parameter("limit") else { return 50 }
        guard let limit = Int(text), (1...500).contains(limit) else {
            throw invalidParameter("limit", "must be a number from 1 to 500")
        }
        return limit
    }

    fileprivate func moment(_ name: String) throws(Problem) -> Timestamp? {
        guard let text = request.parameter(name) else { return nil }
        guard let moment = Timestamp(text) else {
            throw invalidParameter(name, "must be a time as in 2026-01-09T08:30:00Z", code: "notAMoment")
        }
        return moment
    }
}
