import Domain
import MeshModel

/// DestinationRules and the VirtualServices that route to their hosts, rolled out as one: the new routes lead to twins
/// of the new rules' subsets, the old routes to the old subsets, and who has which is drawn by weight or chosen by
/// label. At every moment each request has both new or both old.
///
/// At the promotion everybody goes by the twins first; so nobody has the rules themselves while they change; then the
/// routes name the rules' own subsets again, and the twins go.
struct RoutedRulesBook: RolloutBook {
    private let traffic: TwinnedTraffic
    /// Before and after each table's share is known; by name.
    private let choices: [VirtualServiceWorkloads]

    var unit: CohortUnit { traffic.unit }
    var scope: PodScope? { choices.first?.scope }

    init(_ traffic: TwinnedTraffic) throws(Impossible) {
        self.traffic = traffic
        var choices: [VirtualServiceWorkloads] = []
        if traffic.unit == .workloads {
            for change in traffic.changes {
                choices.append(try VirtualServiceWorkloads(change, with: traffic.changes))
            }
        }
        guard Set(choices.compactMap(\.scope)).count < 2 else {
            throw TrafficOffers.no(
                "\(traffic.changes.map { "\($0.name)" }.joined(separator: " and ")) are for different clients, of which one "
                    + "share cannot be taken; deploy them one after the other")
        }
        self.choices = choices
        for table in traffic.tables { _ = try Self.middle(of: table, traffic, percent: 50) }
        for rule in traffic.rules where loses(rule) { _ = try rule.reunited() }
    }

    var notes: [String] {
        let policies = (traffic.rules.map { "\($0.change.name)" } + traffic.changes.map { "\($0.name)" })
        let touched = traffic.tables.filter { !$0.isOwn }.map { "\($0.name)" }
        var notes = [
            "\(policies.joined(separator: " and ")) are rolled out as one: the new routes lead to twins of the new rule's "
                + "subsets, in an object of their own beside the rule",
            "traffic that no route for the mesh covers keeps the old version until the promotion",
        ]
        if unit == .requests {
            notes += ["the share is one of requests: the twins get it by weight", SubsetNumbers.note]
        }
        if !touched.isEmpty { notes.append("changed for the time of the rollout: \(touched.joined(separator: ", "))") }
        return notes + Set(choices.flatMap(\.notes)).sorted()
    }

    func measurement(of scene: Scene) -> Measurement {
        let services = Set(traffic.rules.flatMap(\.change.services) + traffic.changes.flatMap(\.services)).sorted()
        if var measurement = choices.first?.measurement(of: scene) {
            measurement.services = services
            return measurement
        }
        let twins = traffic.rules.flatMap(\.twins)
        guard !twins.isEmpty, var measurement = traffic.changes.first?.everybody else {
            return traffic.changes.first?.everybody ?? Measurement(side: .client, cohort: .nobody, baseline: .nobody)
        }
        let stable = named(\.old)
        measurement.services = services
        measurement.cohort = .subsets(twins)
        measurement.baseline = stable.isEmpty ? .nobody : .subsets(stable)
        switch scene {
        case .share(let share) where !share.isEverything: break
        case .shadow, .green, .variant: break
        case .share, .switched, .promoted:
            let subsets = Set(twins + stable + named(\.new)).sorted()
            return traffic.rules[0].change.everybody(subsets: subsets, services: services)
        }
        return measurement
    }

    /// The subsets of the rules' hosts that the tables name in a version; the service itself is "".
    private func named(_ version: KeyPath<TwinnedTable, RouteTable>) -> [String] {
        let subsets = traffic.rules.flatMap { rule in
            traffic.tables.flatMap { $0.subsets(of: rule.change, in: $0[keyPath: version], mirrors: false) }
        }
        return Set(subsets.map { $0 ?? "" }).sorted()
    }

    func moves(to scene: Scene) throws(Impossible) -> [Move] {
        switch scene {
        case .shadow: throw TrafficOffers.notShadow
        case .green:
            return try prepared
                + tables { table throws(Impossible) in try traffic.preceded(table, .green(traffic.cohort)) }
        case .variant(let variant):
            return try prepared + tables { table throws(Impossible) in try traffic.preceded(table, .variant(variant)) }
        case .share(let share):
            let percent = unit == .requests ? try TableMix.percent(share) : 0
            let middle = try tables { table throws(Impossible) in try Self.middle(of: table, traffic, percent: percent)
            }
            return prepared + middle + (unit == .workloads ? [.label(share)] : [])
        case .switched: return prepared + everybody
        case .promoted:
            let rules = traffic.rules
            let unlabelling: [Move] = unit == .workloads ? [.unlabel] : []
            return prepared + everybody + [.settle] + rules.map(\.finish) + [.settle] + traffic.tables.map(\.finish)
                + [.settle] + removals + unlabelling
        }
    }

    /// One write to each VirtualService, and nobody has the new version. Where the new rule has lost subsets that the
    /// old routes need, it gets them back before; on the way there it still has them, and nothing changes by that.
    func movesBack() -> [Move] {
        let losing = traffic.rules.filter(loses)
        let reunited = losing.map { (try? $0.reunited()) ?? .restore($0.change.name) }
        return reunited + (losing.isEmpty ? [] : [.settle]) + traffic.tables.map(\.undone)
            + (unit == .workloads ? [.unlabel] : []) + [.settle]
            + traffic.rules.map { .restore($0.change.name) } + removals
    }

    /// The subsets have to be known before a route names them.
    private var prepared: [Move] { traffic.rules.compactMap(\.object).map { .write($0) } + [.settle] }
    private var everybody: [Move] { traffic.tables.map { $0.write($0.twinned) } }
    private var removals: [Move] { traffic.rules.compactMap(\.object).map { .remove($0.name) } }

    private func tables(_ form: (TwinnedTable) throws(Impossible) -> RouteTable) throws(Impossible) -> [Move] {
        var moves: [Move] = []
        for table in traffic.tables { moves.append(table.write(try form(table))) }
        return moves
    }

    private static func middle(
        of table: TwinnedTable, _ traffic: TwinnedTraffic, percent: Int
    ) throws(Impossible) -> RouteTable {
        traffic.unit == .requests ? try traffic.drawn(table, percent) : try traffic.chosen(table)
    }

    private func loses(_ rule: RuleTwins) -> Bool {
        rule.loses(anyOf: Set(traffic.tables.flatMap { $0.subsets(of: rule.change, in: $0.old, mirrors: true) }))
    }
}
