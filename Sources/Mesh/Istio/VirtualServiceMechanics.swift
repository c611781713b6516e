package import Domain

/// How a VirtualService is rolled out: by the weights of its routes, or by rules for some client pods before the old
/// ones. Always within the one object, because sidecars do not merge two VirtualServices of one host.
package enum VirtualServiceMechanics: KindMechanics {
    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .possible(
                "where the versions differ only in destinations and weights of `route`, the weights are mixed; timeouts, "
                    + "retries, rewrites, faults and headers of a rule have no percentage"),
            .workloads: .possible(
                "client pods with the cohort's label get the new rules by `sourceLabels`, before the old rules; not at "
                    + "gateways, which have no cohort"),
            .clientNamespaces: .impossible(
                "`exportTo` can hide a VirtualService from namespaces but two for one host are not merged in sidecars, "
                    + "and pods are the finer choice"),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow: .impossible("a route is obeyed or not there; Istio has a dry run for authorization only")
        case .green:
            .possible("the new HTTP rules stand first, for requests with the header `\(Cohort.greenHeader)` only")
        case .variant: .possible("the new HTTP rules stand first, for requests with the header or cookie only")
        }
    }

    package static var needs: [MeshResource] {
        [MeshResource(.gateway), MeshResource(.destinationRule), MeshResource(.sidecar)]
    }

    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        try TrafficOffers.book(unit) { unit throws(Impossible) in
            let change = try VirtualServiceChange(change, in: surroundings, cohort: cohort)
            switch unit {
            case .requests: return try VirtualServiceRequests(change)
            case .workloads: return try VirtualServiceWorkloads(change)
            case .clientNamespaces: throw TrafficOffers.no(units[.clientNamespaces]?.text ?? "")
            case .clusters: throw TrafficOffers.clusters
            }
        }
    }
}
