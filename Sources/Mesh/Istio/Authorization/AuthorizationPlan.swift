import Domain
import MeshModel

/// Decides how a change of an AuthorizationPolicy is made for the cohort, and proves that it opens and closes no more
/// than the change itself.
struct AuthorizationPlan {
    let old: WorkloadPolicy?
    let new: WorkloadPolicy
    let cohort: Cohort
    let scope: PodScope
    let surroundings: Surroundings

    func book() throws(Impossible) -> AuthorizationPolicyBook {
        let newRules = AuthorizationRules(new.document)
        // A policy that was only watched decided nothing: it is as if there had been none.
        guard let old, case let oldRules = AuthorizationRules(old.document), !oldRules.isDryRun else {
            return book(.narrowing(new.narrowed(to: cohort).object), newRules)
        }
        guard oldRules.action == newRules.action else { throw AuthorizationRefusal.actionChanges.impossible }
        guard old.document["spec"]?["provider"] == new.document["spec"]?["provider"] else {
            throw AuthorizationRefusal.providerChanges.impossible
        }
        guard !newRules.isDryRun else { throw AuthorizationRefusal.stopsEnforcing.impossible }
        switch newRules.action {
        case .custom: throw AuthorizationRefusal.custom.impossible
        case .allow: return try allowing(oldRules, newRules)
        case .deny, .audit: return try denying(oldRules, newRules)
        }
    }

    /// What both versions match together is what the new one matches, where it matches all that the old one did.
    private func denying(
        _ oldRules: AuthorizationRules, _ newRules: AuthorizationRules
    ) throws(Impossible) -> AuthorizationPolicyBook {
        let freed = oldRules.atMost.subtracting(newRules.atLeast)
        guard let box = freed.boxes.first else { return book(.adding(deny: copyOfNew, allow: nil), newRules) }
        try refuseUnreadable(oldRules, newRules)
        throw AuthorizationRefusal.matchesLess(newRules.action, box.description).impossible
    }

    private func allowing(
        _ oldRules: AuthorizationRules, _ newRules: AuthorizationRules
    ) throws(Impossible) -> AuthorizationPolicyBook {
        let others = OtherAllowPolicies(of: new, in: surroundings)
        let taken = oldRules.atMost.subtracting(newRules.atLeast).subtracting(others.onAllPods)
        let given = newRules.atMost.subtracting(oldRules.atLeast).subtracting(others.onAllPods)
        // Plain TCP alone cannot be said in a rule: where no other one hits it, it has the old version until the
        // promotion.
        let denied = taken.boxes.filter { $0.traffic != .tcp }
        guard !taken.isEmpty else { return book(.adding(deny: nil, allow: copyOfNew), newRules) }
        try refuseUnreadable(oldRules, newRules)
        guard taken.isExact else {
            throw AuthorizationRefusal.unprovable("the rules are too many").impossible
        }
        var deny: WorkloadPolicy?
        var left = taken
        if !denied.isEmpty {
            let copy = try denyCopy(of: denied)
            left = left.subtracting(try DenyProof(copy: copy, new: newRules, others: others).denied())
            deny = copy
        }
        let notes =
            left.isEmpty
            ? []
            : ["What the change denies on plain TCP alone is denied from the promotion on: no rule can name plain TCP."]
        return book(.adding(deny: deny?.object, allow: given.isEmpty ? nil : copyOfNew), newRules, notes: notes)
    }

    private func refuseUnreadable(_ rules: AuthorizationRules...) throws(Impossible) {
        guard let problem = rules.flatMap(\.unreadable).first else { return }
        throw AuthorizationRefusal.unprovable(problem).impossible
    }

    private var copyOfNew: MeshObject {
        new.named(cohort.copyName(of: new.name.name)).narrowed(to: cohort).object
    }

    private func denyCopy(of boxes: [RequestBox]) throws(Impossible) -> WorkloadPolicy {
        var rules: [JSONValue] = []
        for box in boxes {
            guard let rule = box.rule else { throw AuthorizationRefusal.unsayable(box.description).impossible }
            rules.append(rule)
        }
        return new.named(cohort.copyName(of: new.name.name, "deny")).narrowed(to: cohort).with {
            $0["action"] = "DENY"
            $0["rules"] = .array(rules)
        }
    }

    private func book(
        _ way: AuthorizationPolicyBook.Way, _ rules: AuthorizationRules, notes: [String] = []
    ) -> AuthorizationPolicyBook {
        var shadow: MeshObject?
        if rules.action == .allow || rules.action == .deny {
            var copy = new.named(cohort.copyName(of: new.name.name, "shadow")).document
            var annotations = copy["metadata"]?["annotations"].flatMap { $0.object == nil ? nil : $0 } ?? .object([:])
            annotations[AuthorizationRules.dryRunAnnotation] = "true"
            copy["metadata"]?["annotations"] = annotations
            let name = MeshObjectName(
                resource: new.name.resource, namespace: new.name.namespace,
                name: cohort.copyName(of: new.name.name, "shadow"))
            shadow = MeshObject(name: name, document: copy)
        }
        return AuthorizationPolicyBook(
            new: new.object, way: way, podScope: scope, notes: notes, shadow: shadow,
            everybody: MeasuredReach(scope, in: surroundings))
    }
}
