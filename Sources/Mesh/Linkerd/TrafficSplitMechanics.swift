package import Domain

/// SMI's TrafficSplit: linkerd-smi makes a ServiceProfile with `dstOverrides` of it, for the clients of its namespace's
/// service. Its weights are a share of the requests in themselves.
package enum TrafficSplitMechanics: KindMechanics {
    package static var units: [CohortUnit: UnitPossibility] {
        [
            .requests: .possible("by a mix of the backends' weights; without a split, all goes to the service itself"),
            .workloads: .impossible("a split is for all clients of its service; none of them can be left out"),
            .clientNamespaces: .impossible(
                "linkerd-smi makes its ServiceProfile in the split's own namespace, which is for all clients"),
            .clusters: .possible("the whole object, cluster by cluster"),
        ]
    }

    package static func possibility(of scene: SceneKind) -> UnitPossibility {
        switch scene {
        case .shadow: .impossible("clients follow a split; there is no way to only watch one")
        case .green, .variant:
            .impossible(
                "a split draws by weight alone: Linkerd does not read its matches, so that no header could lead to the new"
                    + " version")
        }
    }

    package static var needs: [MeshResource] { [MeshResource(.trafficSplit)] + MeshResource.linkerdRoutes }

    package static func book(
        for change: PolicyChange, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        guard unit == .requests else { throw Impossible(units[unit]?.text ?? "", offers: [.requests, .clusters]) }
        return WeightBook(
            policy: try SplitWeights(change, in: surroundings), key: change.key, new: change.new,
            cohort: cohort, clients: surroundings.clientNamespaces, notes: notes(change))
    }

    private static func notes(_ change: PolicyChange) -> [String] {
        let always = [
            "linkerd-smi writes the weights into the service's ServiceProfile: one that is managed beside it would be"
                + " overwritten."
        ]
        guard change.new == nil else { return always }
        return always + ["linkerd-smi leaves the ServiceProfile behind, without destinations."]
    }
}
