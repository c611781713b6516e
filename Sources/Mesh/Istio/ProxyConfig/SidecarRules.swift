import Domain
import MeshModel

/// Which changes of a Sidecar can be made for some pods only.
struct SidecarRules {
    let change: PolicyChange
    /// The namespace's other Sidecars.
    let others: [MeshObject]
    let surroundings: Surroundings

    /// The selectors of other Sidecars: their pods have that Sidecar, whatever this one says.
    var otherSelectors: [LabelSelector] { others.compactMap { WorkloadSelector.of($0.document) } }

    /// At which ends of connections the change can do harm: what comes in is touched where it says something of it.
    var sides: [TrafficSide] {
        let inbound = ["ingress", "inboundConnectionPool"]
        let changes = inbound.contains { change.old?["spec"]?[$0] != change.new?["spec"]?[$0] }
        return changes ? [.client, .server] : [.client]
    }

    var notes: [String] {
        var notes = ["Gateways do not read Sidecars: a gateway pod in the cohort shows no difference."]
        if !otherSelectors.isEmpty {
            notes.append("Pods that another Sidecar selects are not touched, and not counted in the share.")
        }
        return notes
    }

    /// The new document, where the change can be made for the cohort alone.
    func divisible() throws(Impossible) -> JSONValue {
        guard let new = change.new else { throw refusal(removal) }
        if let old = change.old {
            guard WorkloadSelector.of(old) == nil else { throw refusal(stableSelects) }
            guard WorkloadSelector.of(new) == nil else { throw refusal(defaultBecomesSelective) }
        }
        guard WorkloadSelector.of(new) != nil else {
            if surroundings.isRoot(change.key.namespace) { throw refusal(rootDefault) }
            if let other = others.first(where: { WorkloadSelector.of($0.document) == nil }) {
                throw refusal(secondDefault(other.name))
            }
            return new
        }
        try refuseOverlap(with: new)
        return new
    }

    private func refuseOverlap(with new: JSONValue) throws(Impossible) {
        let scope = PodScope.proxies(
            of: [change.key.namespace], selectedBy: WorkloadSelector.of(new), in: surroundings)
        for other in others {
            guard let selector = WorkloadSelector.of(other.document) else { continue }
            let pod = surroundings.pods.first { scope.contains($0) && selector.selects($0.labels) }
            if let pod { throw refusal(overlap(other.name, pod)) }
        }
    }

    private func refusal(_ reason: String) -> Impossible { Impossible(reason, offers: [.clusters]) }
}

extension SidecarRules {
    private var removal: String {
        """
        what the pods fall back to without this Sidecar (the root namespace's, or the mesh's defaults) cannot be given \
        to some of them. Remove it cluster by cluster, or first roll out a version that says what is to hold without it
        """
    }

    private var stableSelects: String {
        """
        the Sidecar has a workloadSelector. It says only which labels a pod has, so that it cannot leave the cohort out, \
        and which of two selecting Sidecars counts for a pod, Istio leaves undefined. Roll it out cluster by cluster, or \
        make it the namespace's default (without workloadSelector)
        """
    }

    private var defaultBecomesSelective: String {
        """
        the new version has a workloadSelector and the old one has none: all other pods of the namespace would lose \
        their Sidecar, and what they fall back to cannot be given to some of them. Make the new version a Sidecar of its \
        own, or roll it out cluster by cluster
        """
    }

    private var rootDefault: String {
        """
        without a workloadSelector in \(surroundings.rootNamespace) it is the default of all namespaces, and a copy \
        with a selector there reaches that namespace's pods only. Roll it out cluster by cluster, or put a Sidecar into \
        the namespaces one after the other
        """
    }

    private func secondDefault(_ other: MeshObjectName) -> String {
        """
        \(other) is the namespace's default already, and which of two counts, Istio leaves undefined. Remove one of \
        them, or change \(other.name) instead
        """
    }

    private func overlap(_ other: MeshObjectName, _ pod: Workload) -> String {
        """
        \(other) selects pod \(pod.name) as well, and which of two selecting Sidecars counts for a pod, Istio leaves \
        undefined. Change one of the selectors, or change \(other.name) instead
        """
    }
}
