package import Application
import Domain
package import Ports
import Synchronization

/// What happens to rollouts because time passes: ticks of the watch, queued deployments whose turn has come, steps that
/// have lasted too long. Any number of clocks may turn: each of these is there once, by a key or a row lock.
package struct RolloutClock: Sendable {
    private let watches: any WatchStore
    private let rollouts: any RolloutStore
    private let jobs: any JobStore
    private let dispatcher: JobDispatcher
    private let line: WaitingLine
    private let ids: any IDSource
    private let interval: Duration
    private let turns = TurnCounter()
    private static let batch = 100

    /// - Parameter interval: How far the ticks of a cluster are apart.
    package init(
        watches: any WatchStore, rollouts: any RolloutStore, jobs: any JobStore, dispatcher: JobDispatcher,
        ids: any IDSource, interval: Duration
    ) {
        self.watches = watches
        self.rollouts = rollouts
        self.jobs = jobs
        self.dispatcher = dispatcher
        line = WaitingLine(
            rollouts: rollouts, commands: DeploymentCommands(rollouts: rollouts, dispatcher: dispatcher, ids: ids))
        self.ids = ids
        self.interval = interval
    }

    /// One turn. Throws where the database cannot be reached; the next one makes good.
    package func turn() async throws {
        try await tick()
        try await line.clearWays(limit: Self.batch)
        for deployment in try await rollouts.admissible(limit: Self.batch) {
            // Somebody else may have taken a lock since: then it waits on.
            try? await settle(deployment) { .admitted(nextEpoch: $0, at: $1) }
        }
        for overdue in try await rollouts.overdue(limit: Self.batch) {
            try await settle(overdue.deployment) { epoch, _ in
                .deadlinePassed(
                    step: overdue.step, epoch: overdue.epoch, reason: Plan.lateness, nextEpoch: epoch)
            }
        }
        if turns.isTimeToSweep() {
            try await watches.sweep(ticksOlderThan: .seconds(3600), evaluationsOlderThan: .seconds(30 * 86_400))
        }
    }

    /// One job for each watched cluster and slot of the clock.
    private func tick() async throws {
        let clusters = try await watches.watchedClusters()
        guard !clusters.isEmpty else { return }
        let slot = try await jobs.now().microseconds / max(interval.wholeMicroseconds, 1)
        let ticks = clusters.map { cluster in
            Job(
                id: ids.next(Job.self), stage: .soakMonitor, deployment: nil, epoch: 0, step: 0, cluster: cluster,
                attempt: 0, maxAttempts: RetrySchedule.standard(for: .soakMonitor).maxAttempts,
                payload: ["key": .string(String(slot)), "slot": .int(slot)], traceparent: nil)
        }
        dispatcher.dispatch(try await watches.insertTicks(ticks))
    }

    private func settle(
        _ deployment: ID<Deployment>,
        _ event: @escaping @Sendable (_ freshEpoch: Int64, _ now: Timestamp) -> DeploymentEvent
    ) async throws {
        let ids = ids
        let settlement = try await rollouts.settle(reports: [], deployments: [deployment], nil) { loaded in
            var builder = SettlementBuilder(loaded, ids: ids)
            builder.apply(event(builder.freshEpoch(for: deployment), builder.now), to: deployment)
            return builder.finish()
        }
        dispatcher.dispatch(settlement.newJobs)
    }
}

/// Says now and then that what is old is to be swept: at the first turn, and often enough that a sweep removes more
/// than the turns in between can have made.
private final class TurnCounter: Sendable {
    private let turns = Atomic<UInt64>(0)

    func isTimeToSweep() -> Bool { turns.add(1, ordering: .relaxed).oldValue % 128 == 0 }
}
