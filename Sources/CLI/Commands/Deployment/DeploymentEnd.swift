import Domain

/// Which end of a deployment is the one that was wanted.
enum DeploymentGoal: Hashable, Sendable {
    /// Every step is done.
    case completed
    /// It is back where it was, by this deployment (RolledBack, Aborted) or by one that takes it back (Completed).
    case takenBack
    /// It is held.
    case paused

    /// Whether the wait is over with this status.
    func isOver(_ status: DeploymentStatus) -> Bool { status.isTerminal || (self == .paused && status == .paused) }

    /// Whether that is what was wanted.
    func isReached(_ status: DeploymentStatus) -> Bool {
        switch self {
        case .completed: status == .completed
        case .takenBack: [.rolledBack, .aborted, .completed].contains(status)
        case .paused: status == .paused
        }
    }
}

/// How commands that cause something to happen end: with what was accepted, or, with `--wait`, with what came of it.
enum DeploymentEnd {
    /// - Parameters:
    ///   - what: What has happened to the deployment, for the line that says so.
    ///   - isNew: It begins with this command.
    static func show(
        _ deployment: JSONValue, goal: DeploymentGoal, _ what: String, _ call: ClientCall, isNew: Bool = false
    ) async throws {
        let id = deployment.text("id")
        guard call.arguments.has(DeployCommand.wait) else {
            return call.output.show(deployment) {
                "Deployment \(DisplayText.oneLine(id)) \(what); `hotswap status \(DisplayText.oneLine(id)) --watch` "
                    + "follows it\n"
            }
        }
        try await watch(id, goal, call, isFromNow: !isNew)
    }

    /// Follows the deployment to its end. Throws where it was not the one that was wanted.
    /// - Parameter isFromNow: What has happened before is old news.
    static func watch(
        _ id: String, _ goal: DeploymentGoal, _ call: ClientCall, isFromNow: Bool = false
    ) async throws {
        let status = try await DeploymentWatch(call, id: id, goal: goal, isFromNow: isFromNow).run()
        if call.output.format != .table { call.output.show(status) { "" } }
        guard let end = DeploymentStatus(rawValue: status.text("status")), goal.isReached(end) else {
            let reason = status.text("reason").isEmpty ? "" : ": \(status.text("reason"))"
            throw CommandFailure(.failed, "Deployment \(id) is \(status.text("status"))\(reason)")
        }
    }
}
