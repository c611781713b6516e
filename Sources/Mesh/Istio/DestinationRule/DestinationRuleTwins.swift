import Domain
import MeshModel

/// A share of the requests: twin subsets in the rule, and weights between them in the VirtualServices that route there.
struct DestinationRuleTwins: RolloutBook {
    let unit = CohortUnit.requests
    let scope: PodScope? = nil
    private let change: DestinationRuleChange
    private let twins: TwinSubsets
    private let routes: [TwinRoutes.Route]
    private let final: MeshObject

    init(_ change: DestinationRuleChange) throws(Impossible) {
        guard let new = change.change.new, change.change.old != nil else {
            throw TrafficOffers.no(
                "the rule is created or removed; requests can be drawn between twin subsets of one rule only")
        }
        guard !change.isWildcard else {
            throw TrafficOffers.no("the rule is for the wildcard \(change.host), whose services have no common route")
        }
        self.change = change
        final = MeshObject(name: change.name, document: new)
        let found = try TwinRoutes(change)
        twins = try TwinSubsets(old: change.old, new: change.new, subsets: found.subsets, cohort: change.cohort)
        routes = try found.routes(with: twins)
        guard !routes.isEmpty else {
            throw TrafficOffers.no("no route leads to \(change.host) or to one of the rule's subsets")
        }
    }

    var notes: [String] {
        let touched = routes.filter { !$0.isOurs }.map { "\($0.object.name)" }
        var notes = [
            "the share is one of requests: twin subsets with the new policy get it by weight",
            SubsetNumbers.note,
            "traffic that no route for the mesh covers, and mirrored traffic, keeps the old version until the promotion",
        ]
        if !touched.isEmpty { notes.append("changed for the time of the rollout: \(touched.joined(separator: ", "))") }
        if let ours = routes.first(where: \.isOurs) {
            notes.append("for the time of the rollout there is a \(ours.object.name); it shares HTTP requests only")
        }
        return notes
    }

    func measurement(of scene: Scene) -> Measurement {
        let stable = twins.subsets.map { $0 ?? "" }
        let measurement = Measurement(
            side: .client, cohort: .subsets(twins.twins), baseline: .subsets(stable), services: change.services)
        switch scene {
        case .share(let share) where !share.isEverything: break
        case .shadow, .green, .variant: break
        case .share, .switched, .promoted: return change.everybody(subsets: twins.twins + stable)
        }
        return measurement
    }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        // The subsets have to be known before a route names them.
        let prepared: [Move] = [.write(change.main(twins.oldWithNew)), .settle]
        switch scene {
        case .shadow: throw TrafficOffers.notShadow
        case .green: return prepared + (try preceding(.green(change.cohort)))
        case .variant(let variant): return prepared + (try preceding(.variant(variant)))
        case .share(let share):
            let percent = try TableMix.percent(share)
            return prepared + routes.map { $0.written($0.mix.table(at: percent)) }
        case .switched: return [.write(MeshObject(name: change.name, document: everywhere))]
        case .promoted:
            return [.write(MeshObject(name: change.name, document: everywhere)), .settle] + routes.map(\.undone)
                + [.settle, .write(final)]
        }
    }

    /// First the twins become like the old version: one write, and nobody has the new one whatever the routes say.
    func movesBack() -> [Move] {
        [.overwrite(change.main(twins.oldWithOld))] + routes.map(\.undone) + [.settle, .restore(change.name)]
    }

    private var everywhere: JSONValue { TrafficDocument.with(twins.newWithNew, in: final.document, version: nil) }

    /// Requests with the header go to the twins; connections have no headers and stay.
    private func preceding(_ chooser: RuleChooser) throws(Impossible) -> [Move] {
        var moves: [Move] = []
        for route in routes {
            var table = route.old
            table[.http] = try PrecedingRules(chooser: chooser, new: route.new, old: route.old).http()
            moves.append(route.written(table))
        }
        return moves
    }
}
