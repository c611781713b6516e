package import Domain

/// A job that this process may work on until the lease ends.
package struct ClaimedJob: Hashable, Sendable {
    package let job: Job
    package let claim: ID<Claim>
    /// The deployment has not begun: the worker announces it first.
    package let deploymentIsPending: Bool

    package init(job: Job, claim: ID<Claim>, deploymentIsPending: Bool) {
        self.job = job
        self.claim = claim
        self.deploymentIsPending = deploymentIsPending
    }
}

/// A job as lists show it.
package struct JobRecord: Hashable, Sendable {
    package let job: Job
    package let state: JobState
    package let clusterName: String?
    package let runAt: Timestamp
    package let claimedBy: String?
    package let leaseUntil: Timestamp?
    package let note: String?
    package let createdAt: Timestamp
    /// When a worker began with it; `nil` where none has, or all that began came to nothing.
    package let startedAt: Timestamp?
    package let finishedAt: Timestamp?

    package init(
        job: Job, state: JobState, clusterName: String?, runAt: Timestamp, claimedBy: String?, leaseUntil: Timestamp?,
        note: String?, createdAt: Timestamp, startedAt: Timestamp?, finishedAt: Timestamp?
    ) {
        self.job = job
        self.state = state
        self.clusterName = clusterName
        self.runAt = runAt
        self.claimedBy = claimedBy
        self.leaseUntil = leaseUntil
        self.note = note
        self.createdAt = createdAt
        self.startedAt = startedAt
        self.finishedAt = finishedAt
    }
}

/// What a list of jobs is narrowed to.
package struct JobFilter: Hashable, Sendable {
    package var stage: Stage?
    package var state: JobState?
    package var deployment: ID<Deployment>?

    package init(stage: Stage? = nil, state: JobState? = nil, deployment: ID<Deployment>? = nil) {
        self.stage = stage
        self.state = state
        self.deployment = deployment
    }
}

/// How long the sweeper waits before it publishes a job again; every wait doubles with each time, up to `ceiling`.
package struct RepublishSchedule: Hashable, Sendable {
    /// After the insert, for a job whose message was never confirmed.
    package let unconfirmed: Duration
    /// After a confirmed message, for a job that nobody has claimed.
    package let unclaimed: Duration
    package let ceiling: Duration

    package init(
        unconfirmed: Duration = .seconds(2), unclaimed: Duration = .seconds(10), ceiling: Duration = .seconds(300)
    ) {
        self.unconfirmed = unconfirmed
        self.unclaimed = unclaimed
        self.ceiling = ceiling
    }
}

/// Jobs, as workers and the scheduler see them. Every call throws `StoreRefusal` or `PortError`.
package protocol JobStore: Sendable {
    /// Claims those of `ids` that are available and due, or whose lease has expired, and whose epoch is the
    /// deployment's own (notify jobs: any). An attempt is counted. The others are somebody else's: their messages are
    /// acked away.
    func claim(_ ids: [ID<Job>], worker: String, lease: Duration) async throws -> [ClaimedJob]
    /// Lengthens the leases; returns the claims that still hold (same claim, state `claimed`, current epoch).
    func renew(_ claims: [ID<Claim>], lease: Duration) async throws -> Set<ID<Claim>>
    /// The worker has stopped working under these claims: their leases end now, so that whoever waits for them
    /// (`lastLease`) need not wait longer. Jobs that are still claimed under them become available, at the cost of no
    /// attempt.
    func relinquish(_ claims: [ID<Claim>]) async throws
    /// Notes that the broker has confirmed the messages of these jobs.
    func markPublished(_ ids: [ID<Job>], _ schedule: RepublishSchedule) async throws
    /// Picks jobs whose message is due: `available` with `run_at` in the past, or `claimed` with an expired lease, and
    /// in both cases not published lately. SKIP LOCKED; each picked job's next publishing is put off as the schedule
    /// says, so that any number of schedulers may ask. `heldBack` stages are left alone, but for delayed jobs that
    /// become due for the first time.
    func takeDue(limit: Int, heldBack: Set<Stage>, _ schedule: RepublishSchedule) async throws -> [Job]
    /// How many jobs `takeDue` would find for each stage.
    func dueCounts() async throws -> [Stage: Int]
    /// Claims (SKIP LOCKED) jobs whose lease has expired and whose attempts are used up: workers die of them.
    func takeExhausted(limit: Int, worker: String, lease: Duration) async throws -> [ClaimedJob]
    /// When the last lease of a job of this deployment and cluster with an epoch below `epoch` ends; `nil` where none
    /// is claimed. Cancelled jobs count while their lease runs; jobs of `idle` steps, which write nothing, do not.
    func lastLease(
        of deployment: ID<Deployment>, cluster: ID<Cluster>, before epoch: Int64, idle: [Int]
    ) async throws -> Timestamp?
    func job(_ id: ID<Job>) async throws -> JobRecord?
    /// Newest first.
    func jobs(_ filter: JobFilter, _ page: PageRequest) async throws -> Page<JobRecord>
    /// Makes a dead job available again with all its attempts. Refused with `notAllowed` where it is not dead, its
    /// epoch has passed, or it is a tick, whose moment has gone.
    func replay(_ id: ID<Job>, _ context: WriteContext) async throws -> JobRecord
    /// For metrics: how many jobs there are by stage and state.
    func counts() async throws -> [Stage: [JobState: Int]]
    /// The database clock.
    func now() async throws -> Timestamp
}
