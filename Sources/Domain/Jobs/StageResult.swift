/// How a worker answers for a job: a closed vocabulary.
package enum StageResult: Hashable, Sendable {
    /// The work is done.
    case done
    /// It goes on; what was found until now is told.
    case underWay
    /// It failed in a way that may pass; the next attempt comes after the stage's schedule. Costs an attempt.
    case retry(reason: String)
    /// Whoever was asked did not answer. A step that changes clusters asks again for as long as it may wait for
    /// proxies, and where it lasts the deployment says so; anywhere else it is a `retry`.
    case unanswered(reason: String)
    /// It is too early; ask again after the time. Costs no attempt.
    case snooze(for: Duration, reason: String)
    /// The environment may not be changed now; ask again after the time. Costs no attempt, and the deployment says so.
    case closed(for: Duration, reason: String)
    /// What it waits for has not come; ask again after the time. Costs no attempt, and where it lasts the deployment
    /// says what is waited for.
    case awaiting(for: Duration, reason: String)
    /// The way back is over, and what is not as it was is others' later work: nothing of the deployment stands there.
    case left(reason: String)
    /// It will never succeed.
    case fail(reason: String)
    /// The job is no longer wanted (its epoch has passed).
    case cancel(reason: String)
}

/// What a worker found or made of one object, stored beside the result of its job.
package struct ObjectReport: Hashable, Sendable {
    package let cluster: ID<Cluster>
    package let policy: ID<Policy>
    package let state: ObjectState
    /// For people: what was mapped, what could not be given back, why it is not known.
    package let note: String?

    package init(cluster: ID<Cluster>, policy: ID<Policy>, state: ObjectState, note: String? = nil) {
        self.cluster = cluster
        self.policy = policy
        self.state = state
        self.note = note
    }
}

/// The outcome of a claimed job.
package struct JobReport: Hashable, Sendable {
    package let job: Job
    /// The claim under which the work was done; a report under another claim changes nothing.
    package let claim: ID<Claim>
    package let result: StageResult
    package let objects: [ObjectReport]
    /// What a tick found for the watches of its cluster.
    package let watch: WatchReport

    package init(
        job: Job, claim: ID<Claim>, result: StageResult, objects: [ObjectReport] = [],
        watch: WatchReport = WatchReport()
    ) {
        self.job = job
        self.claim = claim
        self.result = result
        self.objects = objects
        self.watch = watch
    }
}

/// The right to work on a job for the length of a lease; only its random identity exists.
package enum Claim {}
