import Domain

/// The new version of a DestinationRule under other names: an object beside the rule, for the same host and the same
/// clients, with nothing but a twin of each subset that routes name. Istio adds the subsets of two such objects up,
/// whichever is older (`mergeDestinationRule`), and this one has no policy at the top that could stand against the
/// rule's own. So the rule's object need not change before the promotion, and keeps every subset that a route names.
struct RuleTwins: Sendable {
    let change: DestinationRuleChange
    /// `nil` where no route of the new version leads to the host.
    let object: MeshObject?
    private let names: [String?: String]

    /// - Parameter subsets: Those that routes of the new version name; `nil` is the service without a subset.
    init(_ change: DestinationRuleChange, of subsets: Set<String?>) throws(Impossible) {
        self.change = change
        names = Dictionary(subsets.map { ($0, TwinSubsets.name(of: $0, change.cohort)) }) { first, _ in first }
        guard Set(names.values).count == names.count else {
            throw TrafficOffers.no("names of subsets are too long and too alike to name a twin for each")
        }
        var twins: [JSONValue] = []
        for subset in subsets.sorted(by: { ($0 ?? "") < ($1 ?? "") }) {
            twins.append(try Self.twin(of: subset, as: names[subset] ?? "", change))
        }
        var spec = (change.change.old == nil ? change.new : change.old).filter {
            !["trafficPolicy", "subsets"].contains($0.key)
        }
        spec["subsets"] = .array(twins)
        object = twins.isEmpty ? nil : change.copy(spec)
    }

    /// What `subset` is in the new version, wherever it stands: below the old top level as below the new one.
    private static func twin(
        of subset: String?, as name: String, _ change: DestinationRuleChange
    ) throws(Impossible) -> JSONValue {
        let own = subset.flatMap { Subsets.named($0, in: change.new) }
        if let subset, own == nil {
            throw TrafficOffers.no(
                "a route leads to the subset \(subset) of \(change.host), which the new version of \(change.name) has "
                    + "not: those requests would fail with 503")
        }
        let policy = SubsetPolicy(
            under: change.old["trafficPolicy"]?.object ?? [:], top: change.new["trafficPolicy"]?.object ?? [:],
            own: own?["trafficPolicy"]?.object ?? [:])
        var twin: [String: JSONValue] = ["name": .string(name)]
        twin["labels"] = own?["labels"]
        twin["trafficPolicy"] = try policy.policy()
        return .object(twin)
    }

    /// The name of the twin, where the subset has one.
    func twin(of subset: String?) -> String? { names[subset] }
    var twins: [String] { names.values.sorted() }

    /// The rule's last step: nobody has the rule itself by then, everybody has its twins.
    var finish: Move {
        change.change.new.map { .write(MeshObject(name: change.name, document: $0)) } ?? .remove(change.name)
    }

    /// Whether the new version takes one of `subsets` away.
    func loses(anyOf subsets: Set<String?>) -> Bool {
        let lost = Subsets.names(change.old).subtracting(Subsets.names(change.new))
        return subsets.contains { $0.map(lost.contains) ?? false }
    }

    /// The first step back where the new version has lost subsets: the old rule, with what only the new version has
    /// besides, so that for the routes of both versions there is everything.
    func reunited() throws(Impossible) -> Move {
        let gained = names.keys.compactMap(\.self).filter { Subsets.named($0, in: change.old) == nil }.sorted()
        var subsets = Subsets.all(change.old)
        for subset in gained { subsets.append(try Self.twin(of: subset, as: subset, change)) }
        var spec = change.old
        spec["subsets"] = .array(subsets)
        return gained.isEmpty ? .restore(change.name) : .write(change.main(spec))
    }
}
