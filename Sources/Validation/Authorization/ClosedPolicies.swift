import Domain
import MeshModel

/// Policies that deny more than was meant, most likely.
enum ClosedPolicies {
    static let family = RuleFamily(
        "authorization-closed", codes: [.deniesAll, .allowsNothing, .firstAllow], kinds: [.authorizationPolicy],
        scope: .set
    ) { subject in
        let policy = subject.policy
        guard policy.isEnforced else { return [] }
        switch policy.action {
        case .deny: return denying(policy)
        case .allow: return policy.rules.isEmpty ? nothing(policy) : first(policy, subject)
        case .audit, .custom: return []
        }
    }

    private static func denying(_ policy: PolicyReading) -> [Remark] {
        policy.rules.filter(\.isEverything).map {
            Remark(
                .deniesAll, $0.field, "the rule denies every request, whatever other policies allow",
                hint: "to deny what nothing allows, use an ALLOW policy without rules (spec: {})")
        }
    }

    /// A baseline that denies everything is good practice; the same by a forgotten list is an outage.
    private static func nothing(_ policy: PolicyReading) -> [Remark] {
        let rules = policy.object.spec["rules"]
        guard rules.value == .null || rules.value.array != nil else { return [] }
        return [
            Remark(
                .allowsNothing, rules,
                "without rules the policy allows nothing, so its pods deny what no other one allows",
                hint: "add rules, or rules: [{}] to allow everything")
        ]
    }

    /// The first ALLOW of a pod turns "everything that is not denied" into "nothing else".
    private static func first(_ policy: PolicyReading, _ subject: Subject) -> [Remark] {
        let selection = policy.selection
        guard selection.targets.isEmpty, !policy.rules.contains(where: \.isEverything),
            subject.set.knowsWorkloads, subject.policies(.allow, covering: selection).isEmpty
        else { return [] }
        let namespace = selection.namespace == subject.settings.rootNamespace ? nil : selection.namespace
        guard subject.set.hasWorkload(selectedBy: selection.labels, in: namespace) else { return [] }
        return [
            Remark(
                .firstAllow, subject.spec["rules"],
                "no other ALLOW policy is for all of these pods: what the rules do not match is denied",
                hint: "make sure that every client of the pods is among the rules")
        ]
    }
}
