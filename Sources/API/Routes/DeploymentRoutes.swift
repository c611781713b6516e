import Application
import Domain
import Ports

extension API {
    private static let deploymentFilters = ["status", "policy", "environment", "rollbackOf"]

    static let deploymentRoutes: [Route] = [
        Route("POST", "deployments", nil) { try await $0.createDeployment($1) },
        Route("GET", "deployments", .read, deploymentFilters + Route.paging) { try await $0.listDeployments($1) },
        Route("GET", "deployments/{id}", .read) { try await $0.getDeployment($1) },
        Route("GET", "deployments/{id}/status", .read) { try await $0.getStatus($1) },
        Route("GET", "deployments/{id}/events", .read) { try await $0.streamEvents($1) },
        Route("GET", "deployments/{id}/rollback-history", .read) { try await $0.getRollbackHistory($1) },
    ]

    private func createDeployment(_ call: Call) async throws -> APIResponse {
        let body = try DeploymentBody(
            try jsonBody(call), requestedBy: call.principal.subject, traceparent: call.traceparent,
            now: parts.time.now())
        let fleet = try await parts.fleet.current()
        // First what fewer may: who lacks both is told who can.
        if !body.acceptWarnings.isEmpty || !body.suppressed.isEmpty { try call.principal.demand(.acceptWarnings) }
        try call.principal.demand(.deploy, inProduction: fleet.isProduction(body.request.target))
        let hash = requestHash(call.request)
        let deployment = try await accept(
            DeploymentDesk.Submission(request: body.request) { deployment, fleet in
                // Asked again of what was found: the fleet may be a newer one than above.
                let environment = fleet.environment(deployment.environment)
                try call.principal.demand(.deploy, inProduction: environment?.isProduction ?? true)
                return call.context(
                    "deployment.create", "deployment/\(deployment.id)", status: 202, location: deployment.location,
                    details: body.auditDetails, requestHash: hash)
            })
        return .json(
            try await json(of: deployment), status: 202, headers: [("Location", deployment.location)])
    }

    private func accept(_ submission: DeploymentDesk.Submission) async throws -> Deployment {
        do { return try await parts.desk.submit(submission) } catch let refusal as StoreRefusal {
            throw await explained(refusal)
        }
    }

    /// Who is refused for a lock is told what its holder waits for: a cluster that does not answer, a closed
    /// environment, or a person, since it has failed and what it has written stands.
    func explained(_ refusal: StoreRefusal) async -> any Error {
        guard let holder = refusal.holder else { return refusal }
        let problem = Problem(refusal)
        var detail = problem.detail
        if let held = try? await parts.deployments.deployments([holder]).first?.deployment,
            let why = held.standing
        {
            detail =
                held.state.phase.keepsGround
                ? "Deployment \(holder) has failed, and what it has written stands: \(refusal.ground). Roll it back "
                    + "(POST \(held.location)/rollback), or leave it as it is (abort with giveUp: true). It says: \(why)"
                : "\(detail). It is \(held.status.rawValue): \(why)"
        }
        // People know a policy by its name; the id is among the members.
        if case .locked(_, let policy) = refusal, let key = try? await parts.policies.policies([policy]).first?.key {
            detail = detail.replacing("policy \(policy)", with: "policy \(key)")
        }
        return Problem(problem.kind, detail, errors: problem.errors, members: problem.members)
    }

    private func json(of deployment: Deployment) async throws -> JSONValue {
        let fleet = try await parts.fleet.current()
        let environment = fleet.environment(deployment.environment)?.name ?? deployment.environment.description
        return deployment.json(
            environment: environment, names: Dictionary(fleet.clusters.map { ($0.id, $0.name) }) { first, _ in first },
            waiting: try await WaitingAnswer(for: deployment, in: parts.deployments))
    }

    private func listDeployments(_ call: Call) async throws -> APIResponse {
        var filter = DeploymentFilter()
        filter.status = try call.choice("status", DeploymentStatus.self)
        filter.policy = try call.idParameter("policy", Policy.self)
        filter.rollbackOf = try call.idParameter("rollbackOf", Deployment.self)
        if let name = call.request.parameter("environment") {
            filter.environment = try await environment(named: name, field: "query.environment").id
        }
        let narrowed = filter
        return try await call.page({ try await parts.deployments.deployments(narrowed, $0) }, \.json)
    }

    private func getDeployment(_ call: Call) async throws -> APIResponse {
        let record = try await deployment(try call.id("id", of: "deployment"))
        return .json(record.json(waiting: try await WaitingAnswer(for: record.deployment, in: parts.deployments)))
    }

    private func getStatus(_ call: Call) async throws -> APIResponse {
        let record = try await deployment(try call.id("id", of: "deployment"))
        let deployment = record.deployment
        async let read = parts.deployments.objects(of: deployment.id)
        // A Direct deployment has none of it: its status costs as little as ever.
        async let standing = deployment.strategy == .direct ? [] : parts.cohorts.cohorts(of: deployment.id)
        async let measured = latestEvaluations(of: deployment)
        async let waiting = WaitingAnswer(for: deployment, in: parts.deployments)
        let (objects, cohorts, evaluations) = try await (read, standing, measured)
        let waits = try await waiting
        let latest = Dictionary(evaluations.map { ($0.cluster, $0) }) { first, _ in first }
        return .json([
            "id": .string(deployment.id.description), "status": .string(deployment.status.rawValue),
            "terminal": .bool(deployment.status.isTerminal),
            "reason": (waits.sentence ?? deployment.standing).map { .string($0) } ?? .null, "waitsFor": waits.json,
            "stands": deployment.stands.map { .string($0) } ?? .null,
            "step": deployment.stepJSON(names: record.clusterNames), "sequence": .int(deployment.sequence),
            "updatedAt": .string(deployment.updatedAt.description), "objects": .array(objects.map(\.json)),
            "cohorts": .array(
                cohorts.map {
                    $0.json(
                        asked: deployment.shareAsked(on: $0.cluster), names: record.clusterNames,
                        latest: latest[$0.cluster])
                }),
            "evaluations": .array(
                try await evaluations.concurrentMap(limit: 4) { try await shown($0, of: deployment.id) }),
        ])
    }

    /// Server-sent events of the status changes, from the first or from `Last-Event-ID` on, until the end; and of what
    /// a validation could not check.
    private func streamEvents(_ call: Call) async throws -> APIResponse {
        let record = try await deployment(try call.id("id", of: "deployment"))
        let id = record.deployment.id
        let after = call.request.header("last-event-id").flatMap(Int64.init) ?? 0
        // There is nothing to wait for: a client that reconnects after the end is told to leave it at that.
        if record.deployment.status.isTerminal, after >= record.deployment.sequence { return APIResponse(status: 204) }
        let feed = parts.feed
        let known =
            after > 0 ? try await parts.deployments.changes(of: id, after: after - 1, limit: 1).first?.status : nil
        let validations = ValidationEvents(parts.validations, of: id, after: known)
        return APIResponse(
            status: 200,
            headers: [("Content-Type", "text/event-stream"), ("Cache-Control", "no-store")],
            body: .events { send in
                try await feed.follow(id, after: after) { event in
                    switch event {
                    case .change(let change):
                        for data in await validations.due(before: change) {
                            try await send("event: validation\ndata: \(data.jsonText)\n\n")
                        }
                        try await send("id: \(change.sequence)\nevent: status\ndata: \(change.eventJSON.jsonText)\n\n")
                    case .quiet: try await send(": still here\n\n")
                    }
                }
            })
    }

    /// Every time something of this deployment was taken back, newest first.
    private func getRollbackHistory(_ call: Call) async throws -> APIResponse {
        let record = try await deployment(try call.id("id", of: "deployment"))
        let id = record.deployment.id
        async let changes = parts.deployments.changes(of: id, after: 0, limit: 500)
        async let later = parts.deployments.deployments(DeploymentFilter(rollbackOf: id), PageRequest(limit: 500))
        // Failed, too: where it was given up, or a cluster refused.
        let own = try await changes.drop { $0.status != .rollingBack }
            .filter { [.rollingBack, .rolledBack, .aborted, .failed].contains($0.status) }
        let entries = try await later.items.map(\.rollbackJSON) + own.reversed().map(\.rollbackJSON)
        return .json(whole(entries))
    }
}

extension DeploymentRecord {
    /// A later deployment that takes the asked one back.
    fileprivate var rollbackJSON: JSONValue {
        [
            "deployment": .string(deployment.id.description), "status": .string(deployment.status.rawValue),
            "reason": .string(deployment.reason), "requestedBy": .string(deployment.requestedBy),
            "at": .string(deployment.createdAt.description),
        ]
    }
}

extension StatusChange {
    /// A step of the deployment's own way back.
    fileprivate var rollbackJSON: JSONValue {
        [
            "deployment": .string(deployment.description), "status": .string(status.rawValue),
            "reason": reason.map { .string($0) } ?? .null, "requestedBy": .null, "at": .string(at.description),
        ]
    }
}

extension DeploymentBody {
    var auditDetails: JSONValue {
        [
            "policies": .array(
                request.policies.map {
                    ["id": .string($0.policy.description), "version": $0.version.map { .int(Int64($0)) } ?? .null]
                }),
            "strategy": request.strategy.json, "reason": .string(request.reason),
            "acceptWarnings": .array(acceptWarnings.map { .string($0) }),
            "suppress": .array(suppressed.map(\.json)),
        ]
    }
}

extension Fleet {
    /// Whether a deployment to `target` reaches Production.
    func isProduction(_ target: DeploymentRequest.Target) -> Bool {
        switch target {
        case .environment(let name): environment(named: name)?.isProduction ?? false
        case .clusters(let names):
            clusters.contains { names.contains($0.name) && environment($0.environment)?.isProduction ?? false }
        }
    }
}

extension StoreRefusal {
    /// What the holder keeps from others.
    fileprivate var ground: String {
        switch self {
        case .locked(_, let policy): "policy \(policy)"
        case .contended(let contention):
            contention.theirs == contention.mine
                ? "\(contention.theirs) (\(contention.subject))"
                : "\(contention.theirs), and \(contention.mine) has to do with the same (\(contention.subject))"
        default: ""
        }
    }
}
