package import Domain
import MeshModel

/// Istio's AuthorizationPolicy. All policies of a pod count together: what a DENY matches is denied, else what an ALLOW
/// matches is allowed, and where there is no ALLOW at all, everything. No object can take something from some pods that
/// another one gives to all, so that a change is made of what it adds: an ALLOW of the new rules opens, a DENY of
/// exactly what is taken away closes.
package enum AuthorizationPolicyMechanics: KindMechanics {
    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .impossible(
                "a policy is enforced by a pod's proxy for all of its requests; only an external authorizer could decide"
                    + " request by request"),
            .workloads: .possible(
                "pods with the cohort's label: a new policy has it in its own selector until it is promoted; what a"
                    + " change allows is an ALLOW copy for the cohort, what it denies a DENY copy, where both provably"
                    + " do no more than the change"),
            .clientNamespaces: .impossible(
                "a policy belongs to the pods that are called, not to their callers; the rules themselves can name the"
                    + " callers' namespaces"),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow:
            .possible("a copy with istio.io/dry-run, which Istio evaluates and does not enforce (ALLOW and DENY)")
        case .green: .possible("what the cohort is to get, while no pod has its label")
        case .variant: .impossible("whether a request is allowed must not depend on a header that its sender chooses")
        }
    }

    package static var needs: [MeshResource] { [MeshResource(.authorizationPolicy)] }

    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        try unit.mustBeWorkloads(of: units)
        guard let document = change.new else { throw AuthorizationRefusal.removal.impossible }
        let new = WorkloadPolicy(change.key, document, in: surroundings)
        let old = change.old.map { WorkloadPolicy(change.key, $0, in: surroundings) }
        try WorkloadPolicy.check(old, new)
        let plan = AuthorizationPlan(
            old: old, new: new, cohort: cohort, scope: new.scope(in: surroundings), surroundings: surroundings)
        return try plan.book()
    }
}
