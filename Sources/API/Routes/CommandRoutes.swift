import Application
import Domain
import Ports

extension API {
    static let commandRoutes: [Route] = [
        Route("POST", "deployments/{id}/pause", nil) { try await $0.pause($1) },
        Route("POST", "deployments/{id}/resume", nil) { try await $0.command(.resume, $1) },
        Route("POST", "deployments/{id}/abort", nil) { try await $0.abort($1) },
        Route("POST", "deployments/{id}/rollback", nil) { try await $0.rollBack($1) },
        Route("POST", "deployments/{id}/promote", nil) { try await $0.promote($1) },
        Route("POST", "deployments/{id}/switch", nil) { try await $0.switchTraffic($1) },
        Route("POST", "deployments/{id}/rollback-to-blue", nil) { try await $0.rollBackToBlue($1) },
    ]

    /// Whoever meets it paused is to know whom to ask.
    private func pause(_ call: Call) async throws -> APIResponse {
        let record = try await controllable(call)
        let given = try order(call, flag: nil).reason
        let who = "paused by \(call.principal.subject)"
        return try await run(
            .pause, on: record, reason: given ?? DeploymentCommands.Command.pause.reason(call.principal),
            telling: Self.words(who, given), call)
    }

    private func command(_ command: DeploymentCommands.Command, _ call: Call) async throws -> APIResponse {
        let record = try await controllable(call)
        return try await run(
            command, on: record, reason: try reason(call, default: command.reason(call.principal)), call)
    }

    /// Stops it and goes back; or, with `giveUp`, ends a way back that a cluster keeps from its end.
    private func abort(_ call: Call) async throws -> APIResponse {
        let record = try await controllable(call)
        let (givesUp, reason) = try order(call, flag: "giveUp")
        let command: DeploymentCommands.Command = givesUp ? .giveUp : .abort
        let known = command.reason(call.principal)
        let who = givesUp ? call.principal.subject : known
        return try await run(
            command, on: record, reason: reason ?? known, telling: Self.words(who, reason), call)
    }

    /// Who wanted it, and why where that was said.
    private static func words(_ who: String, _ given: String?) -> String { given.map { "\(who): \($0)" } ?? who }

    /// - Parameters:
    ///   - reason: For the audit log.
    ///   - words: What the deployment says of it; `nil`: the same.
    private func run(
        _ command: DeploymentCommands.Command, on record: DeploymentRecord, reason: String,
        telling words: String? = nil, _ call: Call
    ) async throws -> APIResponse {
        let id = record.deployment.id
        let context = call.context(
            "deployment.\(command.rawValue)", "deployment/\(id)", status: 202, location: record.deployment.location,
            details: ["reason": .string(reason)], requestHash: requestHash(call.request))
        try await parts.commands.run(command, on: id, reason: words ?? reason, context)
        return try await accepted(id)
    }

    /// On to the next step, or straight to the promotion: like deploying, it brings the new version to more traffic.
    private func promote(_ call: Call) async throws -> APIResponse {
        let record = try await controllable(call, .deploy)
        let (toEnd, reason) = try order(call, flag: "toEnd")
        let command: DeploymentCommands.Command = toEnd ? .promoteToEnd : .promote
        return try await run(command, on: record, reason: reason ?? command.reason(call.principal), call)
    }

    private func switchTraffic(_ call: Call) async throws -> APIResponse {
        let record = try await controllable(call, .deploy)
        let command = DeploymentCommands.Command.switchTraffic
        return try await run(
            command, on: record, reason: try reason(call, default: command.reason(call.principal)), call)
    }

    /// The same way back as `rollback`, for the same people.
    private func rollBackToBlue(_ call: Call) async throws -> APIResponse {
        let record = try await controllable(call)
        guard record.deployment.strategy == .blueGreen else {
            throw Problem(
                .conflict,
                "Deployment \(record.deployment.id) is \(record.deployment.strategy.rawValue) and has no blue to go back "
                    + "to: use rollback")
        }
        return try await rollBack(record, "deployment.rollbackToBlue", call)
    }

    private func rollBack(_ call: Call) async throws -> APIResponse {
        try await rollBack(try await controllable(call), "deployment.rollback", call)
    }

    private func rollBack(_ record: DeploymentRecord, _ action: String, _ call: Call) async throws -> APIResponse {
        let who = "Rolled back by \(call.principal.subject)"
        let given = try order(call, flag: nil).reason
        let reason = given ?? who
        // A deployment of its own has who wanted it beside why.
        let isOwnWayBack = record.deployment.status != .completed
        let hash = requestHash(call.request)
        do {
            let id = try await parts.rollbacks.rollBack(
                record.deployment.id, reason: isOwnWayBack ? Self.words(who, given) : reason,
                requestedBy: call.principal.subject, traceparent: call.traceparent
            ) { watched in
                call.context(
                    action, "deployment/\(record.deployment.id)", status: 202,
                    location: "/api/v1/deployments/\(watched)", details: ["reason": .string(reason)],
                    requestHash: hash)
            }
            return try await accepted(id)
        } catch let refusal as StoreRefusal { throw await explained(refusal) }
    }

    /// The deployment of the path, where the caller may control it.
    private func controllable(
        _ call: Call, _ permission: Permission = .controlDeployments
    ) async throws -> DeploymentRecord {
        let record = try await deployment(try call.id("id", of: "deployment"))
        let environment = try await parts.fleet.current().environment(record.deployment.environment)
        try call.principal.demand(permission, inProduction: environment?.isProduction ?? true)
        return record
    }

    private func reason(_ call: Call, default text: String) throws(Problem) -> String {
        try order(call, flag: nil).reason ?? text
    }

    /// What the body says: whether `flag` is set, and the reason where one is given.
    private func order(_ call: Call, flag: String?) throws(Problem) -> (isSet: Bool, reason: String?) {
        var reader = BodyReader(try optionalJSONBody(call))
        let isSet = flag.flatMap { reader.bool($0) } ?? false
        let reason = reader.string("reason")
        try reader.finish()
        return (isSet, reason.flatMap { $0.isEmpty ? nil : $0 })
    }

    private func accepted(_ id: ID<Deployment>) async throws -> APIResponse {
        let record = try await deployment(id)
        return .json(record.json, status: 202, headers: [("Location", record.deployment.location)])
    }
}

extension DeploymentCommands.Command {
    /// What is written down where the person gives no reason.
    fileprivate func reason(_ principal: Principal) -> String { "\(pastTense) by \(principal.subject)" }

    private var pastTense: String {
        switch self {
        case .pause: "Paused"
        case .resume: "Resumed"
        case .promote: "Promoted"
        case .promoteToEnd: "Promoted to the end"
        case .switchTraffic: "Switched"
        case .abort: "Aborted"
        case .rollback: "Rolled back"
        case .giveUp: "Given up"
        }
    }
}
