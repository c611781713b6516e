import Domain
import MeshModel

/// DestinationRules and the VirtualServices on their hosts, with twins of the new rules, and who routes to them how.
struct TwinnedTraffic: Sendable {
    let unit: CohortUnit
    let cohort: Cohort
    let rules: [RuleTwins]
    /// Those of the rollout first, then those of others that route to the hosts as well.
    let tables: [TwinnedTable]
    /// The VirtualServices of the rollout.
    let changes: [VirtualServiceChange]

    init(
        _ together: RoutedRules, unit: CohortUnit, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) {
        self.unit = unit
        self.cohort = cohort
        var rules: [DestinationRuleChange] = []
        for rule in together.rules {
            let change = try DestinationRuleChange(rule, in: surroundings, cohort: cohort)
            try Self.refuseRivals(of: change)
            rules.append(change)
        }
        var changes: [VirtualServiceChange] = []
        var tables: [TwinnedTable] = []
        for route in together.routes {
            let change = try VirtualServiceChange(route, in: surroundings, cohort: cohort)
            changes.append(change)
            tables.append(try Self.table(of: change, unit))
        }
        let own = Set(tables.map(\.name))
        tables += surroundings.objects(of: MeshResource(.virtualService)).filter { !own.contains($0.name) }
            .map { TwinnedTable($0) }
            .filter { table in rules.contains { table.leads(to: $0) } }
        var twins: [RuleTwins] = []
        for rule in rules { twins.append(try Self.twins(of: rule, tables, unit)) }
        self.changes = changes
        self.rules = twins
        self.tables = tables.map { table in
            var table = table
            table.name(twins, mirrors: unit == .workloads)
            return table
        }
        // A route of others to a subset that no version has fails before as after.
        .filter { $0.isOwn || $0.twinned != $0.old }
    }

    /// Without the rule its clients must have none: what another one gives them would be gone while twins stand there.
    private static func refuseRivals(of rule: DestinationRuleChange) throws(Impossible) {
        guard rule.change.old == nil || rule.change.new == nil, let rival = rule.index.namespaces.min() else { return }
        throw TrafficOffers.no(
            "namespace \(rival) has another DestinationRule for \(rule.host), which some clients have where \(rule.name) is "
                + "not, so that it cannot be created or removed together with its routes; do it in a step of its own")
    }

    private static func table(of change: VirtualServiceChange, _ unit: CohortUnit) throws(Impossible) -> TwinnedTable {
        if unit == .requests {
            return TwinnedTable(
                change, old: try VirtualServiceRequests.table(change.old, change.new, missing: change.isCreation),
                new: try VirtualServiceRequests.table(change.new, change.old, missing: change.isRemoval))
        }
        guard change.isRemoval else {
            try refuseLostTraffic(of: change)
            return TwinnedTable(change, old: change.old, new: change.new)
        }
        guard let host = change.old.onlyHost, !change.old.appliesToGateways, change.old[.tcp].isEmpty,
            change.old[.tls].isEmpty
        else {
            throw TrafficOffers.no(
                "without \(change.name) requests go to the service itself only where spec.hosts is one host without a "
                    + "wildcard, spec.gateways is mesh alone and all rules are HTTP; remove it in a step of its own")
        }
        var itself = change.new
        itself[.http] = [["route": RouteTable.itself(host)]]
        return TwinnedTable(change, old: change.old, new: itself)
    }

    /// What no rule of the new version matches goes to the service itself, by the old rule until the promotion.
    private static func refuseLostTraffic(of change: VirtualServiceChange) throws(Impossible) {
        let (old, new) = (change.old, change.new)
        let keepsHTTP = old[.http].isEmpty || !new[.http].isEmpty
        let keepsTCP =
            new[.tcp].contains { RouteMatch.isCatchAll($0, inMesh: true) } || RouteMatch.covers(new[.tcp], old[.tcp])
        guard !keepsHTTP || !(keepsTCP || old[.tcp].isEmpty) else { return }
        throw TrafficOffers.no(
            "the new version of \(change.name) has no rule for some of what the old one routes, and that would go to the "
                + "service itself by the old DestinationRule; give it a rule for the rest, or deploy the two one after "
                + "the other")
    }

    private static func twins(
        of rule: DestinationRuleChange, _ tables: [TwinnedTable], _ unit: CohortUnit
    ) throws(Impossible) -> RuleTwins {
        let known = Subsets.names(rule.old).union(Subsets.names(rule.new))
        let reach = try TwinRoutes.reach(rule)
        var subsets: Set<String?> = []
        for table in tables where table.leads(to: rule) {
            let seen = IstioVisibility.namespaces(table.new.spec["exportTo"], of: table.name.namespace)
            guard reach.map({ reach in seen?.isSubset(of: reach) ?? false }) ?? true else {
                throw TrafficOffers.no(
                    "\(table.name) routes to \(rule.host) for namespaces that do not see \(rule.name), so they would not "
                        + "find its twin subsets")
            }
            let named = table.subsets(of: rule, in: table.new, mirrors: unit == .workloads)
            subsets.formUnion(table.isOwn ? named : named.filter { $0.map(known.contains) ?? true })
        }
        return try RuleTwins(rule, of: subsets)
    }
}

/// The tables of single steps.
extension TwinnedTraffic {
    /// `percent` of 100 requests go the new way.
    func drawn(_ table: TwinnedTable, _ percent: Int) throws(Impossible) -> RouteTable {
        try TableMix(old: table.old, new: table.twinned).table(at: percent)
    }

    /// The pods with the cohort's label go the new way. Gateways have none, and keep the old one.
    func chosen(_ table: TwinnedTable) throws(Impossible) -> RouteTable {
        guard table.old.appliesToMesh else { return table.old }
        guard !table.old.hosts.isEmpty else {
            throw TrafficOffers.no(
                "\(table.name) is a delegate and routes to the host: its matches are merged with those of the one that "
                    + "delegates to it, and sourceLabels there may conflict")
        }
        return try PrecedingRules(chooser: .cohort(cohort), new: table.twinned, old: table.old).table()
    }

    /// Requests with a header go the new way; connections have none.
    func preceded(_ table: TwinnedTable, _ chooser: RuleChooser) throws(Impossible) -> RouteTable {
        for list in [RuleList.tls, .tcp] where table.new[list] != table.old[list] {
            throw TrafficOffers.no(
                "spec.\(list.rawValue) of \(table.name) changes, and connections of \(list.rawValue.uppercased()) have no "
                    + "headers")
        }
        var preceded = table.old
        preceded[.http] = try PrecedingRules(chooser: chooser, new: table.twinned, old: table.old).http()
        return preceded
    }
}
