import Application
import Domain
import Ports

extension API {
    static let commandRoutes: [Route] = [
        Route("POST", "deployments/{id}/pause", nil) { try await $0.command(.pause, $1) },
        Route("POST", "deployments/{id}/resume", nil) { try await $0.command(.resume, $1) },
        Route("POST", "deployments/{id}/abort", nil) { try await $0.command(.abort, $1) },
        Route("POST", "deployments/{id}/rollback", nil) { try await $0.rollBack($1) },
    ]

    private func command(_ command: DeploymentCommands.Command, _ call: Call) async throws -> APIResponse {
        let record = try await controllable(call)
        let id = record.deployment.id
        let reason = try reason(call, default: "\(command.pastTense) by \(call.principal.subject)")
        let context = call.context(
            "deployment.\(command.rawValue)", "deployment/\(id)", status: 202, location: record.deployment.location,
            details: ["reason": .string(reason)], requestHash: requestHash(call.request))
        try await parts.commands.run(command, on: id, reason: reason, context)
        return try await accepted(id)
    }

    private func rollBack(_ call: Call) async throws -> APIResponse {
        let record = try await controllable(call)
        let reason = try reason(call, default: "Rolled back by \(call.principal.subject)")
        let hash = requestHash(call.request)
        let id = try await parts.rollbacks.rollBack(
            record.deployment.id, reason: reason, requestedBy: call.principal.subject, traceparent: call.traceparent
        ) { watched in
            call.context(
                "deployment.rollback", "deployment/\(record.deployment.id)", status: 202,
                location: "/api/v1/deployments/\(watched)", details: ["reason": .string(reason)], requestHash: hash)
        }
        return try await accepted(id)
    }

    /// The deployment of the path, where the caller may control it.
    private func controllable(_ call: Call) async throws -> DeploymentRecord {
        let record = try await deployment(try call.id("id", of: "deployment"))
        let environment = try await parts.fleet.current().environment(record.deployment.environment)
        try call.principal.demand(.controlDeployments, inProduction: environment?.isProduction ?? true)
        return record
    }

    private func reason(_ call: Call, default text: String) throws(Problem) -> String {
        var reader = BodyReader(try optionalJSONBody(call))
        let reason = reader.string("reason")
        try reader.finish()
        return reason.flatMap { $0.isEmpty ? nil : $0 } ?? text
    }

    private func accepted(_ id: ID<Deployment>) async throws -> APIResponse {
        let record = try await deployment(id)
        return .json(record.json, status: 202, headers: [("Location", record.deployment.location)])
    }
}

extension DeploymentCommands.Command {
    fileprivate var pastTense: String {
        switch self {
        case .pause: "Paused"
        case .resume: "Resumed"
        case .promote, .promoteToEnd: "Promoted"
        case .switchTraffic: "Switched"
        case .abort: "Aborted"
        case .rollback: "Rolled back"
        }
    }
}
