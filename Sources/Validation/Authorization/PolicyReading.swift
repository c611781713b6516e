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

    struct Rule: Sendable {
        let field: Field
        /// Every source with every operation, sources first.
        let boxes: [RequestBox]
        /// All of it, with what a DENY takes of plain TCP.
        let matched: RequestSet
        /// Whether everything was understood: else nothing can be said.
        let isReadable: Bool
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

    /// Everything that the readable rules match.
    var matched: RequestSet { RequestSet(rules.filter(\.isReadable).flatMap(\.matched.boxes)) }

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
        isReadable = reader.problem == nil
        matched = RequestSet((boxes + onTCP).filter { !IdentityContradiction.isThere(in: $0) }.map(\.simplified))
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
