import Domain

/// Two VirtualServices that differ in nothing but where their rules' requests go, and everything between them.
struct TableMix: Sendable {
    private let table: RouteTable
    private let changes: [Change]

    private struct Change: Sendable {
        let list: RuleList
        let index: Int
        let mix: RouteMix
    }

    /// Throws where rules differ in anything but the destinations and weights of `route`.
    init(old: RouteTable, new: RouteTable) throws(Impossible) {
        table = old
        var changes: [Change] = []
        for list in RuleList.allCases {
            guard old[list].count == new[list].count else {
                throw TrafficOffers.no(
                    "spec.\(list.rawValue) has \(old[list].count) rules before and \(new[list].count) after; requests "
                        + "can be drawn between destinations of one rule only")
            }
            for (index, (before, after)) in zip(old[list], new[list]).enumerated() where before != after {
                let mix = try Self.mix(before, after, at: "spec.\(list.rawValue)[\(index)]")
                changes.append(Change(list: list, index: index, mix: mix))
            }
        }
        guard !changes.isEmpty else {
            throw TrafficOffers.no("no destination and no weight differs, so there is nothing to draw requests between")
        }
        self.changes = changes
    }

    private static func mix(_ old: JSONValue, _ new: JSONValue, at place: String) throws(Impossible) -> RouteMix {
        let fields = TrafficDocument.differences(old.object ?? [:], new.object ?? [:], except: ["route"])
        guard fields.isEmpty else {
            throw TrafficOffers.no(
                "\(place) changes \(fields.joined(separator: ", ")), which belongs to the whole rule and not to a "
                    + "weighted destination, so there is no percentage of requests for it")
        }
        return try RouteMix(old: old["route"]?.array ?? [], new: new["route"]?.array ?? [], at: place)
    }

    /// The table of which `percent` of 100 requests go the new way.
    func table(at percent: Int) -> RouteTable {
        var mixed = table
        for change in changes {
            var rules = mixed[change.list]
            rules[change.index]["route"] = .array(change.mix.route(at: Int64(min(max(percent, 0), 100))))
            mixed[change.list] = rules
        }
        return mixed
    }

    var gaining: [JSONValue] { changes.flatMap(\.mix.gaining) }
    var losing: [JSONValue] { changes.flatMap(\.mix.losing) }
    /// Where requests of a version go by the rules that change.
    func destinations(_ version: KeyPath<RouteMix.Part, Int64>) -> [JSONValue] {
        changes.flatMap { $0.mix.destinations(version) }
    }
    /// Where requests go by the rules that both versions have.
    var kept: [JSONValue] {
        RuleList.allCases.flatMap { list in
            table[list].enumerated().filter { index, _ in
                !changes.contains { $0.list == list && $0.index == index }
            }
            .flatMap { RouteTable.destinations(of: $1) }
        }
    }

    /// Of a share of requests: its percentage. A number of requests means nothing.
    static func percent(_ share: Share) throws(Impossible) -> Int {
        guard case .percent(let percent) = share else {
            throw TrafficOffers.no("requests have no number, only a percentage: say 10 % instead of \(share)")
        }
        return percent
    }
}
