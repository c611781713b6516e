import Domain
import MeshModel

/// A share of the client pods: the new rules stand before the old ones, for pods with the cohort's label only.
struct VirtualServiceWorkloads: RolloutBook {
    let unit = CohortUnit.workloads
    let scope: PodScope?
    private let change: VirtualServiceChange
    private let merged: RouteTable

    /// - Parameter others: What changes together with it.
    init(_ change: VirtualServiceChange, with others: [VirtualServiceChange] = []) throws(Impossible) {
        guard !change.new.hosts.isEmpty else {
            throw TrafficOffers.no(
                "a VirtualService without hosts is a delegate: its matches are merged with those of the one that "
                    + "delegates to it, and sourceLabels there may conflict")
        }
        guard change.new.appliesToMesh else {
            throw TrafficOffers.no(
                "the VirtualService is for gateways alone, and gateways do not look at sourceLabels, so no pod can be "
                    + "given the new rules before the others")
        }
        let clients = change.clients(with: others)
        guard change.surroundings.pods.contains(where: clients.contains) else {
            throw TrafficOffers.no("no pod with a sidecar sees the VirtualService, so there is nobody to choose from")
        }
        self.change = change
        scope = clients
        merged = try PrecedingRules(chooser: .cohort(change.cohort), new: change.new, old: change.old).table()
    }

    var notes: [String] {
        var notes = [
            "the share is one of client pods: a chosen pod has the new rules for all its requests",
            "sidecars only: waypoints of the ambient mode do not look at sourceLabels",
        ]
        if change.new.appliesToGateways {
            notes.append("traffic through the gateways keeps the old rules until the promotion")
        }
        if merged[.http].contains(where: { $0["directResponse"] == ["status": 404] && $0["route"] == nil }) {
            notes.append("requests of the cohort that no new rule matches get 404, as they will after the promotion")
        }
        return notes
    }

    func measurement(of scene: Scene) -> Measurement {
        guard case .share(let share) = scene else { return change.everybody }
        return Measurement(
            side: .client, cohort: .cohort, baseline: share.isEverything ? .nobody : .rest, services: change.services)
    }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        switch scene {
        case .shadow: throw TrafficOffers.notShadow
        case .green: [try change.write(for: .green(change.cohort))]
        case .variant(let variant): [try change.write(for: .variant(variant))]
        // While no pod has the label, the rules for it are in nobody's configuration.
        case .share(let share): [change.write(merged), .label(share)]
        case .switched: [change.finish]
        // istiod learns of pods and of rules by different watches: a label gone first would mean the old rules again.
        case .promoted: [change.finish, .settle, .unlabel]
        }
    }

    func movesBack() -> [Move] { [.restore(change.name), .unlabel] }
}
