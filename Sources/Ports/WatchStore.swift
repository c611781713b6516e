package import Domain

/// A deployment whose traffic on one cluster is watched, while the step lasts where it stands.
package struct Watch: Hashable, Sendable {
    package let deployment: ID<Deployment>
    package let cluster: ID<Cluster>
    package let epoch: Int64
    package let step: Int
    package let startedAt: Timestamp
    /// A soak with its duration, or a comparison: the one under way, else the last one there, else the next.
    package let subject: Step
    package let rules: [SoakRule]
    /// What the cohort is and what is compared; `nil` where nothing says it (whole objects, a cohort that was not
    /// stored): then the traffic of what the policies reach is compared with the time before.
    package let cohort: CohortRecord?
    /// The evaluator's memory as it was stored last; `nil` at the first tick.
    package let state: JSONValue?
    /// The clock slot of the tick that was stored last; 0 before the first.
    package let lastSlot: Int64
    /// The status is Paused by a person: it is watched, breaches count, and nothing is promoted.
    package let isHeld: Bool
    /// Since when everything is as it was before: the traffic is only observed, and nothing follows from it. `nil`
    /// while a step is watched.
    package let restoredAt: Timestamp?
    /// The share that the plan asks for where the watch stands; `nil` where it asks for none.
    package let shareAsked: Share?
    /// Nobody has the new version: it is only tried beside the old one.
    package let isShadow: Bool
    /// Neither a soak nor a comparison is under way there (a gate, later waves, HotSwap's own steps): breaches count,
    /// and nothing can pass.
    package let isStanding: Bool
    /// It is not known yet whether the proxies have what was written: missing data says nothing.
    package let isArriving: Bool
    /// On how many clusters the step is done: those that compare are compared.
    package let comparing: Int
    /// Whether the deployment has other clusters as well, so that what is said of this one names it.
    package let isOneOfSeveral: Bool

    package init(
        deployment: ID<Deployment>, cluster: ID<Cluster>, epoch: Int64, step: Int, startedAt: Timestamp, subject: Step,
        rules: [SoakRule], cohort: CohortRecord?, state: JSONValue?, lastSlot: Int64, isHeld: Bool,
        restoredAt: Timestamp? = nil, shareAsked: Share? = nil, isShadow: Bool = false, isStanding: Bool = false,
        isArriving: Bool = false, comparing: Int = 1, isOneOfSeveral: Bool = false
    ) {
        self.deployment = deployment
        self.cluster = cluster
        self.epoch = epoch
        self.step = step
        self.startedAt = startedAt
        self.subject = subject
        self.rules = rules
        self.cohort = cohort
        self.state = state
        self.lastSlot = lastSlot
        self.isHeld = isHeld
        self.restoredAt = restoredAt
        self.shareAsked = shareAsked
        self.isShadow = isShadow
        self.isStanding = isStanding
        self.isArriving = isArriving
        self.comparing = comparing
        self.isOneOfSeveral = isOneOfSeveral
    }
}

/// A stored evaluation.
package struct StoredEvaluation: Hashable, Sendable {
    package let cluster: ID<Cluster>
    package let clusterName: String
    package let step: Int
    package let at: Timestamp
    package let evaluation: JSONValue

    package init(cluster: ID<Cluster>, clusterName: String, step: Int, at: Timestamp, evaluation: JSONValue) {
        self.cluster = cluster
        self.clusterName = clusterName
        self.step = step
        self.at = at
        self.evaluation = evaluation
    }
}

/// What was measured last of a rollout on a cluster.
package struct MeasuredRollout: Hashable, Sendable {
    package let cohort: CohortRecord
    package let evaluation: StoredEvaluation

    package init(cohort: CohortRecord, evaluation: StoredEvaluation) {
        self.cohort = cohort
        self.evaluation = evaluation
    }
}

/// The watch over traffic. Every call throws `PortError`.
package protocol WatchStore: Sendable {
    /// The watches that are open on the cluster: of current epochs, and, for some time after the way back, those of
    /// deployments that went back.
    func watches(on cluster: ID<Cluster>) async throws -> [Watch]
    /// The clusters with open watches.
    func watchedClusters() async throws -> [ID<Cluster>]
    /// Inserts one tick job per cluster for the slot, where it is not there yet; returns those that were inserted.
    func insertTicks(_ jobs: [Job]) async throws -> [Job]
    /// Deletes ticks that ended longer ago than that, and evaluations that are older; at most a few thousand per call.
    func sweep(ticksOlderThan ticks: Duration, evaluationsOlderThan evaluations: Duration) async throws
    /// The newest evaluation of the deployment on the cluster for which its Prometheus had answered; `nil`: there is
    /// none.
    func lastMeasured(of deployment: ID<Deployment>, on cluster: ID<Cluster>) async throws -> StoredEvaluation?
    /// What was measured last on the cluster on behalf of deployments whose traffic may be a service's of that name,
    /// with what each of them compares; the newest first, a few of them.
    func lastMeasured(of service: String, on cluster: ID<Cluster>) async throws -> [MeasuredRollout]
    /// The newest evaluations first; `limit` per call.
    func evaluations(
        of deployment: ID<Deployment>, cluster: ID<Cluster>?, before: Timestamp?, limit: Int
    ) async throws -> [StoredEvaluation]
}
