package import Domain
import MeshModel

/// Istio's PeerAuthentication: whether a pod takes plaintext, mTLS or both. A pod has the object whose selector selects
/// it, else its namespace's, else the mesh's; of two of one level the oldest.
package enum PeerAuthenticationMechanics: KindMechanics {
    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .impossible("a pod's proxy takes connections in one mode, whatever requests come over them"),
            .workloads: .possible(
                "pods with the cohort's label: a copy whose selector asks for it wins over the namespace's object; where the"
                    + " object has a selector itself, it becomes the cohort's, being the oldest, and a twin keeps the old"
                    + " version for the other pods"),
            .clientNamespaces: .impossible("it belongs to the pods that are called, not to their callers"),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow:
            .impossible("Istio has no way to only watch it; PERMISSIVE with a look at the metrics is the way to ask")
        case .green: .possible("what the cohort is to get, while no pod has its label")
        case .variant: .impossible("the mode is settled before there is a request")
        }
    }

    package static var needs: [MeshResource] { [MeshResource(.peerAuthentication)] }

    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        try unit.mustBeWorkloads(of: units)
        guard let document = change.new else { throw PeerRefusal.removal.impossible }
        let new = WorkloadPolicy(change.key, document, in: surroundings)
        let old = change.old.map { WorkloadPolicy(change.key, $0, in: surroundings) }
        guard !new.isInRoot else { throw PeerRefusal.root(new.name.namespace).impossible }
        try WorkloadPolicy.check(old, new)
        return try PeerPlan(old: old, new: new, cohort: cohort, surroundings: surroundings).book()
    }
}
