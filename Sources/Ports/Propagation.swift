package import Domain

/// What was written to a cluster, and who is to have it.
package struct WrittenConfiguration: Hashable, Sendable {
    /// The objects that were written or removed.
    package let objects: [ObjectReference]
    /// The pods whose proxies are to have them; none: whoever is concerned, which is not known.
    package let pods: Set<PodName>
    /// The moment of the last write (labels of pods count), by the clock that `check` is given the time of.
    package let at: Timestamp
    /// How long to wait where nobody tells: after so long it is supposed that the proxies have it.
    package let settle: Duration
    /// What the control plane must have something to send for.
    package let effect: WriteEffect

    package init(
        objects: [ObjectReference], pods: Set<PodName>, at: Timestamp, settle: Duration,
        effect: WriteEffect = WriteEffect()
    ) {
        self.objects = objects
        self.pods = pods
        self.at = at
        self.settle = settle
        self.effect = effect
    }

    /// Whether the settle time is over.
    package func hasSettled(_ now: Timestamp) -> Bool { now - at >= settle }
}

/// What a write has really changed, as far as is known: what stood already makes nobody send anything.
package struct WriteEffect: Hashable, Sendable {
    /// Objects whose content is another now, or that came or went.
    package let objects: Set<ObjectReference>
    /// Pods that got the cohort's label, or lost it.
    package let pods: Set<PodName>
    /// Istio's root namespace.
    package let root: String
    /// When the write of each object had ended. Objects without a moment concern those alone whose label has changed;
    /// where none has one, all count as written by the last write.
    package let moments: [ObjectReference: Timestamp]
    /// When the label of each of the pods was written; that of others counts as the last write.
    package let labels: [PodName: Timestamp]

    package init(
        objects: Set<ObjectReference> = [], pods: Set<PodName> = [], root: String = "",
        moments: [ObjectReference: Timestamp] = [:], labels: [PodName: Timestamp] = [:]
    ) {
        self.objects = objects
        self.pods = pods
        self.root = root
        self.moments = moments
        self.labels = labels
    }
}

/// Whether the proxies have what was written.
package enum PropagationVerdict: Hashable, Sendable {
    /// They have it. `how`: who said so; `isEstimate`: nobody did, or not of all of them.
    case reached(how: String, isEstimate: Bool)
    /// Not yet; why, for people.
    case waiting(String)
    /// A proxy or the control plane refuses the configuration: it will not come.
    case refused(String)
}

/// Asks one cluster's mesh whether proxies have what was written.
package protocol PropagationChecking: Sendable {
    /// To be called before the first write; `pods` may be more than those that are asked about later, `nil`: all. Never
    /// fails: a mark of nothing only makes `check` less exact.
    func before(_ pods: Set<PodName>?) async -> PropagationMark
    /// `now`: the time by the clock of `written.at`. Throws only `CancellationError`: a cluster or a control plane that
    /// does not answer is a reason to wait, and after the settle time to estimate.
    func check(
        _ written: WrittenConfiguration, since mark: PropagationMark, now: Timestamp
    ) async throws -> PropagationVerdict
}
