import Domain

/// Two versions of a DestinationRule in one object: each subset that is routed to has a twin with the same labels and
/// the other version's policy. Every subset is an Envoy cluster of its own, so all of the policy is apart.
struct TwinSubsets: Sendable {
    /// The subsets that have a twin; `nil` is the service without a subset.
    let subsets: [String?]
    private let names: [String?: String]
    /// The old version with twins of the new one, and with twins like itself (the way back).
    let oldWithNew: [String: JSONValue]
    let oldWithOld: [String: JSONValue]
    /// The new version with twins like itself.
    let newWithNew: [String: JSONValue]

    init(
        old: [String: JSONValue], new: [String: JSONValue], subsets: Set<String?>, cohort: Cohort
    ) throws(Impossible) {
        let frames = [old, new].map { Set(Subsets.all($0).map { Self.without("trafficPolicy", $0) }) }
        guard frames[0] == frames[1], frames[0].count == Subsets.all(old).count else {
            throw TrafficOffers.no(
                "the names or labels of subsets change; only changes of trafficPolicy can be drawn by request, because "
                    + "both versions stand in one object")
        }
        self.subsets = subsets.sorted { ($0 ?? "") < ($1 ?? "") }
        let names = Dictionary(subsets.map { ($0, Self.name(of: $0, cohort)) }) { $1 }
        guard Set(names.values).count == names.count else {
            throw TrafficOffers.no("names of subsets are too long and too alike to name a twin for each")
        }
        self.names = names
        var twins: [[JSONValue]] = [[], [], []]
        for subset in self.subsets {
            let (before, after) = (Self.policy(subset, in: old), Self.policy(subset, in: new))
            let mixed = SubsetPolicy(under: Self.top(old), top: Self.top(new), own: after?.object ?? [:])
            for (place, policy) in [try mixed.policy(), before, after].enumerated() {
                let labels = subset.flatMap { Subsets.named($0, in: new)?["labels"] }
                twins[place].append(Self.twin(names[subset] ?? "", labels: labels, policy: policy))
            }
        }
        oldWithNew = Self.adding(twins[0], to: old)
        oldWithOld = Self.adding(twins[1], to: old)
        newWithNew = Self.adding(twins[2], to: new)
    }

    /// The name of the twin, where the subset has one.
    func twin(of subset: String?) -> String? { names[subset] }
    var twins: [String] { names.values.sorted() }

    /// Names of subsets are DNS labels: 63 bytes.
    static func name(of subset: String?, _ cohort: Cohort) -> String {
        subset.map { "\($0.prefix(63 - 4 - cohort.id.utf8.count))-hs-\(cohort.id)" } ?? "hs-\(cohort.id)"
    }

    private static func top(_ spec: [String: JSONValue]) -> [String: JSONValue] { spec["trafficPolicy"]?.object ?? [:] }

    private static func policy(_ subset: String?, in spec: [String: JSONValue]) -> JSONValue? {
        subset.flatMap { Subsets.named($0, in: spec)?["trafficPolicy"] }
    }

    private static func twin(_ name: String, labels: JSONValue?, policy: JSONValue?) -> JSONValue {
        var twin: [String: JSONValue] = ["name": .string(name)]
        twin["labels"] = labels
        twin["trafficPolicy"] = policy
        return .object(twin)
    }

    private static func adding(_ twins: [JSONValue], to spec: [String: JSONValue]) -> [String: JSONValue] {
        var changed = spec
        changed["subsets"] = .array(Subsets.all(spec) + twins)
        return changed
    }

    private static func without(_ field: String, _ value: JSONValue) -> JSONValue {
        var rest = value
        rest[field] = nil
        return rest
    }
}
