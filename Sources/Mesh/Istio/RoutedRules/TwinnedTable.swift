import Domain

/// A VirtualService that routes to hosts whose DestinationRules change, in three forms.
struct TwinnedTable: Sendable {
    let name: MeshObjectName
    /// As it is.
    let old: RouteTable
    /// As it will be.
    let new: RouteTable
    /// As it will be, by the twins of the rules' subsets.
    private(set) var twinned: RouteTable
    /// Where it is a policy of the rollout; else it is only touched, and will be as it was.
    private let own: VirtualServiceChange?
    private let document: JSONValue

    /// A policy of the rollout, where a version that is missing is written as rules that say what the mesh does
    /// without.
    init(_ own: VirtualServiceChange, old: RouteTable, new: RouteTable) {
        (name, self.own, document) = (own.name, own, [:])
        (self.old, self.new, twinned) = (old, new, new)
    }

    /// Somebody else's.
    init(_ object: MeshObject) {
        (name, own, document) = (object.name, nil, object.document)
        old = RouteTable(TrafficDocument.spec(object.document))
        (new, twinned) = (old, old)
    }

    var isOwn: Bool { own != nil }

    func write(_ table: RouteTable) -> Move {
        if let own { return own.write(table) }
        return .write(MeshObject(name: name, document: TrafficDocument.with(table.spec, in: document, version: nil)))
    }

    /// As it will be when nothing of the rollout is left.
    var finish: Move { own?.finish ?? .restore(name) }
    var undone: Move { .restore(name) }

    /// The subsets of a rule's host that a version names.
    func subsets(of rule: DestinationRuleChange, in table: RouteTable, mirrors: Bool) -> Set<String?> {
        let named = table.destinations + (mirrors ? table.mirrors : [])
        return Set(named.filter { rule.isHost($0, from: name.namespace) }.map { $0["subset"]?.string })
    }

    func leads(to rule: DestinationRuleChange) -> Bool {
        [old, new].contains { !subsets(of: rule, in: $0, mirrors: false).isEmpty }
    }

    /// Lets the new version name the twins.
    ///
    /// - Parameter mirrors: Whether copies of requests go to the twins as well.
    mutating func name(_ rules: [RuleTwins], mirrors: Bool) {
        for list in RuleList.allCases {
            twinned[list] = new[list].map { rule in
                var rule = rule
                rule["route"] = rule["route"].map { redirected($0, by: rules) }
                guard mirrors else { return rule }
                rule["mirror"] = rule["mirror"].map { twin(of: $0, by: rules) }
                rule["mirrors"] = rule["mirrors"].map { redirected($0, by: rules) }
                return rule
            }
        }
    }

    private func redirected(_ entries: JSONValue, by rules: [RuleTwins]) -> JSONValue {
        .array(
            (entries.array ?? []).map { entry in
                var entry = entry
                entry["destination"] = entry["destination"].map { twin(of: $0, by: rules) }
                return entry
            })
    }

    private func twin(of destination: JSONValue, by rules: [RuleTwins]) -> JSONValue {
        for rule in rules where rule.change.isHost(destination, from: name.namespace) {
            guard let twin = rule.twin(of: destination["subset"]?.string) else { continue }
            var destination = destination
            destination["subset"] = .string(twin)
            return destination
        }
        return destination
    }
}
