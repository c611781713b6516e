/// What one tick found for one watch; stored in the transaction that records the tick's job.
package struct WatchUpdate: Hashable, Sendable {
    package let deployment: ID<Deployment>
    package let cluster: ID<Cluster>
    package let epoch: Int64
    package let step: Int
    package let slot: Int64
    /// The evaluator's memory for the next tick.
    package let state: JSONValue
    /// What was measured and judged, as `GET /deployments/{id}/metrics` shows it.
    package let evaluation: JSONValue
    /// The way back has been looked after for long enough: there will be no further tick.
    package let isLast: Bool

    package init(
        deployment: ID<Deployment>, cluster: ID<Cluster>, epoch: Int64, step: Int, slot: Int64, state: JSONValue,
        evaluation: JSONValue, isLast: Bool = false
    ) {
        self.deployment = deployment
        self.cluster = cluster
        self.epoch = epoch
        self.step = step
        self.slot = slot
        self.state = state
        self.evaluation = evaluation
        self.isLast = isLast
    }
}

/// What the watch says of a deployment; the state machine decides what follows.
package struct WatchVerdict: Hashable, Sendable {
    package let deployment: ID<Deployment>
    package let cluster: ID<Cluster>
    package let epoch: Int64
    package let step: Int
    package let outcome: Outcome

    package enum Outcome: Hashable, Sendable {
        case passed
        case breached(reason: String)
        case pause(reason: String)
        case compared(ComparisonOutcome)
    }

    package init(
        deployment: ID<Deployment>, cluster: ID<Cluster>, epoch: Int64, step: Int, outcome: Outcome
    ) {
        self.deployment = deployment
        self.cluster = cluster
        self.epoch = epoch
        self.step = step
        self.outcome = outcome
    }
}

/// All that a tick found on its cluster.
package struct WatchReport: Hashable, Sendable {
    package var updates: [WatchUpdate]
    package var verdicts: [WatchVerdict]

    package init(updates: [WatchUpdate] = [], verdicts: [WatchVerdict] = []) {
        self.updates = updates
        self.verdicts = verdicts
    }
}
