import Domain
import MeshModel

/// The workloads that an AuthorizationPolicy of Istio's is for.
struct PolicySelection: Hashable, Sendable {
    let namespace: String
    let labels: [String: String]
    /// Gateways, Services … that it names instead of selecting pods.
    let targets: Set<JSONValue>

    init(_ object: KnownObject) {
        namespace = object.namespace
        labels = object.spec["selector"]["matchLabels"].texts
        let one = object.spec["targetRef"].value
        targets = Set((object.spec["targetRefs"].value.array ?? []) + (one == .null ? [] : [one]))
    }

    /// Whether it is for all workloads that `other` is for.
    func covers(_ other: PolicySelection, rootNamespace: String) -> Bool {
        guard targets.isEmpty, other.targets.isEmpty else {
            return targets == other.targets && namespace == other.namespace
        }
        return (namespace == other.namespace || namespace == rootNamespace)
            && labels.allSatisfy { other.labels[$0] == $1 }
    }

    /// Where the index has it: of several labels the first one will do.
    fileprivate var word: String {
        if !targets.isEmpty { return "\(namespace) targets" }
        return labels.min { $0.key < $1.key }.map { "\(namespace) \($0.key)=\($0.value)" } ?? "\(namespace) *"
    }

    /// Where the index has everything that covers this selection.
    func wordsCovering(rootNamespace: String) -> [String] {
        guard targets.isEmpty else { return ["\(namespace) targets"] }
        return (namespace == rootNamespace ? [namespace] : [namespace, rootNamespace]).flatMap { namespace in
            ["\(namespace) *"] + labels.map { "\(namespace) \($0.key)=\($0.value)" }.sorted()
        }
    }
}

extension SetIndex {
    /// AuthorizationPolicies of Istio's by action, namespace and a label that they select by, and by action and
    /// namespace.
    static let authorizationPolicies = SetIndex("authorization policies", of: [.authorizationPolicy]) { object in
        let action = object.spec["action"].string ?? "ALLOW"
        let selection = PolicySelection(object)
        return ["\(action) \(selection.word)", "\(action) \(selection.namespace)"]
    }
}

extension Subject {
    /// Nobody has more policies of one action for the same pods; what is beyond is not compared, and `SetLimits` says
    /// so.
    static let mostPolicies = 500

    /// The other enforced policies of an action that are for all workloads of this one.
    func policies(_ action: AuthorizationRules.Action, covering selection: PolicySelection) -> [PolicyReading] {
        let root = settings.rootNamespace
        return selection.wordsCovering(rootNamespace: root).flatMap { word in
            set.objects(.authorizationPolicies, "\(action.rawValue) \(word)").prefix(Self.mostPolicies)
        }.filter { $0 !== object && $0.key != object.key }.map { set.reading(of: $0) }
            .filter { $0.isEnforced && $0.selection.covers(selection, rootNamespace: root) }
    }

    /// The other enforced policies of an action that are for workloads of the same namespace, all of which `selection`
    /// covers.
    func policies(_ action: AuthorizationRules.Action, coveredBy selection: PolicySelection) -> [PolicyReading] {
        let root = settings.rootNamespace
        return set.objects(.authorizationPolicies, "\(action.rawValue) \(selection.namespace)").prefix(
            Self.mostPolicies
        )
        .filter { $0 !== object && $0.key != object.key && selection.covers(PolicySelection($0), rootNamespace: root) }
        .map { set.reading(of: $0) }.filter(\.isEnforced)
    }
}
