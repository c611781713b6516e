package import Domain
import MeshModel

/// Istio's Sidecar: what a pod's proxy knows of the mesh. A pod has one: that whose `workloadSelector` selects it, else
/// its namespace's, else the root namespace's. Which of two with a selector counts, Istio leaves undefined.
package enum SidecarMechanics: KindMechanics {
    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .impossible("a Sidecar belongs to a pod's proxy and has no part in single requests"),
            .workloads: .possible(
                "pods with the cohort's label: a copy whose workloadSelector asks for it wins over the namespace's"
                    + " Sidecar; a Sidecar that is new has the label in its own selector until it is promoted"),
            .clientNamespaces: .impossible(
                "a Sidecar is for the pods of its own namespace, or for all namespaces at once from the root namespace"
            ),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow: .impossible("a proxy follows its Sidecar; Istio has no way to only watch one")
        case .green: .possible("a copy that selects the cohort's label while no pod has it")
        case .variant: .impossible("a Sidecar is chosen by the pod, not by the request")
        }
    }

    package static var needs: [MeshResource] { [MeshResource(.sidecar)] }

    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        guard unit == .workloads else { throw Impossible(units[unit]?.text ?? "", offers: [.workloads, .clusters]) }
        let others = surroundings.objects(of: MeshResource(change.key)).filter {
            $0.name.namespace == change.key.namespace && $0.name.name != change.key.name
        }
        let rules = SidecarRules(change: change, others: others, surroundings: surroundings)
        let new = try rules.divisible()
        let selector = WorkloadSelector.of(new)
        let scope = PodScope.proxies(
            of: [change.key.namespace], selectedBy: selector, excluding: rules.otherSelectors, in: surroundings)
        let name = MeshObjectName(change.key)
        let way =
            change.old == nil
            ? ProxyConfigBook.Way.narrowing(WorkloadSelector.narrowed(new, to: cohort))
            : .winning(WorkloadSelector.copy(of: new, named: name, for: cohort))
        return ProxyConfigBook(
            name: name, new: new, way: way, podScope: scope, notes: rules.notes, sides: rules.sides,
            everybody: MeasuredReach(scope, in: surroundings))
    }
}
