package import Domain

/// A deployment that is to be accepted, with everything that is written for it in one transaction.
package struct DeploymentDraft: Hashable, Sendable {
    package let deployment: Deployment
    /// What it will write: a lock is taken and an object row is made for each.
    package let objects: [PlannedObject]
    /// What it has to do with beside them, by cluster; one stake for each subject (`Stake.joined`).
    package let stakes: [ID<Cluster>: [Stake]]
    /// Empty where it waits for locks: it is stored as queued then, and no lock is taken.
    package let jobs: [Job]
    /// The first status change, `Pending`.
    package let change: StatusChange
    package let context: WriteContext

    package init(
        deployment: Deployment, objects: [PlannedObject], stakes: [ID<Cluster>: [Stake]] = [:], jobs: [Job],
        change: StatusChange, context: WriteContext
    ) {
        self.deployment = deployment
        self.objects = objects
        self.stakes = stakes
        self.jobs = jobs
        self.change = change
        self.context = context
    }
}

/// A policy on a cluster that a deployment will write.
package struct PlannedObject: Hashable, Sendable {
    package let policy: ID<Policy>
    package let cluster: ID<Cluster>
    /// The version that is in force once the object is written; `nil`: what was there before HotSwap.
    package let version: Int?

    package init(policy: ID<Policy>, cluster: ID<Cluster>, version: Int?) {
        self.policy = policy
        self.cluster = cluster
        self.version = version
    }
}

/// What a decision about deployments reads, all of one moment and locked until the decision is stored.
package struct LoadedRollouts: Sendable {
    /// The database clock.
    package let now: Timestamp
    package let deployments: [ID<Deployment>: Deployment]
    /// For each deployment a number that is higher than every epoch given out before.
    package let freshEpochs: [ID<Deployment>: Int64]
    /// The reports whose claim still holds; the others are late and have no effect.
    package let reports: [JobReport]

    package init(
        now: Timestamp, deployments: [ID<Deployment>: Deployment], freshEpochs: [ID<Deployment>: Int64],
        reports: [JobReport]
    ) {
        self.now = now
        self.deployments = deployments
        self.freshEpochs = freshEpochs
        self.reports = reports
    }
}

/// What a decision writes, all in the transaction that loaded it.
package struct Settlement: Sendable {
    package var jobs: [JobUpdate] = []
    package var objects: [ObjectUpdate] = []
    package var deployments: [DeploymentUpdate] = []
    /// Inserted unless a job with the same (stage, deployment, epoch, step, cluster, payload key) is there.
    package var newJobs: [Job] = []
    /// What ticks found, for the watches that are still of that epoch and step and have seen no later slot.
    package var watches: [WatchEntry] = []

    package init() {}
}

/// A claimed job gets its outcome.
package struct JobUpdate: Hashable, Sendable {
    package let job: ID<Job>
    package let state: JobState
    /// For `available`: when it may be claimed again; `nil` now.
    package let runAt: Timestamp?
    /// Why, for people; `nil` clears it.
    package let note: String?
    /// A snooze gives the attempt back.
    package let refundsAttempt: Bool
    /// The attempt came to nothing, so that the work has not begun.
    package let hasNotBegun: Bool

    package init(
        job: ID<Job>, state: JobState, runAt: Timestamp? = nil, note: String? = nil, refundsAttempt: Bool = false,
        hasNotBegun: Bool = false
    ) {
        self.job = job
        self.state = state
        self.runAt = runAt
        self.note = note
        self.refundsAttempt = refundsAttempt
        self.hasNotBegun = hasNotBegun
    }
}

/// An object is now this. `new` makes the planned version the one in force on the cluster, `old` the one before;
/// `unknown` leaves that as it is.
package struct ObjectUpdate: Hashable, Sendable {
    package let deployment: ID<Deployment>
    package let report: ObjectReport

    package init(deployment: ID<Deployment>, report: ObjectReport) {
        self.deployment = deployment
        self.report = report
    }
}

/// A deployment gets its new state.
package struct DeploymentUpdate: Hashable, Sendable {
    /// With the new state and sequence; `revision` is the one that was loaded and is compared.
    package let deployment: Deployment
    package let changes: [StatusChange]
    /// Jobs of stages other than notify with a lower epoch become `cancelled`, claimed ones too.
    package let cancelJobsBefore: Int64?
    /// Locks are taken again; where one is held by another deployment the transaction is rolled back (`locked`), or
    /// where stakes contend (`contended`).
    package let takesLocks: Bool
    package let releasesLocks: Bool
    /// All open watches of the deployment end; done before `beginsWatches`.
    package let endsWatches: Bool
    /// Watches that begin now, on the database clock.
    package let beginsWatches: [WatchBeginning]
    /// When a step that HotSwap does must have ended; `nil`: nobody waits for one.
    package let deadline: Timestamp?

    package init(
        deployment: Deployment, changes: [StatusChange], cancelJobsBefore: Int64?, takesLocks: Bool,
        releasesLocks: Bool, endsWatches: Bool = false, beginsWatches: [WatchBeginning] = [],
        deadline: Timestamp? = nil
    ) {
        self.deployment = deployment
        self.changes = changes
        self.cancelJobsBefore = cancelJobsBefore
        self.takesLocks = takesLocks
        self.releasesLocks = releasesLocks
        self.endsWatches = endsWatches
        self.beginsWatches = beginsWatches
        self.deadline = deadline
    }

    /// The cohort is over: its labels are to go. So whenever the way back has begun, or the deployment has ended; but
    /// one that failed and is to stay as it stands (`onFailure: stop`) keeps its cohort until somebody takes it back.
    package var retiresCohort: Bool {
        if case .failed(_, wroteSomething: true, _) = deployment.state.phase {
            return deployment.plan.onFailure == .rollback
        }
        return deployment.status == .rollingBack || deployment.status.isTerminal
    }
}

/// A watch that begins, or goes on while another step lasts.
package struct WatchBeginning: Hashable, Sendable {
    package let step: Int
    package let cluster: ID<Cluster>
    /// What is there goes on with its memory and its beginning; where nothing is, it begins.
    package let isKept: Bool

    package init(step: Int, cluster: ID<Cluster>, isKept: Bool = false) {
        self.step = step
        self.cluster = cluster
        self.isKept = isKept
    }
}

/// A deployment that waits for others that are to give way.
package struct Superseding: Hashable, Sendable {
    package let deployment: ID<Deployment>
    package let requestedBy: String

    package init(deployment: ID<Deployment>, requestedBy: String) {
        self.deployment = deployment
        self.requestedBy = requestedBy
    }
}

/// A deployment whose step has lasted longer than its plan allows.
package struct Overdue: Hashable, Sendable {
    package let deployment: ID<Deployment>
    package let epoch: Int64
    package let step: Int

    package init(deployment: ID<Deployment>, epoch: Int64, step: Int) {
        self.deployment = deployment
        self.epoch = epoch
        self.step = step
    }
}

/// The heart of the store: accepts deployments and stores decisions about them.
/// Every call throws `StoreRefusal` or `PortError`.
package protocol RolloutStore: Sendable {
    /// A number higher than every epoch given out before, one for each of `count` deployments to be accepted.
    func freshEpochs(_ count: Int) async throws -> [Int64]
    /// Accepts many deployments in one transaction, each for itself: one that is refused (`locked`, `contended`,
    /// `replayed`, `idempotencyKeyReused`, `overtaken`) does not hinder the others. Answers in the order of the drafts.
    func accept(_ drafts: [DeploymentDraft]) async throws -> [Result<Deployment, StoreRefusal>]
    /// Who holds locks of the objects, or has stakes that contend with these; the oldest first.
    func holders(of objects: [PlannedObject], stakes: [ID<Cluster>: [Stake]]) async throws -> [ID<Deployment>]
    /// What a deployment has, or had, to do with beside its own objects, by cluster.
    func stakes(of deployment: ID<Deployment>) async throws -> [ID<Cluster>: [Stake]]
    /// What deployments that a person has given up may have left where these objects are to be written; the oldest
    /// first.
    func leftovers(where objects: [PlannedObject]) async throws -> [Leftovers]
    /// Who has what a queued deployment waits for; those that are going back already are left out.
    func holders(for deployment: ID<Deployment>) async throws -> [ID<Deployment>]
    /// Who waits for what the deployment waits for since before it, oldest first.
    func waiting(before deployment: ID<Deployment>) async throws -> [ID<Deployment>]
    /// Deployments that wait, supersede whoever is in their way, and whose time has come.
    func superseding(limit: Int) async throws -> [Superseding]
    /// Deployments that wait for locks and could have all of them now, oldest first.
    func admissible(limit: Int) async throws -> [ID<Deployment>]
    /// Deployments whose deadline has passed.
    func overdue(limit: Int) async throws -> [Overdue]
    /// Loads the deployments of `reports` and those of `deployments`, locked in the order of their ids, lets `decide`
    /// decide, and writes what it says: in ONE transaction. `decide` is pure and may be called again when the
    /// transaction has to be repeated. What it throws rolls everything back and is thrown on.
    func settle(
        reports: [JobReport], deployments: [ID<Deployment>], _ context: WriteContext?,
        _ decide: @escaping @Sendable (LoadedRollouts) throws -> Settlement
    ) async throws -> Settlement
}

extension DeploymentDraft {
    /// It is stored without locks and waits until they are free (`admissible`).
    package var isQueued: Bool { deployment.state.phase == .queued }
}
