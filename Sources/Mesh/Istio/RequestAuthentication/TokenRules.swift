import Domain

/// Which changes of a RequestAuthentication can be made for some pods only: those that add issuers.
struct TokenRules {
    let old: WorkloadPolicy?
    let new: WorkloadPolicy
    let surroundings: Surroundings

    /// The rules that the new version has more than the old one.
    func added() throws(Impossible) -> [JSONValue] {
        let before = old.map(Self.rules) ?? []
        let after = Self.rules(of: new)
        if let gone = before.first(where: { !after.contains($0) }) {
            throw TokenRuleRefusal.changed(Self.issuer(of: gone)).impossible
        }
        let added = after.filter { !before.contains($0) }
        if old != nil, added.isEmpty { throw TokenRuleRefusal.nothing.impossible }
        for rule in added { try refuseRepeated(Self.issuer(of: rule), in: after) }
        return added
    }

    /// Two rules for one issuer: Istio leaves open which of them a token is checked by.
    private func refuseRepeated(_ issuer: String, in after: [JSONValue]) throws(Impossible) {
        guard after.filter({ Self.issuer(of: $0) == issuer }).count == 1 else {
            throw TokenRuleRefusal.repeated(issuer, nil).impossible
        }
        let others = surroundings.objects(of: new.name.resource).map { WorkloadPolicy($0, in: surroundings) }
        for other in others + WorkloadPolicy.arriving(with: new, in: surroundings) where other.name != new.name {
            guard new.overlap(with: other) != .none else { continue }
            if Self.rules(of: other).contains(where: { Self.issuer(of: $0) == issuer }) {
                throw TokenRuleRefusal.repeated(issuer, other.name).impossible
            }
        }
    }

    private static func rules(of policy: WorkloadPolicy) -> [JSONValue] {
        policy.document["spec"]?["jwtRules"]?.array ?? []
    }

    private static func issuer(of rule: JSONValue) -> String { rule["issuer"]?.string ?? "" }
}

/// Why a change of a RequestAuthentication cannot be made for some pods only.
enum TokenRuleRefusal {
    case removal
    case nothing
    case changed(String)
    case repeated(String, MeshObjectName?)

    var impossible: Impossible { Impossible(reason, offers: [.clusters]) }

    private var reason: String {
        switch self {
        case .removal:
            """
            Istio collects the rules of all objects that select a pod, and no object can take one from some of them. \
            Remove it cluster by cluster
            """
        case .nothing:
            "the change adds no issuer: there is nothing that some pods could have first. Roll it out cluster by cluster"
        case .changed(let issuer):
            """
            the rule of issuer \(issuer) changes or goes: Istio collects the rules of all objects that select a pod, and \
            no object can change one for some of them. Roll it out cluster by cluster, or add the new issuer first and \
            remove the old one afterwards
            """
        case .repeated(let issuer, nil):
            """
            the new version has issuer \(issuer) twice, and Istio leaves open which rule a token is checked by. Keep one \
            rule for each issuer
            """
        case .repeated(let issuer, let other?):
            """
            \(other) has a rule for issuer \(issuer) as well and can select the same pods, and Istio leaves open which \
            rule a token is checked by. Remove one of them first
            """
        }
    }
}
