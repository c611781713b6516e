package import Domain

/// A Gateway is rolled out cluster by cluster only.
package enum GatewayMechanics: KindMechanics {
    private static let reason =
        "a Gateway configures the listeners of the gateway pods that its selector picks; Istio merges the servers of all "
        + "Gateways on a pod, a selector cannot leave pods out, and a listener has no percentage"

    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .impossible(
                "\(reason). Weights of routes are the VirtualService's; for the listeners themselves only a second "
                    + "gateway Deployment behind the same address can take a share of the requests"),
            .workloads: .impossible(
                "\(reason). A new Gateway for some of the pods would be merged with the old one there, where two servers "
                    + "for one port and host conflict. A second gateway Deployment with labels of its own is the way"),
            .clientNamespaces: .impossible("\(reason). Clients come from outside the mesh and have no namespace"),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow: .impossible("a listener is there or not; Istio has a dry run for authorization only")
        case .green, .variant:
            .impossible("the servers of all Gateways on a pod are merged, so a second version cannot stand beside")
        }
    }

    package static var needs: [MeshResource] { [] }

    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        if unit == .clusters { throw TrafficOffers.clusters }
        throw TrafficOffers.no(units[unit]?.text ?? reason)
    }
}
