import Domain
import MeshModel

/// A share of the requests by route weights: one write of the VirtualService per step.
struct VirtualServiceRequests: RolloutBook {
    let unit = CohortUnit.requests
    let scope: PodScope? = nil
    private let change: VirtualServiceChange
    private let mix: TableMix

    init(_ change: VirtualServiceChange) throws(Impossible) {
        self.change = change
        mix = try TableMix(
            old: try Self.table(change.old, change.new, missing: change.isCreation),
            new: try Self.table(change.new, change.old, missing: change.isRemoval))
    }

    /// The version itself, or where it is missing what the mesh does without it: the same rule to the service itself.
    static func table(
        _ table: RouteTable, _ other: RouteTable, missing: Bool
    ) throws(Impossible) -> RouteTable {
        guard missing else { return table }
        guard other.appliesToMesh, !other.appliesToGateways, let host = other.onlyHost else {
            throw TrafficOffers.no(
                "without the VirtualService requests go to the service itself only where spec.hosts is one host "
                    + "without a wildcard and spec.gateways is mesh alone; at a gateway the host is not served at all")
        }
        let fields = Set((other[.http].first?.object ?? [:]).keys)
        let isPlain = other[.http].count == 1 && fields.isSubset(of: ["name", "route"])
        guard isPlain, other[.tcp].isEmpty, other[.tls].isEmpty else {
            throw TrafficOffers.no(
                "one of the versions has no VirtualService, and the other is more than one HTTP rule that says nothing "
                    + "but a route, so the two differ in more than the destinations of requests")
        }
        var missing = other
        missing[.http][0]["route"] = RouteTable.itself(host)
        return missing
    }

    var notes: [String] {
        ["the client's proxy draws every request by the route's weights, so the share is one of requests"]
    }

    func measurement(of scene: Scene) -> Measurement {
        let pods = RoutedPods(namespace: change.name.namespace, surroundings: change.surroundings)
        let (gaining, losing) = (pods.pods(of: mix.gaining), pods.pods(of: mix.losing))
        let winners = gaining.subtracting(losing).isEmpty ? gaining : gaining.subtracting(losing)
        // Destinations outside the cluster have no proxy that measures.
        guard !winners.isEmpty else { return change.everybody }
        var measurement = Measurement(
            side: .server, cohort: .pods(winners.sorted()), baseline: .pods(losing.subtracting(gaining).sorted()),
            services: change.services)
        if reachesEverybody(scene) || measurement.baseline == .pods([]) { measurement.baseline = .nobody }
        // Nobody is left beside: the time before is the traffic of those who had it then.
        if reachesEverybody(scene) { measurement.cohort = .pods(gaining.union(losing).sorted()) }
        return measurement
    }

    private func reachesEverybody(_ scene: Scene) -> Bool {
        switch scene {
        case .switched, .promoted: true
        case .share(let share): share.isEverything
        case .shadow, .green, .variant: false
        }
    }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        switch scene {
        case .shadow: throw TrafficOffers.notShadow
        case .green: [try change.write(for: .green(change.cohort))]
        case .variant(let variant): [try change.write(for: .variant(variant))]
        case .share(let share): [change.write(mix.table(at: try TableMix.percent(share)))]
        case .switched, .promoted: [change.finish]
        }
    }

    func movesBack() -> [Move] { [.restore(change.name)] }
}
