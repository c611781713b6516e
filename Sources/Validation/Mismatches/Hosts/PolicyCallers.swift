import Domain
import MeshModel

/// Whom an ALLOW policy lets in by name, and to which ports.
struct PolicyCallers {
    /// Those of a rule.
    struct Rule {
        /// Namespace and name of accounts, without patterns.
        fileprivate let named: [(namespace: String, name: String)]
        /// The ports of the pods, as they are written; empty: every one.
        let ports: [String]

        func accounts(of namespace: String) -> Set<String> {
            Set(named.filter { $0.namespace == namespace }.map(\.name))
        }
    }

    let rules: [Rule]

    init(_ policy: KnownObject) {
        guard (policy.spec["action"].string ?? "ALLOW") == "ALLOW" else {
            rules = []
            return
        }
        rules = policy.spec["rules"].elements.map { rule in
            Rule(named: Self.principals(rule) + Self.accounts(rule, policy), ports: Self.ports(rule))
        }
    }

    var namespaces: Set<String> { Set(rules.flatMap(\.named).map(\.namespace)) }

    private static func principals(_ rule: Field) -> [(namespace: String, name: String)] {
        NamedCallers.principals(rule).compactMap { field in
            guard let name = PrincipalName(field.string ?? ""), !name.namespace.contains("*") else { return nil }
            return (name.namespace, name.account)
        }
    }

    private static func accounts(_ rule: Field, _ policy: KnownObject) -> [(namespace: String, name: String)] {
        NamedCallers.accounts(rule).compactMap(\.string).map { NamedCallers.account($0, from: policy.namespace) }
    }

    /// An operation without ports is for all of them.
    private static func ports(_ rule: Field) -> [String] {
        let ports = rule["to"].elements.map { $0["operation"]["ports"].strings }
        return ports.contains(where: \.isEmpty) ? [] : Set(ports.flatMap(\.self)).sorted()
    }
}

/// Whether a Service leads to a port of its pods.
enum ServiceTargets {
    /// How sure that is: a port by name may have any number.
    enum Answer { case yes, no, maybe }

    static func answer(_ service: KnownObject, _ port: String) -> Answer {
        let targets = service.spec["ports"].elements.map { entry in
            let target = entry["targetPort"]
            let number = (target.isEmpty ? entry["port"] : target).int.map { String($0) }
            return number ?? target.string ?? ""
        }
        if targets.contains(port) { return .yes }
        return targets.contains { Int64($0) == nil } ? .maybe : .no
    }
}
