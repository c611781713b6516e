package import Domain
package import Ports

/// Makes drafts of requests: looks up what they name and decides where each policy goes.
package struct DeploymentPlanner: Sendable {
    private let ids: any IDSource

    package init(ids: any IDSource) { self.ids = ids }

    /// What a request was found to mean; the audit entry and the stored answer are added by the caller.
    package struct Plan: Sendable {
        package let deployment: Deployment
        package let objects: [PlannedObject]
        package let jobs: [Job]
        package let change: StatusChange
    }

    /// Where a request's policies go.
    package struct Placement: Sendable {
        package let references: [PolicyReference]
        package let environment: Environment
        package let objects: [PlannedObject]

        package var clusters: [ID<Cluster>] { Set(objects.map(\.cluster)).sorted() }
    }

    /// Looks up what the request names.
    package func placement(
        of request: DeploymentRequest, known: [ID<Policy>: Policy], fleet: Fleet
    ) throws(RequestProblem) -> Placement {
        let references = try resolve(request.policies, known)
        let (environment, candidates) = try place(request.target, in: fleet)
        return Placement(
            references: references, environment: environment,
            objects: try spread(references, known, over: candidates, request.target))
    }

    /// - Parameters:
    ///   - known: The policies that exist among those of the request.
    ///   - fleet: All environments and clusters.
    ///   - finding: What the clusters said to the request; nothing for Direct.
    ///   - epoch: Higher than every epoch given out before.
    package func plan(
        _ request: DeploymentRequest, known: [ID<Policy>: Policy], fleet: Fleet,
        finding: RolloutAssessment.Finding = RolloutAssessment.Finding(), epoch: Int64, now: Timestamp
    ) throws(RequestProblem) -> Plan {
        let placement = try placement(of: request, known: known, fleet: fleet)
        let clusters = placement.clusters
        let waves = try Self.waves(request.options.waves, of: clusters, in: fleet)
        let isWatched = request.strategy != .direct || (waves?.count ?? 1) > 1
        guard request.strategy != .direct || request.options.rules?.isEmpty != false else {
            throw .impossible(
                field: "rules", code: "unwatched",
                message: "Direct is everywhere at once, so no rule of yours would be judged; with `waves` each of them "
                    + "is watched for \(Strategy.directSoak.isoText) by the default rules. Leave `rules` out, or choose "
                    + "Canary, Rolling or BlueGreen, which take them")
        }
        let input = PlanInput(
            clusters: clusters, waves: waves,
            units: finding.units, undecided: finding.undecided, population: finding.population,
            onFailure: request.onFailure,
            rules: isWatched ? request.options.rules ?? SoakRule.defaults : [],
            progressDeadline: request.options.progressDeadline, startsAt: request.options.startsAt)
        var plan: Domain.Plan
        do {
            plan = try request.strategy.plan(input)
        } catch { throw .impossible(field: "strategy", code: "impossible", message: error.message) }
        if plan.steps.contains(where: \.step.isWatched) { plan.notes = finding.notes }
        plan.supersedes = request.options.ifActive == .supersede
        plan.warnings = WarningPolicy(
            blocks: placement.environment.isProduction, accepted: request.options.acceptedWarnings,
            suppressed: request.options.suppressed)
        return draft(
            request, placement.references, environment: placement.environment, plan, placement.objects, epoch: epoch,
            now: now)
    }

    private func draft(
        _ request: DeploymentRequest, _ references: [PolicyReference], environment: Environment,
        _ plan: Domain.Plan, _ objects: [PlannedObject], epoch: Int64, now: Timestamp
    ) -> Plan {
        let id = ids.next(Deployment.self)
        let deployment = Deployment(
            id: id, policies: references, environment: environment.id, strategy: request.strategy.name, plan: plan,
            onConflict: request.onConflict, rollbackOf: nil, requestedBy: request.requestedBy, reason: request.reason,
            traceparent: request.traceparent, createdAt: now, state: .accepted(plan: plan, epoch: epoch), sequence: 1,
            revision: 1, updatedAt: now)
        return Plan(accepting: deployment, objects: objects, now: now, ids: ids)
    }

    private func resolve(
        _ references: [PolicyReference], _ known: [ID<Policy>: Policy]
    ) throws(RequestProblem) -> [PolicyReference] {
        guard !references.isEmpty else {
            throw .impossible(field: "policies", code: "empty", message: "A deployment needs at least one policy")
        }
        var resolved: [PolicyReference] = []
        var seen: Set<ID<Policy>> = []
        for (index, reference) in references.enumerated() {
            guard let policy = known[reference.policy] else {
                throw .unknown(field: "policies[\(index)].id", message: "There is no policy \(reference.policy)")
            }
            guard seen.insert(policy.id).inserted else {
                throw .impossible(
                    field: "policies[\(index)].id", code: "duplicate", message: "\(policy.key) is named twice")
            }
            let version = reference.version ?? policy.latestVersion
            guard (1...policy.latestVersion).contains(version) else {
                throw .unknown(
                    field: "policies[\(index)].version",
                    message: "\(policy.key) has versions 1 to \(policy.latestVersion), not \(version)")
            }
            resolved.append(PolicyReference(policy: policy.id, version: version))
        }
        return resolved
    }

    private func place(
        _ target: DeploymentRequest.Target, in fleet: Fleet
    ) throws(RequestProblem) -> (Environment, [Cluster]) {
        switch target {
        case .environment(let name):
            guard let environment = fleet.environment(named: name) else {
                let names = fleet.environments.map(\.name)
                let hint = Spelling.nearest(to: name, in: names).map { "did you mean \($0)?" }
                throw .unknown(
                    field: "environment",
                    message: "There is no environment \(name); \(hint ?? "there are \(names.joined(separator: ", "))")")
            }
            return (environment, fleet.clusters.filter { $0.environment == environment.id })
        case .clusters(let names):
            return try placeOnClusters(names, in: fleet)
        }
    }

    private func placeOnClusters(
        _ names: [String], in fleet: Fleet
    ) throws(RequestProblem) -> (Environment, [Cluster]) {
        var clusters: [Cluster] = []
        for (index, name) in names.enumerated() {
            guard let cluster = fleet.clusters.first(where: { $0.name == name }) else {
                let hint = Spelling.nearest(to: name, in: fleet.clusters.map(\.name)).map { "; did you mean \($0)?" }
                throw .unknown(field: "clusters[\(index)]", message: "There is no cluster \(name)\(hint ?? "")")
            }
            guard !clusters.contains(where: { $0.id == cluster.id }) else {
                throw .impossible(field: "clusters[\(index)]", code: "duplicate", message: "\(name) is named twice")
            }
            clusters.append(cluster)
        }
        guard let first = clusters.first, let environment = fleet.environment(first.environment) else {
            throw .impossible(field: "clusters", code: "noCluster", message: "A deployment needs at least one cluster")
        }
        guard clusters.allSatisfy({ $0.environment == environment.id }) else {
            let places = clusters.map { "\($0.name) is in \($0.environmentName)" }.joined(separator: ", ")
            throw .impossible(
                field: "clusters", code: "mixedEnvironments",
                message: "The clusters are of different environments (\(places)); make one deployment for each")
        }
        return (environment, clusters)
    }

    /// A policy goes to those clusters that run its mesh; none is an error, since nothing would happen to it.
    private func spread(
        _ references: [PolicyReference], _ known: [ID<Policy>: Policy], over clusters: [Cluster],
        _ target: DeploymentRequest.Target
    ) throws(RequestProblem) -> [PlannedObject] {
        var objects: [PlannedObject] = []
        for reference in references {
            guard let policy = known[reference.policy] else { continue }
            let fitting = clusters.filter { $0.mesh == policy.key.mesh }
            guard !fitting.isEmpty else {
                throw .impossible(
                    field: target.field, code: "noCluster",
                    message:
                        "No cluster of \(target.description) runs \(policy.key.mesh.rawValue), which \(policy.key) "
                        + "is for; register one with `hotswap cluster add`")
            }
            objects += fitting.map {
                PlannedObject(policy: policy.id, cluster: $0.id, version: reference.version)
            }
        }
        return objects
    }
}

extension DeploymentPlanner.Plan {
    /// The first jobs and the first status change of a deployment.
    init(accepting deployment: Deployment, objects: [PlannedObject], now: Timestamp, ids: any IDSource) {
        let change = StatusChange(
            id: ids.next(StatusChange.self), deployment: deployment.id, sequence: 1, status: .pending, reason: nil,
            at: now)
        let stage = deployment.plan.step(0)?.stage ?? .validate
        let delay = deployment.plan.startsAt.map { max($0 - now, .zero) } ?? .zero
        let first = deployment.plan.clusters(of: 0).map {
            deployment.job(stage, step: 0, cluster: $0, ids: ids, delay: delay)
        }
        // One that waits for others gets its jobs when it is admitted.
        let jobs = deployment.state.phase == .queued ? [] : first
        self.init(
            deployment: deployment, objects: objects, jobs: jobs + [deployment.notifyJob(of: change, ids: ids)],
            change: change)
    }
}

extension DeploymentRequest.Target {
    fileprivate var field: String {
        switch self {
        case .environment: "environment"
        case .clusters: "clusters"
        }
    }

    fileprivate var description: String {
        switch self {
        case .environment(let name): "environment \(name)"
        case .clusters(let names): names.joined(separator: ", ")
        }
    }
}

/// The environments and clusters that there are.
package struct Fleet: Hashable, Sendable {
    package let environments: [Environment]
    package let clusters: [Cluster]

    package init(environments: [Environment], clusters: [Cluster]) {
        self.environments = environments
        self.clusters = clusters
    }

    /// Environment names are compared without regard to case.
    package func environment(named name: String) -> Environment? {
        environments.first { $0.name.lowercased() == name.lowercased() }
    }

    package func environment(_ id: ID<Environment>) -> Environment? { environments.first { $0.id == id } }
}
