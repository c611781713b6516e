import Domain
import MeshModel

/// Rules about HTTP for ports that speak plain TCP: a DENY takes every connection there, an ALLOW none.
enum HTTPRulesOnTCP {
    static let family = RuleFamily(
        "authorization-http-on-tcp", codes: [.denyOnTCP, .allowOnTCP], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        let policy = subject.policy
        guard policy.isEnforced, policy.action == .deny || policy.action == .allow, policy.selection.targets.isEmpty,
            subject.set.isKnown(.service), policy.rules.contains(where: \.asksForHTTP)
        else { return [] }
        let ports = WorkloadPorts(policy.selection, in: subject.set)
        return policy.rules.compactMap { policy.action == .deny ? denying($0, ports) : allowing($0, ports) }
    }

    private static func denying(_ rule: PolicyReading.Rule, _ ports: WorkloadPorts) -> Remark? {
        guard rule.isReadable else { return nil }
        let tcp = ports.spoken.filter { $0.value == .tcp }.keys.sorted()
        guard let hit = tcp.first(where: { port in rule.boxes.contains { $0.traffic == .http && asks($0, for: port) } })
        else {
            return nil
        }
        return Remark(
            .denyOnTCP, rule.field, "the rule denies every connection to port \(hit), which speaks plain TCP",
            hint: "HTTP's fields count as matched there; name the ports that the rule is for")
    }

    private static func allowing(_ rule: PolicyReading.Rule, _ ports: WorkloadPorts) -> Remark? {
        guard rule.isReadable, rule.boxes.allSatisfy({ $0.traffic == .http }) else { return nil }
        let meant = ports.spoken.filter { port in rule.boxes.contains { asks($0, for: port.key) } }
        guard !meant.isEmpty, meant.values.allSatisfy({ $0 == .tcp }), ports.isComplete || names(rule, Set(meant.keys))
        else {
            return nil
        }
        let list = meant.keys.sorted().map { String($0) }.joined(separator: ", ")
        return Remark(
            .allowOnTCP, rule.field,
            "the rule allows nothing: port \(list) speaks plain TCP, which has none of HTTP's fields",
            hint: "leave out methods, paths, hosts and tokens, or "
                + (ports.hasGateway ? "end TLS at the Gateway's server" : "name the port as HTTP in the Service"))
    }

    /// Whether the box may be about a port.
    private static func asks(_ box: RequestBox, for port: Int64) -> Bool {
        guard let demand = box.constraints[.port] else { return true }
        let exact = ValuePattern.exact(Array(String(port).utf8))
        return !demand.excluded.contains(exact) && demand.clauses.allSatisfy { $0.contains(exact) }
    }

    /// Whether every box names ports, and these only.
    private static func names(_ rule: PolicyReading.Rule, _ ports: Set<Int64>) -> Bool {
        let known = Set(ports.map { ValuePattern.exact(Array(String($0).utf8)) })
        return rule.boxes.allSatisfy { box in
            box.constraints[.port]?.clauses.contains { known.isSuperset(of: $0) } ?? false
        }
    }
}
