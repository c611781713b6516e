import Domain

/// The DestinationRules as istiod indexes and merges them (`setDestinationRules`, `mergeDestinationRule`; MECHANICS
/// 0.3, with its three traps, which come out of these rules by themselves).
struct DestinationRuleIndex: Sendable {
    /// By namespace: what its own clients see, and what it shows to others.
    private var local: [String: HostTable] = [:]
    private var exported: [String: HostTable] = [:]
    /// What the root namespace keeps to itself.
    private var rootLocal = HostTable()
    private let rootNamespace: String

    /// - Parameter objects: Oldest first.
    init(_ objects: [PolicyObject], rootNamespace: String) {
        self.rootNamespace = rootNamespace
        // Objects with a selector come first, each part by age (`sortConfigBySelectorAndCreationTime`).
        let selected = objects.filter { $0.spec["workloadSelector"] != nil }
        for object in selected + objects.filter({ $0.spec["workloadSelector"] == nil }) {
            guard let rule = MergedRule(object) else { continue }
            add(rule, of: object.namespace)
        }
    }

    private mutating func add(_ rule: MergedRule, of namespace: String) {
        let shown = rule.exportTo
        if shown.isEmpty || !shown.isDisjoint(with: ["*", ".", namespace]) {
            local[namespace, default: HostTable()].merge(rule)
        }
        if shown.count == 1, shown == ["."] || shown == [namespace] {
            if namespace == rootNamespace { rootLocal.merge(rule) }
        } else {
            exported[namespace, default: HostTable()].merge(rule)
        }
    }

    /// The rules of the first place that has any for the host: the client's namespace, the service's, the root. The
    /// search ends there, also where none of them is for this very client (trap 1).
    func rules(for host: String, client: String, service: String?) -> [MergedRule] {
        let own = client == rootNamespace ? rootLocal : local[client]
        if let found = own?.mostSpecific(host) { return found }
        for namespace in [service, rootNamespace].compactMap(\.self) {
            let shown = (exported[namespace]?.mostSpecific(host) ?? []).filter { rule in
                rule.exportTo.isEmpty || !rule.exportTo.isDisjoint(with: ["*", client])
            }
            if !shown.isEmpty { return shown }
        }
        return []
    }
}

/// A DestinationRule with what was merged into it.
struct MergedRule: Hashable, Sendable {
    let host: String
    let namespace: String
    /// `nil`: for every client.
    let selector: LabelSelector?
    let exportTo: Set<String>
    private(set) var trafficPolicy: JSONValue?
    private(set) var subsets: [JSONValue]
    /// The one that it began as comes first.
    private(set) var objects: [PolicyObject]

    init?(_ object: PolicyObject) {
        guard let host = object.spec["host"]?.string else { return nil }
        self.host = TextMatch.resolved(host, in: object.namespace)
        namespace = object.namespace
        selector = WorkloadSelectors.of(object)
        // One with a selector is private, whatever it says.
        exportTo = selector == nil ? Set((object.spec["exportTo"]?.array ?? []).compactMap(\.string)) : ["."]
        trafficPolicy = object.spec["trafficPolicy"]
        subsets = object.spec["subsets"]?.array ?? []
        objects = [object]
    }

    /// Subsets of new names are added; the traffic policy is taken only where there is none.
    mutating func absorb(_ other: MergedRule) {
        let known = Set(subsets.compactMap { $0["name"]?.string })
        subsets += other.subsets.filter { !known.contains($0["name"]?.string ?? "") }
        trafficPolicy = trafficPolicy ?? other.trafficPolicy
        objects += other.objects
    }
}

/// Rules by host, merged where istiod merges.
struct HostTable: Sendable {
    private var exact: [String: [MergedRule]] = [:]
    private var wildcards: [String: [MergedRule]] = [:]

    mutating func merge(_ rule: MergedRule) {
        if rule.host.hasPrefix("*") {
            Self.merge(rule, into: &wildcards[rule.host, default: []])
        } else {
            Self.merge(rule, into: &exact[rule.host, default: []])
        }
    }

    /// The exact host's, else the longest wildcard's; `nil` where there is none.
    func mostSpecific(_ host: String) -> [MergedRule]? {
        if let rules = exact[host] { return rules }
        guard !wildcards.isEmpty else { return nil }
        return wildcards.filter { TextMatch.host($0.key, covers: host) }
            .max { ($0.key.utf8.count, $0.key) < ($1.key.utf8.count, $1.key) }?.value
    }

    /// As the code has it, order of its checks included: a rule without a selector that is shown to the same places as
    /// one with a selector is neither merged nor kept (trap 2).
    private static func merge(_ rule: MergedRule, into list: inout [MergedRule]) {
        guard !list.isEmpty else {
            list.append(rule)
            return
        }
        var standsAlone = true
        for index in list.indices {
            let existing = list[index]
            if rule.exportTo == existing.exportTo {
                standsAlone = false
            } else if !existing.exportTo.isEmpty, rule.exportTo.isSuperset(of: existing.exportTo) {
                standsAlone = true
            } else {
                standsAlone = true
                continue
            }
            let bothSelect = rule.selector != nil && existing.selector != nil
            let isSame = rule.selector == existing.selector
            if bothSelect, !isSame {
                standsAlone = true
                continue
            }
            if bothSelect || rule.selector == nil && existing.selector == nil { standsAlone = false }
            list[index].absorb(rule)
        }
        if standsAlone { list.append(rule) }
    }
}
