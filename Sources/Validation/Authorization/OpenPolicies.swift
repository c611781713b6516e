import Domain
import MeshModel

/// ALLOW rules that let in more than was meant, most likely.
enum OpenPolicies {
    static let family = RuleFamily(
        "authorization-open", codes: [.allowsAll, .allowsByNegatives], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        let policy = subject.policy
        guard policy.isEnforced, policy.action == .allow else { return [] }
        if let all = policy.rules.first(where: \.isEverything) { return everything(all, policy, subject) }
        return policy.rules.compactMap(negatives)
    }

    private static func everything(_ rule: PolicyReading.Rule, _ policy: PolicyReading, _ subject: Subject) -> [Remark]
    {
        let idle =
            policy.rules.count > 1
            ? nil
            : subject.policies(.allow, coveredBy: policy.selection).first { reading in
                !reading.rules.contains(where: \.isEverything)
            }
        guard policy.rules.count > 1 || idle != nil else { return [] }
        let other =
            idle.map { "policy \($0.name(for: policy.object)) and every other ALLOW for its pods" }
            ?? "the other rules of the policy"
        return [
            Remark(
                .allowsAll, rule.field, "the rule allows every request, so that \(other) decide nothing",
                hint: "an empty rule matches everything; take it out to let the others decide"
            ).naming(idle.map { [$0.object.key] } ?? [])
        ]
    }

    /// Whoever has no identity is nobody that a list excludes.
    private static func negatives(_ rule: PolicyReading.Rule) -> Remark? {
        guard rule.isReadable, let box = rule.boxes.first(where: isNegative) else { return nil }
        let isAboutCallers = box.constraints.keys.contains {
            $0.key.hasPrefix("source.") || $0.key.hasPrefix("request.auth")
        }
        return Remark(
            .allowsByNegatives, rule.field,
            isAboutCallers
                ? "the rule only says who may not call, so that callers without any identity may"
                : "the rule only says what is not allowed, so that everybody may do everything else",
            hint: "say what is allowed, or make a DENY policy of the exceptions")
    }

    private static func isNegative(_ box: RequestBox) -> Bool {
        !box.isEmpty && !box.constraints.isEmpty
            && box.constraints.values.allSatisfy { $0.clauses.isEmpty && !$0.excluded.isEmpty }
            && !box.constraints.keys.contains { $0.kind == .address }
    }
}
