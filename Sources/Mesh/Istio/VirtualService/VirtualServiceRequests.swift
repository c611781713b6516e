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
        let sides = Sides(mix, pods, scene)
        // Destinations outside the cluster have no proxy that measures. One of the cluster that has no pod answers
        // nobody, which only clients report.
        guard !sides.cohort.isEmpty || pods.areOfServices(mix.gaining) else { return change.everybody }
        var measurement = Measurement(
            side: .server, cohort: .pods(sides.cohort.sorted()), baseline: .pods(sides.beside.sorted()),
            services: change.services, failuresTo: change.services)
        if reachesEverybody(scene) || sides.beside.isEmpty { measurement.baseline = .nobody }
        // Nobody is left beside: the time before is the traffic of those who had it then.
        if reachesEverybody(scene) { measurement.cohort = .pods(sides.everybody.sorted()) }
        if measurement.baseline != .nobody { measurement.showsShare = sides.areApart(mix, pods) }
        return measurement
    }

    /// The pods whose traffic tells the two versions.
    private struct Sides {
        let cohort: Set<PodName>
        let beside: Set<PodName>
        let everybody: Set<PodName>

        init(_ mix: TableMix, _ pods: RoutedPods, _ scene: Scene) {
            let (gaining, losing) = (pods.pods(of: mix.gaining), pods.pods(of: mix.losing))
            let (winners, losers) = (gaining.subtracting(losing), losing.subtracting(gaining))
            cohort = winners.isEmpty ? gaining : winners
            everybody = gaining.union(losing)
            // From a part of the pods to all of them: the part still has the old version's requests, if not alone. Who
            // tests variants would count those of the new one there for the old one.
            if case .share = scene, losers.isEmpty, !winners.isEmpty { beside = losing } else { beside = losers }
        }

        /// Whether the requests of the new version are the cohort's, those of the old one go beside it, and no others.
        func areApart(_ mix: TableMix, _ pods: RoutedPods) -> Bool {
            let (old, new) = (mix.destinations(\.old), mix.destinations(\.new))
            return pods.areOfServices(old + new) && pods.pods(of: new).isSubset(of: cohort)
                && pods.pods(of: old).isSubset(of: beside)
                && pods.pods(of: mix.kept).isDisjoint(with: cohort.union(beside))
        }
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
