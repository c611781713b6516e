import Domain
import MeshModel

/// The other enforced ALLOW policies of the pods: what they allow is not to be denied.
struct OtherAllowPolicies {
    /// What is matched, all the time, by those that select every pod of the scope.
    private(set) var onAllPods = RequestSet.nothing
    /// What may be allowed by those that select some of the pods, or may select some that are born later, and by those
    /// that change in the same rollout: when they have the new version, nobody knows.
    private(set) var onSome: [(name: MeshObjectName, matched: RequestSet)] = []

    init(of policy: WorkloadPolicy, in surroundings: Surroundings) {
        let companions = surroundings.companions.filter { $0.key.kind == .authorizationPolicy }
        let changing = Set(companions.map { MeshObjectName($0.key) })
        for object in surroundings.objects(of: policy.name.resource)
        where object.name != policy.name && !changing.contains(object.name) {
            add(policy, WorkloadPolicy(object, in: surroundings))
        }
        for companion in companions { add(policy, companion, in: surroundings) }
    }

    private mutating func add(_ policy: WorkloadPolicy, _ other: WorkloadPolicy) {
        guard let rules = Self.allowed(by: other) else { return }
        let overlap = policy.overlap(with: other)
        if overlap == .all { onAllPods = onAllPods.union(rules.atLeast) }
        if overlap == .some || overlap == .all && !rules.unreadable.isEmpty {
            onSome.append((other.name, rules.atMost))
        }
    }

    /// What both versions match is matched all the time.
    private mutating func add(_ policy: WorkloadPolicy, _ change: PolicyChange, in surroundings: Surroundings) {
        guard let new = change.new.map({ WorkloadPolicy(change.key, $0, in: surroundings) }),
            let rules = Self.allowed(by: new)
        else { return }
        let overlap = policy.overlap(with: new)
        guard overlap != .none else { return }
        onSome.append((new.name, rules.atMost))
        guard let old = change.old.map({ WorkloadPolicy(change.key, $0, in: surroundings) }),
            policy.overlap(with: old) == .all, overlap == .all, let before = Self.allowed(by: old)
        else { return }
        onAllPods = onAllPods.union(before.atLeast.intersection(rules.atLeast))
    }

    private static func allowed(by policy: WorkloadPolicy) -> AuthorizationRules? {
        let rules = AuthorizationRules(policy.document)
        return rules.action == .allow && !rules.isDryRun ? rules : nil
    }
}
