/// Which tick of which watch something was found by.
package struct WatchPlace: Hashable, Sendable {
    package let deployment: ID<Deployment>
    package let cluster: ID<Cluster>
    package let epoch: Int64
    package let step: Int
    package let slot: Int64

    package init(deployment: ID<Deployment>, cluster: ID<Cluster>, epoch: Int64, step: Int, slot: Int64) {
        self.deployment = deployment
        self.cluster = cluster
        self.epoch = epoch
        self.step = step
        self.slot = slot
    }
}

/// What one tick found for one watch.
package struct WatchUpdate: Hashable, Sendable {
    package let place: WatchPlace
    /// The evaluator's memory for the next tick.
    package let state: JSONValue
    /// What was measured and judged, as `GET /deployments/{id}/metrics` shows it.
    package let evaluation: JSONValue
    /// The way back has been looked after for long enough: there will be no further tick.
    package let isLast: Bool

    package init(at place: WatchPlace, state: JSONValue, evaluation: JSONValue, isLast: Bool = false) {
        self.place = place
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
        /// A person is to look. `whileHeld`: it was held when the tick began.
        case pause(reason: String, whileHeld: Bool = false)
        /// What the person was asked for stands otherwise now, or is over.
        case explained(reason: String, isOver: Bool)
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

/// An update on its way into the store, as the text that will stand there: the documents of a thousand watches take
/// several times as much memory as their texts do.
package struct WatchEntry: Hashable, Sendable {
    package let place: WatchPlace
    /// The evaluator's memory, as JSON.
    package let stateText: String
    /// What was measured and judged, as JSON.
    package let evaluationText: String
    /// There will be no further tick: the watch can be forgotten.
    package let isLast: Bool

    package init(_ update: WatchUpdate) {
        place = update.place
        stateText = update.state.jsonText
        evaluationText = update.evaluation.jsonText
        isLast = update.isLast
    }
}

/// What a tick found on its cluster; stored in the transaction that records the report of the tick's job.
package struct WatchReport: Hashable, Sendable {
    /// One for each watch of the cluster.
    package private(set) var entries: [WatchEntry] = []
    /// Of those watches that have something to say.
    package private(set) var verdicts: [WatchVerdict] = []

    package init() {}

    /// - Parameter verdict: `nil`: nothing follows from it.
    package mutating func add(_ update: WatchUpdate, _ verdict: WatchVerdict?) {
        entries.append(WatchEntry(update))
        if let verdict { verdicts.append(verdict) }
    }

    /// What another report has found as well.
    package mutating func add(_ other: WatchReport) {
        entries += other.entries
        verdicts += other.verdicts
    }
}
