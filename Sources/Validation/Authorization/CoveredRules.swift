import Domain
import MeshModel

/// Rules that change nothing, because other rules have decided already: of the same action, or of a DENY.
enum CoveredRules {
    static let family = RuleFamily(
        "authorization-covered", codes: [.ruleShadowed, .allowDenied], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        let policy = subject.policy
        guard policy.isEnforced, policy.action == .allow || policy.action == .deny, !policy.rules.isEmpty else {
            return []
        }
        let same = subject.policies(policy.action, covering: policy.selection)
        let denials = policy.action == .allow ? subject.policies(.deny, covering: policy.selection) : []
        return policy.rules.indices.compactMap { index in
            let rule = policy.rules[index]
            guard rule.isReadable, !rule.matched.isEmpty else { return nil }
            return denied(rule, denials, policy) ?? shadowed(index, policy) ?? shadowed(rule, same, policy)
        }
    }

    /// What DENY policies leave of an ALLOW rule.
    private static func denied(
        _ rule: PolicyReading.Rule, _ denials: [PolicyReading], _ policy: PolicyReading
    ) -> Remark? {
        var rest = rule.matched
        for denial in denials {
            rest = rest.subtracting(denial.matched)
            guard rest.isEmpty else { continue }
            return Remark(
                .allowDenied, rule.field,
                "the rule lets nothing in: policy \(denial.name(for: policy.object)) denies all that it allows",
                hint: "a DENY always comes first; take away one of the two")
        }
        return nil
    }

    /// Another rule of the policy that matches all that this one does; of equal ones the first stays.
    private static func shadowed(_ index: Int, _ policy: PolicyReading) -> Remark? {
        let rule = policy.rules[index]
        let other = policy.rules.indices.first { other in
            other != index && covers(policy.rules[other], rule) && (other < index || !covers(rule, policy.rules[other]))
        }
        return other.map {
            Remark(
                .ruleShadowed, rule.field, "the rule adds nothing: rules[\($0)] matches all that it does",
                hint: "take it out, or make it say what it was meant to")
        }
    }

    /// A rule of another policy for the same workloads; of equal ones that of the first policy by name stays.
    private static func shadowed(
        _ rule: PolicyReading.Rule, _ others: [PolicyReading], _ policy: PolicyReading
    ) -> Remark? {
        for other in others {
            let isFirst = (other.object.namespace, other.object.name) < (policy.object.namespace, policy.object.name)
            let isWider = other.selection != policy.selection
            guard other.rules.contains(where: { covers($0, rule) && (isFirst || isWider || !covers(rule, $0)) }) else {
                continue
            }
            return Remark(
                .ruleShadowed, rule.field,
                "the rule adds nothing: policy \(other.name(for: policy.object)) matches all that it does, for the same pods",
                hint: "take it out, or make it say what it was meant to")
        }
        return nil
    }

    private static func covers(_ wide: PolicyReading.Rule, _ narrow: PolicyReading.Rule) -> Bool {
        wide.isReadable
            && narrow.matched.boxes.allSatisfy { box in wide.matched.boxes.contains(where: box.isContained) }
    }
}
