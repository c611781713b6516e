import Domain
import MeshModel
import Synchronization

/// An AuthorizationPolicy of Istio's as sets of requests, rule by rule.
final class PolicyReading: Sendable {
    let object: KnownObject
    let action: AuthorizationRules.Action
    /// Whether it decides anything: it is not only watched (`istio.io/dry-run`), and Istio knows its action.
    let isEnforced: Bool
    let selection: PolicySelection
    let rules: [Rule]
    private let index = Mutex<RuleIndex?>(nil)

    struct Rule: Sendable {
        let field: Field
        /// Every source with every operation, sources first.
        let boxes: [RequestBox]
        /// All of it, with what a DENY takes of plain TCP.
        let matched: RequestSet
        /// Whether everything was understood: else nothing can be said.
        let isReadable: Bool
        /// How many values it takes to say all of it: what a comparison with it costs.
        let weight: Int
    }

    init(_ object: KnownObject) {
        let given = object.spec["action"].string
        let action = AuthorizationRules.Action(rawValue: given ?? "ALLOW")
        let annotation = object.root["metadata"]["annotations"][AuthorizationRules.dryRunAnnotation].string ?? ""
        self.object = object
        self.action = action ?? .allow
        // What Go's strconv.ParseBool takes for true.
        isEnforced = action != nil && !["1", "t", "T", "true", "TRUE", "True"].contains(annotation)
        selection = PolicySelection(object)
        rules = object.spec["rules"].elements.map { Rule($0, action ?? .allow, object.namespace) }
    }

    /// The rules that may match all that `rule` does, in ascending order. Two askers at once may both make the index.
    func rules(mayCover rule: Rule) -> [Int] {
        if let made = index.withLock({ $0 }) { return made.mayCover(rule) }
        let made = RuleIndex(rules)
        index.withLock { $0 = made }
        return made.mayCover(rule)
    }

    /// `AuthorizationPolicy shop/web`, without the namespace for objects of the same one.
    func name(for other: KnownObject) -> String {
        object.namespace == other.namespace ? object.name : "\(object.namespace)/\(object.name)"
    }
}

extension PolicyReading.Rule {
    fileprivate init(_ field: Field, _ action: AuthorizationRules.Action, _ namespace: String) {
        var reader = AuthorizationRuleReader(namespace: namespace)
        let boxes = reader.boxes(of: field.value)
        let onTCP = action == .allow ? [] : boxes.filter { $0.traffic == .http }.map(\.onTCP)
        self.field = field
        self.boxes = boxes
        // What Istio refuses has no meaning: a part that says nothing could mean everybody or nobody.
        isReadable = reader.problem == nil && !AuthorizationRuleParts.isRefused(field)
        let matched = RequestSet((boxes + onTCP).filter { !IdentityContradiction.isThere(in: $0) }.map(\.simplified))
        self.matched = matched
        weight = matched.boxes.reduce(0) { $0 + 1 + $1.valueCount }
    }

    /// Whether it matches every request there is.
    var isEverything: Bool { isReadable && RequestSet.everything.subtracting(matched).isEmpty }

    /// Whether it demands anything that only HTTP has.
    var asksForHTTP: Bool { boxes.contains { $0.traffic == .http } }
}

/// Readings of a set's policies, each made when it is first asked for.
final class PolicyReadings: Sendable {
    private let made = Mutex<[ObjectIdentifier: PolicyReading]>([:])

    func reading(of object: KnownObject) -> PolicyReading {
        let id = ObjectIdentifier(object)
        if let known = made.withLock({ $0[id] }) { return known }
        let reading = PolicyReading(object)
        made.withLock { $0[id] = reading }
        return reading
    }
}

private let policyReadings = SetFact<PolicyReadings>("readings of authorization policies") { _ in PolicyReadings() }

extension ValidationSet {
    func reading(of policy: KnownObject) -> PolicyReading {
        let readings = fact(policyReadings)
        return readings.reading(of: policy)
    }
}

extension Subject {
    /// The policy that is looked at.
    var policy: PolicyReading { self.set.reading(of: object) }
}

/// The rules of a policy by what they match.
struct RuleIndex: Sendable {
    private let boxes: BoxIndex
    /// The rule that each box is of.
    private let rules: [Int]

    init(_ rules: [PolicyReading.Rule]) {
        let boxes = rules.enumerated().filter { $1.isReadable }.flatMap { index, rule in
            rule.matched.boxes.map { (index, $0) }
        }
        self.boxes = BoxIndex(boxes.map(\.1))
        self.rules = boxes.map(\.0)
    }

    func mayCover(_ rule: PolicyReading.Rule) -> [Int] {
        // What matches all of the rule contains its first box, too.
        guard let first = rule.matched.boxes.first else { return [] }
        return Set(boxes.mayContain(first).map { rules[$0] }).sorted()
    }
}
