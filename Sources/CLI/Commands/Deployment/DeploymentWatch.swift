import Domain
import JSON
import Ports

/// Follows a deployment to its end: its events say when to look, and it is looked at now and then in any case, for
/// the progress of clusters and steps makes no events.
struct DeploymentWatch: Sendable {
    private let call: ClientCall
    private let id: String
    private let goal: DeploymentGoal
    private let isFromNow: Bool
    private let endsAtPause: Bool
    /// How often is looked.
    private static let interval = Duration.milliseconds(500)
    /// How long the event stream is left alone after it broke.
    private static let pause = Duration.seconds(1)
    /// How long the server may be away.
    private static let patience = Duration.seconds(60)

    /// - Parameters:
    ///   - isFromNow: What has happened before is old news.
    ///   - endsAtPause: A deployment that is paused is not waited for.
    init(
        _ call: ClientCall, id: String, goal: DeploymentGoal, isFromNow: Bool = false, endsAtPause: Bool = false
    ) {
        self.isFromNow = isFromNow
        self.endsAtPause = endsAtPause
        self.call = call
        self.id = id
        self.goal = goal
    }

    /// Shows the progress until the deployment has ended; returns its last status, as the API answers it.
    func run() async throws -> JSONValue {
        let deployment = try await call.api.get(["deployments", id])
        let progress = DeploymentProgress(deployment, call.output, isFromNow: isFromNow)
        let end = try await follow(progress)
        await progress.end()
        return end
    }

    private func follow(_ progress: DeploymentProgress) async throws -> JSONValue {
        if let end = try await look(progress) { return end }
        return try await withThrowingTaskGroup(of: JSONValue?.self) { group in
            group.addTask { try await listen(progress) }
            group.addTask { try await lookNowAndThen(progress) }
            defer { group.cancelAll() }
            while let found = try await group.next() {
                if let found { return found }
            }
            throw CancellationError()
        }
    }

    /// Shows how things stand; the status where the wait is over.
    private func look(_ progress: DeploymentProgress) async throws -> JSONValue? {
        let status = try await call.api.get(["deployments", id, "status"])
        await progress.show(status)
        guard let word = DeploymentStatus(rawValue: status.text("status")), goal.isOver(word, endsAtPause: endsAtPause)
        else { return nil }
        return status
    }

    private func lookNowAndThen(_ progress: DeploymentProgress) async throws -> JSONValue? {
        let time = call.surroundings.time
        var lastSeen = time.uptime()
        while true {
            try await time.sleep(for: Self.interval)
            do {
                if let end = try await look(progress) { return end }
                lastSeen = time.uptime()
            } catch {
                guard isPassing(error), time.uptime() - lastSeen < Self.patience else { throw error }
            }
        }
    }

    /// Follows the events; a stream that breaks is taken up again where it broke. `nil` never comes: where the events
    /// are not to be had, looking now and then must do.
    private func listen(_ progress: DeploymentProgress) async throws -> JSONValue? {
        while true {
            do {
                try await call.api.events(["deployments", id, "events"], after: await progress.lastEvent) { event in
                    await progress.show(event)
                    return true
                }
                try Task.checkCancellation()
                if let end = try await look(progress) { return end }
            } catch {
                guard isPassing(error) else { throw error }
            }
            try await call.surroundings.time.sleep(for: Self.pause)
        }
    }

    /// Whether it may go by itself: a server that is restarted.
    private func isPassing(_ error: any Error) -> Bool {
        switch error {
        case let failure as CommandFailure: failure.exitCode == .unreachable
        case let problem as APIProblem: problem.exitCode == .unreachable
        default: false
        }
    }
}
