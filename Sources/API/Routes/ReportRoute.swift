import Domain
import Ports

/// What a deployment's validation let pass, and why and how it went back, put together from what is stored.
extension API {
    func getReport(_ call: Call) async throws -> APIResponse {
        let record = try await deployment(try call.id("id", of: "deployment"))
        let id = record.deployment.id
        async let changes = parts.deployments.changes(of: id, after: 0, limit: 500)
        async let objects = parts.deployments.objects(of: id)
        async let evaluations = parts.watches.evaluations(of: id, cluster: nil, before: nil, limit: 500)
        async let jobs = wayBackJobs(of: id)
        async let validations = parts.validations.validations(of: id)
        async let left = leftovers(of: record)
        let report = RollbackReport(
            record: record, changes: try await changes, objects: try await objects,
            evaluations: try await evaluations, jobs: try await jobs,
            validations: try await validations, left: try await left)
        return .json(report.json)
    }

    /// What the deployment has left where it has ended without taking it back.
    private func leftovers(of record: DeploymentRecord) async throws -> [JSONValue] {
        guard record.deployment.state.phase.leavesSomething else { return [] }
        async let cohorts = parts.cohorts.cohorts(of: record.deployment.id)
        let found = try await parts.deployments.leftovers(of: record.deployment.id)
        let labelled = Dictionary(try await cohorts.map { ($0.cluster, $0) }) { first, _ in first }
        return found.map { left in
            left.json(cluster: record.clusterNames[left.cluster], cohort: labelled[left.cluster])
        }
        .sorted { ($0["cluster"]?.string ?? "") < ($1["cluster"]?.string ?? "") }
    }

    private func wayBackJobs(of id: ID<Deployment>) async throws -> [JobRecord] {
        let filter = JobFilter(stage: .rollback, deployment: id)
        var (jobs, cursor): ([JobRecord], String?) = ([], nil)
        repeat {
            let page = try await parts.jobs.jobs(filter, PageRequest(limit: 500, cursor: cursor))
            jobs += page.items.filter { $0.job.step == Plan.wayBack }
            cursor = page.next
        } while cursor != nil
        return jobs
    }
}

/// The report of a way back.
struct RollbackReport {
    let record: DeploymentRecord
    /// In order.
    let changes: [StatusChange]
    let objects: [DeploymentObject]
    /// Newest first.
    let evaluations: [StoredEvaluation]
    /// Of the way back.
    let jobs: [JobRecord]
    let validations: [StoredValidation]
    /// For each cluster what stands of it.
    let left: [JSONValue]

    private var deployment: Deployment { record.deployment }
    /// When the last way back began: while it waits for a cluster it is announced again.
    private var back: StatusChange? {
        guard let last = changes.lastIndex(where: { $0.status == .rollingBack }) else { return nil }
        return changes[...last].reversed().prefix { $0.status == .rollingBack }.last
    }
    private var restored: StatusChange? { changes.last { [.rolledBack, .aborted].contains($0.status) } }
    private var breach: StoredEvaluation? { cause ?? evaluations.first(where: \.isBreach) }

    /// The evaluation that began the way back; `nil` where a person did, or something else that failed. A tick's
    /// findings are stored with what they have led to, at one moment.
    private var cause: StoredEvaluation? {
        guard let moment = back?.at else { return nil }
        return evaluations.filter { $0.isBreach && $0.at == moment }.min { $0.clusterName < $1.clusterName }
    }

    var json: JSONValue {
        let wentBack = [.rollingBack, .rolledBack, .aborted].contains(deployment.status) || back != nil
        let reason = wentBack ? deployment.state.reason ?? restored?.reason ?? back?.reason : nil
        let recovered = recovered
        return [
            "deployment": .string(deployment.id.description), "status": .string(deployment.status.rawValue),
            "reason": reason.map { .string($0) } ?? .null, "breach": breach?.json ?? .null,
            "breachedAt": .moment(breach?.at), "rollingBackAt": .moment(back?.at), "restoredAt": .moment(restored?.at),
            "secondsToRestore": seconds, "verified": .bool(isVerified),
            "recovered": recovered.map { .bool($0) } ?? .null,
            "recoveredAt": .moment(recovered == true ? recoveries.map(\.at).max() : nil),
            "recovery": .array(recoveries.map(\.json)), "warnings": .array(warnings),
            "clusters": .array(clusters), "objects": .array(objects.map(\.json)),
            "comparison": .array(comparisons), "rolledBackBy": .id(record.rolledBackBy),
            "validation": .array(validations.map(\.json)), "left": .array(left),
        ]
    }

    /// How the versions of an A/B test stood on each cluster when they were compared last.
    private var comparisons: [JSONValue] {
        let looks = evaluations.filter { $0.evaluation["comparison"] != nil }
        return Dictionary(looks.map { ($0.cluster, $0) }) { newest, _ in newest }.values
            .sorted { $0.clusterName < $1.clusterName }
            .map { look in
                var found = look.evaluation["comparison"] ?? .object([:])
                found["cluster"] = .string(look.clusterName)
                found["at"] = .moment(look.at)
                return found
            }
    }

    private var warnings: [JSONValue] {
        Set(evaluations.compactMap { $0.evaluation["warning"]?.string }).sorted().map { .string($0) }
    }

    /// From the breach, or from the word of a person, to the end of the way back.
    private var seconds: JSONValue {
        guard let restored, let start = cause?.at ?? back?.at else { return .null }
        return (restored.at - start).shownSeconds
    }

    /// Whether every object was read back as it was before: workers report `old` only of what they have looked at.
    private var isVerified: Bool {
        restored != nil && objects.allSatisfy { $0.state == .old } && !jobs.contains { $0.state == .dead }
    }

    /// What was measured last on each cluster since everything is as it was before.
    private var recoveries: [StoredEvaluation] {
        guard let restored else { return [] }
        let since = evaluations.filter { $0.step == Plan.wayBack && $0.at >= restored.at }
        return Dictionary(since.map { ($0.cluster, $0) }) { newest, _ in newest }.values
            .sorted { $0.clusterName < $1.clusterName }
    }

    /// Whether the traffic of every watched cluster is back where it was before the rollout; `nil` while it is looked
    /// at, and where there is nothing to judge it by.
    private var recovered: Bool? {
        let outcomes = recoveries.map { $0.evaluation["outcome"]?.string }
        guard outcomes.count == Set(evaluations.map(\.cluster)).count, !outcomes.contains("recovering") else {
            return nil
        }
        if outcomes.contains("notRecovered") { return false }
        return outcomes.contains("recovered") ? true : nil
    }

    /// When a worker began with the way back on each cluster, and when it had ended.
    private var clusters: [JSONValue] {
        Dictionary(grouping: jobs) { $0.clusterName ?? "" }.sorted { $0.key < $1.key }.map { name, jobs in
            let ends = jobs.compactMap(\.finishedAt)
            let sorted = jobs.sorted { $0.createdAt < $1.createdAt }
            return [
                "cluster": .string(name), "startedAt": .moment(jobs.compactMap(\.startedAt).min()),
                "finishedAt": .moment(ends.count == jobs.count ? ends.max() : nil),
                "jobs": .array(sorted.map { .string($0.state.rawValue) }),
                "note": sorted.last?.note.map { .string($0) } ?? .null,
            ]
        }
    }
}

extension StoredValidation {
    fileprivate var json: JSONValue {
        record.adding(["cluster": .string(clusterName), "at": .string(at.description)])
    }
}

extension JSONValue {
    fileprivate static func moment(_ moment: Timestamp?) -> JSONValue {
        moment.map { .string($0.description) } ?? .null
    }
}
