import Domain

/// Which policies of a rollout go together as one: DestinationRules and the VirtualServices that route to their hosts.
///
/// Each of the two alone would leave requests in between: the routes of the new version by the old rule (a subset that
/// is not there yet is 503), or the old routes by the new rule (a subset that is gone is 503).
struct RoutedRules {
    /// At least one of both, each in the order of their names.
    let rules: [PolicyChange]
    let routes: [PolicyChange]

    /// `nil` where the change has to do with no other of its rollout.
    init?(with change: PolicyChange, in surroundings: Surroundings) {
        guard [.destinationRule, .virtualService].contains(change.key.kind) else { return nil }
        let hosts = IstioHosts(surroundings: surroundings)
        var found = [change.key: change]
        var open = [change]
        while let next = open.popLast() {
            let mine = Self.hosts(of: next, hosts)
            let others = Set(mine.map(IstioHosts.name)).flatMap(surroundings.together.about)
            for other in others where other.key.kind != next.key.kind && found[other.key] == nil {
                guard !mine.isDisjoint(with: Self.hosts(of: other, hosts)) else { continue }
                found[other.key] = other
                open.append(other)
            }
        }
        let sorted = found.values.sorted { $0.key < $1.key }
        rules = sorted.filter { $0.key.kind == .destinationRule }
        routes = sorted.filter { $0.key.kind == .virtualService }
        guard !rules.isEmpty, !routes.isEmpty else { return nil }
    }

    /// Whether the cluster has the new versions of all of them already.
    var isIdle: Bool { (rules + routes).allSatisfy(\.isIdle) }

    /// In full. Wildcards have no route of their own: their rules keep to themselves.
    private static func hosts(of change: PolicyChange, _ hosts: IstioHosts) -> Set<String> {
        let named = TrafficHosts.named(by: change).filter { !IstioHosts.isWildcard($0) }
        return Set(named.map { hosts.full($0, from: change.key.namespace) })
    }

    /// One book for all of them, entered for the first rule; the others' say so.
    func book(
        of key: PolicyKey, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        let book = try TrafficOffers.book(unit) { unit throws(Impossible) in
            switch unit {
            case .requests, .workloads:
                return try RoutedRulesBook(TwinnedTraffic(self, unit: unit, in: surroundings, cohort: cohort))
            case .clientNamespaces:
                throw TrafficOffers.no(
                    "\(routes[0].key) and \(rules[0].key) are rolled out as one, and VirtualServices cannot be told apart "
                        + "by client namespace: two for one host are not merged in sidecars")
            case .clusters: throw TrafficOffers.clusters
            }
        }
        return key == rules[0].key ? book : LedBook(leading: LeadingBook(key: rules[0].key, book: book))
    }
}
