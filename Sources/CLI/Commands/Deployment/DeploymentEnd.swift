import Domain
import Ports

/// Which end of a deployment is the one that was wanted.
enum DeploymentGoal: Hashable, Sendable {
    /// Every step is done.
    case completed
    /// It is back where it was, by this deployment (RolledBack, Aborted) or by one that takes it back (Completed).
    case takenBack
    /// It is held.
    case paused
    /// It is over, whatever was left as it is.
    case over

    /// Whether the wait is over with this status. A deployment that is paused goes on when a person says so, and who
    /// waits in a script is none.
    ///
    /// - Parameter endsAtPause: Whether nobody is there who could say so.
    func isOver(_ status: DeploymentStatus, endsAtPause: Bool) -> Bool {
        status.isTerminal || (status == .paused && (self == .paused || (endsAtPause && self == .completed)))
    }

    /// Whether that is what was wanted.
    func isReached(_ status: DeploymentStatus) -> Bool {
        switch self {
        case .completed: status == .completed
        case .takenBack: [.rolledBack, .aborted, .completed].contains(status)
        case .paused: status == .paused
        case .over: status.isTerminal
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
        // Those of one that is under way were told when it began.
        for note in (isNew ? deployment["notes"]?.array ?? [] : []).compactMap(\.string) {
            call.output.terminal.complain(DisplayText.oneLine("Note: \(note)") + "\n")
        }
        guard call.arguments.has(DeployCommand.wait) else {
            return call.output.show(deployment) {
                "Deployment \(DisplayText.oneLine(id)) \(what); `hotswap status \(DisplayText.oneLine(id)) --watch` "
                    + "follows it\n"
            }
        }
        try await wait(id, goal, call, isFromNow: !isNew)
    }

    /// Follows the deployment until it has ended, or a person is asked for, or `--timeout` is over. Throws where it was
    /// not what was wanted.
    private static func wait(
        _ id: String, _ goal: DeploymentGoal, _ call: ClientCall, isFromNow: Bool
    ) async throws {
        guard let text = call.arguments[DeployCommand.timeout] else {
            return try await watch(id, goal, call, isFromNow: isFromNow, endsAtPause: true)
        }
        let limit = try DurationText.duration(text, of: DeployCommand.timeout)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await watch(id, goal, call, isFromNow: isFromNow, endsAtPause: true) }
            group.addTask {
                try await call.surroundings.time.sleep(for: limit)
                throw CommandFailure(
                    .timedOut,
                    "Deployment \(id) has not ended after \(text); it goes on, and `hotswap status \(id) --watch` follows "
                        + "it")
            }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
    }

    /// How many findings are named; `hotswap deployments report` has the others.
    private static let named = 5

    /// What validation found of the clusters and let pass. Outside of Production nothing of it need have held the
    /// deployment; it is to be seen all the same. Where the report is not to be had, the deployment still has ended.
    private static func tellValidation(_ id: String, _ call: ClientCall) async {
        guard let report = try? await call.api.get(["deployments", id, "report"]) else { return }
        for verdict in report["validation"]?.array ?? [] {
            let counts = ["error", "warning"].compactMap { severity -> String? in
                guard let count = verdict["counts"]?[severity]?.int, count > 0 else { return nil }
                return count == 1 ? "1 \(severity)" : "\(count) \(severity)s"
            }
            guard !counts.isEmpty else { continue }
            let weighty = (verdict["findings"]?.array ?? []).filter { $0.text("severity") != "info" }
            let findings =
                weighty.filter { $0.text("severity") == "error" } + weighty.filter { $0.text("severity") != "error" }
            let first = findings.prefix(named).map { finding in
                let object = finding["object"] ?? .null
                return "  \(finding.text("severity")): \(object.text("kind")) \(object.text("namespace"))/"
                    + "\(object.text("name")) \(finding.text("path")): \(finding.text("message")) [\(finding.text("code"))]"
            }
            let lines =
                [
                    "Validation on \(verdict.text("cluster")) found \(counts.joined(separator: ", ")); "
                        + "`hotswap deployments report \(id)` has all of it"
                ] + first
            call.output.terminal.complain(lines.map { DisplayText.oneLine($0) + "\n" }.joined())
        }
    }

    /// Follows the deployment to its end. Throws where it was not the one that was wanted.
    ///
    /// - Parameters:
    ///   - isFromNow: What has happened before is old news.
    ///   - endsAtPause: Nobody is there who could go on with a deployment that is paused.
    static func watch(
        _ id: String, _ goal: DeploymentGoal, _ call: ClientCall, isFromNow: Bool = false, endsAtPause: Bool = false
    ) async throws {
        let status = try await DeploymentWatch(
            call, id: id, goal: goal, isFromNow: isFromNow, endsAtPause: endsAtPause
        ).run()
        if call.output.format != .table { call.output.show(status) { "" } }
        if !isFromNow { await tellValidation(id, call) }
        let end = DeploymentStatus(rawValue: status.text("status"))
        if let end, goal.isReached(end) { return }
        let reason = [status.text("reason"), status["step"]?.text("heading") ?? ""].first { !$0.isEmpty } ?? ""
        let what = "Deployment \(id) is \(status.text("status"))" + (reason.isEmpty ? "" : ": \(reason)")
        guard end == .paused else { throw CommandFailure(.failed, what) }
        throw CommandFailure(
            .undecided, "\(what). A person must decide: `hotswap promote`, `switch`, `resume`, `abort` or `rollback`")
    }
}
