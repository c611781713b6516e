/// A stage of the work: one queue and one kind of worker each.
package enum Stage: String, Hashable, Sendable, CaseIterable {
    case validate
    case apply
    case soakMonitor = "soak-monitor"
    case promote
    case rollback
    case notify
}

/// One piece of work for one worker: a row that is written in the transaction of the state change that causes it.
///
/// The row is the truth; the message that wakes a worker carries only its id.
package struct Job: Hashable, Sendable {
    package let id: ID<Job>
    package let stage: Stage
    /// `nil` for work on a cluster as a whole: the ticks of the watch.
    package let deployment: ID<Deployment>?
    /// The deployment's epoch when the job was made; a job of an older epoch must change nothing any more.
    package let epoch: Int64
    /// The step of the plan that the job is part of.
    package let step: Int
    /// The cluster it is for; `nil` for work on the deployment as a whole.
    package let cluster: ID<Cluster>?
    /// How many workers have claimed it so far, from 0. A snooze costs no attempt.
    package var attempt: Int
    package let maxAttempts: Int
    /// What the stage needs beside the deployment: the event of a notify job. Ids and values only.
    package let payload: JSONValue
    /// W3C trace context of the request that caused it.
    package let traceparent: String?
    /// How long after it is written the job comes due; known only to who makes it.
    package let delay: Duration

    package init(
        id: ID<Job>, stage: Stage, deployment: ID<Deployment>?, epoch: Int64, step: Int, cluster: ID<Cluster>?,
        attempt: Int, maxAttempts: Int, payload: JSONValue, traceparent: String?, delay: Duration = .zero
    ) {
        self.id = id
        self.stage = stage
        self.deployment = deployment
        self.epoch = epoch
        self.step = step
        self.cluster = cluster
        self.attempt = attempt
        self.maxAttempts = maxAttempts
        self.payload = payload
        self.traceparent = traceparent
        self.delay = delay
    }
}

/// Where a job stands.
///
/// - `available` → `claimed` by a worker, `cancelled` when its deployment's epoch has moved on.
/// - `claimed` → `done`, `available` (retry, snooze, handed back, lease expired), `dead`, `cancelled`.
/// - `dead` → `available` when a person replays it.
/// - `done`, `cancelled` are final.
package enum JobState: String, Hashable, Sendable, CaseIterable {
    case available
    case claimed
    case done
    case dead
    case cancelled
}

/// How often a job is tried, and how long it waits in between: doubling from `base` up to `ceiling`, with jitter.
///
/// One that is tried for ever gets every attempt back whose wait has reached the ceiling: it is never given up for an
/// answer that it got, while a worker that dies of it still counts.
package struct RetrySchedule: Hashable, Sendable {
    package let maxAttempts: Int
    package let base: Duration
    package let ceiling: Duration
    package let triesForever: Bool

    package init(maxAttempts: Int, base: Duration, ceiling: Duration, triesForever: Bool = false) {
        self.maxAttempts = maxAttempts
        self.base = base
        self.ceiling = ceiling
        self.triesForever = triesForever
    }

    /// Whether the failed attempt is given back.
    package func refunds(attempt: Int) -> Bool { triesForever && wait(afterAttempt: attempt) >= ceiling }

    /// The schedule of a stage. Rollback tries for ever: nothing is worse than a way back given up, and an API server
    /// that is upgraded is away for longer than anybody would count. A person may end it.
    package static func standard(for stage: Stage) -> RetrySchedule {
        switch stage {
        case .validate: RetrySchedule(maxAttempts: 4, base: .milliseconds(250), ceiling: .seconds(5))
        case .apply, .promote: RetrySchedule(maxAttempts: 5, base: .milliseconds(250), ceiling: .seconds(5))
        // The next tick is soon: what one misses the next one sees.
        case .soakMonitor: RetrySchedule(maxAttempts: 2, base: .milliseconds(100), ceiling: .milliseconds(500))
        case .rollback:
            RetrySchedule(maxAttempts: 12, base: .milliseconds(250), ceiling: .seconds(30), triesForever: true)
        case .notify: RetrySchedule(maxAttempts: 20, base: .milliseconds(500), ceiling: .seconds(60))
        }
    }

    /// The wait after the failed attempt `attempt` (from 1). `jitter` in 0..<1 spreads workers that failed together:
    /// the wait lies between half of the doubled time and all of it.
    package func delay(afterAttempt attempt: Int, jitter: Double) -> Duration {
        wait(afterAttempt: attempt) * (0.5 + (jitter.isNaN ? 0 : min(max(jitter, 0), 1)) / 2)
    }

    private func wait(afterAttempt attempt: Int) -> Duration {
        let doublings = min(max(attempt, 1), 31) - 1
        return min(base * (1 << doublings), ceiling)
    }
}
