package import Domain
import MeshModel

/// Istio's RequestAuthentication: whose tokens a pod accepts. The rules of all objects that select a pod count
/// together, so that an issuer can be added for some pods, and none can be changed or taken from them.
package enum RequestAuthenticationMechanics: KindMechanics {
    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .impossible("tokens are checked by a pod's proxy, for all of its requests"),
            .workloads: .possible(
                "pods with the cohort's label: a new object has it in its own selector until it is promoted; issuers that"
                    + " a change adds are a copy with those rules alone"),
            .clientNamespaces: .impossible("it belongs to the pods that are called, not to their callers"),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow: .impossible("Istio has no way to only watch it: a token of a known issuer is verified or refused")
        case .green: .possible("what the cohort is to get, while no pod has its label")
        case .variant: .impossible("it holds for all requests of a pod")
        }
    }

    package static var needs: [MeshResource] { [MeshResource(.requestAuthentication)] }

    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        try unit.mustBeWorkloads(of: units)
        guard let document = change.new else { throw TokenRuleRefusal.removal.impossible }
        let new = WorkloadPolicy(change.key, document, in: surroundings)
        let old = change.old.map { WorkloadPolicy(change.key, $0, in: surroundings) }
        try WorkloadPolicy.check(old, new)
        let rules = TokenRules(old: old, new: new, surroundings: surroundings)
        let added = try rules.added()
        let scope = new.scope(in: surroundings)
        let way =
            old == nil
            ? TokenRuleBook.Way.narrowing(new.narrowed(to: cohort).object)
            : .adding(
                new.named(cohort.copyName(of: new.name.name)).narrowed(to: cohort)
                    .with { $0["jwtRules"] = .array(added) }.object)
        return TokenRuleBook(
            new: new.object, way: way, podScope: scope, everybody: MeasuredReach(scope, in: surroundings))
    }
}
