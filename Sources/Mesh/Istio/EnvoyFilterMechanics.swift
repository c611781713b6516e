package import Domain
import MeshModel

/// Istio's EnvoyFilter: patches of what istiod sends to proxies. All that select a pod are applied to it, sorted by
/// priority, then by age, then by name; patches that contradict each other are undefined.
package enum EnvoyFilterMechanics: KindMechanics {
    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .impossible("a patch is made to a proxy's configuration, which all of its requests share"),
            .workloads: .possible(
                "pods with the cohort's label, where the change only adds patches: they stand in a copy whose"
                    + " workloadSelector asks for the label; an EnvoyFilter that is new has the label in its own selector"
                    + " until it is promoted"),
            .clientNamespaces: .impossible(
                "an EnvoyFilter is for the pods of its own namespace, or of all namespaces at once from the root namespace"
            ),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow: .impossible("a patch is applied or not; Istio has no way to only watch one")
        case .green: .possible("the patches stand there and select the cohort's label while no pod has it")
        case .variant: .impossible("a patch is made to the whole proxy, not for some requests")
        }
    }

    package static var needs: [MeshResource] { [MeshResource(.envoyFilter)] }

    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        guard unit == .workloads else { throw Impossible(units[unit]?.text ?? "", offers: [.workloads, .clusters]) }
        let rules = EnvoyFilterRules(change: change, root: surroundings.rootNamespace)
        let (new, added) = try rules.divisible()
        let name = MeshObjectName(change.key)
        let isRoot = surroundings.isRoot(change.key.namespace)
        let scope = PodScope.proxies(
            of: isRoot ? nil : [change.key.namespace], selectedBy: WorkloadSelector.of(new), in: surroundings)
        let notes = rules.notes(others: surroundings.objects(of: MeshResource(change.key)))
        let way = ProxyConfigBook.Way.of(new, added: added, isNew: change.old == nil, name: name, cohort: cohort)
        return ProxyConfigBook(
            name: name, new: new, way: way, podScope: scope, notes: notes, sides: rules.sides(of: added),
            everybody: MeasuredReach(scope, in: surroundings))
    }
}

extension ProxyConfigBook.Way {
    fileprivate static func of(
        _ new: JSONValue, added: [JSONValue], isNew: Bool, name: MeshObjectName, cohort: Cohort
    ) -> Self {
        if isNew { return .narrowing(WorkloadSelector.narrowed(new, to: cohort)) }
        var onlyAdded = new
        onlyAdded["spec"]?["configPatches"] = .array(added)
        return .adding(WorkloadSelector.copy(of: onlyAdded, named: name, for: cohort))
    }
}
