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

    package init(objects: [ObjectReference], pods: Set<PodName>, at: Timestamp, settle: Duration) {
        self.objects = objects
        self.pods = pods
        self.at = at
        self.settle = settle
    }

    /// Whether the settle time is over.
    package func hasSettled(_ now: Timestamp) -> Bool { now - at >= settle }
}

/// What the mesh's control plane had sent to the proxies before a write: needed only for istiods before 1.23, which do
/// not tell when they sent something. Small otherwise.
package struct PropagationMark: Hashable, Sendable {
    /// By pod what had been sent to its proxy, as istiod's nonces, each unique.
    package let nonces: [PodName: Set<String>]

    package init(nonces: [PodName: Set<String>] = [:]) { self.nonces = nonces }

    /// The document in which a mark outlives the worker that took it.
    package var json: JSONValue {
        let members = nonces.map { pod, nonces -> JSONValue in
            [
                "namespace": .string(pod.namespace), "name": .string(pod.name),
                "nonces": .array(nonces.sorted().map { .string($0) }),
            ]
        }
        return .array(members)
    }

    /// Reads such a document; what is no entry of one is passed over.
    package init(json: JSONValue) {
        let entries = (json.array ?? []).compactMap { entry -> (PodName, Set<String>)? in
            guard let namespace = entry["namespace"]?.string, let name = entry["name"]?.string else { return nil }
            return (
                PodName(namespace: namespace, name: name), Set((entry["nonces"]?.array ?? []).compactMap(\.string))
            )
        }
        self.init(nonces: Dictionary(entries) { $0.union($1) })
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
