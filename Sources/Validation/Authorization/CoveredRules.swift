import Domain
import MeshModel

/// Rules that change nothing, because other rules have decided already: of the same action, or of a DENY.
struct CoveredRules {
    static let family = RuleFamily(
        "authorization-covered", codes: [.ruleShadowed, .allowDenied, .rulesNotCompared],
        kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        let policy = subject.policy
        guard policy.isEnforced, policy.action == .allow || policy.action == .deny, !policy.rules.isEmpty else {
            return []
        }
        var comparison = CoveredRules(
            policy, same: subject.policies(policy.action, covering: policy.selection),
            denials: policy.action == .allow ? subject.policies(.deny, covering: policy.selection) : [])
        return comparison.remarks()
    }

    private let policy: PolicyReading
    /// Other policies of the same action, and of DENY, that are for all pods of this one.
    private let same: [PolicyReading]
    private let denials: [PolicyReading]
    /// How many values may still be compared: the rules of a policy are looked up by their values, and what has to be
    /// compared one by one all the same must not take minutes.
    private var left = 4_000_000

    private init(_ policy: PolicyReading, same: [PolicyReading], denials: [PolicyReading]) {
        (self.policy, self.same, self.denials) = (policy, same, denials)
    }

    private mutating func remarks() -> [Remark] {
        var remarks: [Remark] = []
        for index in policy.rules.indices {
            let rule = policy.rules[index]
            guard rule.isReadable, !rule.matched.isEmpty else { continue }
            if let remark = denied(rule) ?? shadowed(index) ?? shadowed(rule) { remarks.append(remark) }
            guard left <= 0 else { continue }
            let rest = policy.rules.count - index
            return remarks + [
                Remark(
                    .rulesNotCompared, rule.field,
                    "\(rest) of \(policy.rules.count) rules were not compared with others",
                    hint: "the policy has too many rules: make several policies of it")
            ]
        }
        return remarks
    }

    /// What DENY policies leave of an ALLOW rule.
    private mutating func denied(_ rule: PolicyReading.Rule) -> Remark? {
        var rest = rule.matched
        for denial in denials {
            for denying in denial.rules where denying.isReadable && !denying.matched.isEmpty {
                left -= max(rule.weight, rest.boxes.count) + denying.weight
                guard left > 0 else { return nil }
                rest = rest.subtracting(denying.matched)
            }
            guard rest.isEmpty else { continue }
            return Remark(
                .allowDenied, rule.field,
                "the rule lets nothing in: policy \(denial.name(for: policy.object)) denies all that it allows",
                hint: "a DENY always comes first; take away one of the two"
            ).naming(denial.object)
        }
        return nil
    }

    /// Another rule of the policy that matches all that this one does; of equal ones the first stays.
    private mutating func shadowed(_ index: Int) -> Remark? {
        let rule = policy.rules[index]
        for other in policy.rules(mayCover: rule) where other != index {
            guard covers(policy.rules[other], rule), other < index || !covers(rule, policy.rules[other]) else {
                continue
            }
            return Remark(
                .ruleShadowed, rule.field, "the rule adds nothing: rules[\(other)] matches all that it does",
                hint: "take it out, or make it say what it was meant to")
        }
        return nil
    }

    /// A rule of another policy for the same workloads; of equal ones that of the first policy by name stays.
    private mutating func shadowed(_ rule: PolicyReading.Rule) -> Remark? {
        for other in same {
            let isFirst = (other.object.namespace, other.object.name) < (policy.object.namespace, policy.object.name)
            let isWider = other.selection != policy.selection
            for index in other.rules(mayCover: rule) {
                let candidate = other.rules[index]
                guard covers(candidate, rule), isFirst || isWider || !covers(rule, candidate) else { continue }
                return Remark(
                    .ruleShadowed, rule.field,
                    "the rule adds nothing: policy \(other.name(for: policy.object)) matches all that it does, for the same pods",
                    hint: "take it out, or make it say what it was meant to"
                ).naming(other.object)
            }
        }
        return nil
    }

    private mutating func covers(_ wide: PolicyReading.Rule, _ narrow: PolicyReading.Rule) -> Bool {
        guard left > 0, wide.isReadable else { return false }
        left -= wide.weight + narrow.weight + min(wide.weight, 1 << 20) * min(narrow.weight, 1 << 20) / 8
        return narrow.matched.boxes.allSatisfy { box in wide.matched.boxes.contains(where: box.isContained) }
    }
}
