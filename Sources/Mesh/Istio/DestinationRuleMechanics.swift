package import Domain

/// How a DestinationRule is rolled out: by twin subsets and the weights of routes, by a copy for some client pods, or
/// by copies in some client namespaces.
package enum DestinationRuleMechanics: KindMechanics {
    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .possible(
                "where only traffic policies change: each subset gets a twin with the new policy, and the VirtualServices "
                    + "that route to the host give the twins their share of the weight"),
            .workloads: .possible(
                "client pods of the rule's own namespace with the cohort's label use a copy with a `workloadSelector`"),
            .clientNamespaces: .possible(
                "a copy in a client namespace is found before the rule in the service's namespace"),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow: .impossible("a traffic policy is obeyed or not there; Istio has a dry run for authorization only")
        case .green:
            .possible(
                "by requests: twin subsets that only requests with the header `\(Cohort.greenHeader)` reach; by "
                    + "workloads: the copy while no pod has the label")
        case .variant: .possible("by requests: twin subsets that only requests with the header or cookie reach")
        }
    }

    package static var needs: [MeshResource] {
        [MeshResource(.destinationRule), MeshResource(.virtualService), MeshResource(.serviceEntry)]
    }

    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        try TrafficOffers.book(unit) { unit throws(Impossible) in
            let change = try DestinationRuleChange(change, in: surroundings, cohort: cohort)
            switch unit {
            case .requests: return try DestinationRuleTwins(change)
            case .workloads: return try DestinationRuleClients(change)
            case .clientNamespaces: return try DestinationRuleNamespaces(change)
            case .clusters: throw TrafficOffers.clusters
            }
        }
    }
}
