package import Domain

/// A ServiceEntry is rolled out cluster by cluster only.
package enum ServiceEntryMechanics: KindMechanics {
    private static let reason =
        "a ServiceEntry says what a host is, and one host cannot be two things for pods of one namespace"

    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .impossible(
                "\(reason). Name the new endpoints by a host of their own and move the weights of a VirtualService there"
            ),
            .workloads: .impossible(
                "\(reason). Its workloadSelector picks the endpoints and not the clients; a second ServiceEntry for the "
                    + "host would only add its endpoints"),
            .clientNamespaces: .impossible(
                "\(reason), and `exportTo` has no \"all but\": every namespace of the cluster would have to be listed, "
                    + "and those that come later would have no host"),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow: .impossible("a host is known or not; Istio has a dry run for authorization only")
        case .green, .variant:
            .impossible("a second ServiceEntry for the host would add its endpoints to the first one's")
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
