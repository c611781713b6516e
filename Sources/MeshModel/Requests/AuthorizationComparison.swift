package import Domain

/// Which requests a change of an AuthorizationPolicy allows that were denied before, and denies that were allowed, on
/// the pods that the policy selects.
///
/// Istio decides so: what a DENY policy matches is denied; where there is no ALLOW policy, everything else is allowed;
/// otherwise what an ALLOW policy matches is allowed. Policies that are only watched (`istio.io/dry-run`) and AUDIT
/// decide nothing.
package struct AuthorizationComparison: Hashable, Sendable {
    /// A part of the requests that the change concerns.
    package struct Fragment: Hashable, Sendable, CustomStringConvertible {
        /// `principals: a or b; methods: not GET`; `everything`.
        package let description: String
        /// The same as a rule of an AuthorizationPolicy; `nil` where one rule cannot say it.
        package let rule: JSONValue?
        /// Whether HTTP requests, plain TCP connections or both are meant.
        package let traffic: RequestBox.Traffic

        init(_ box: RequestBox) {
            description = box.description
            rule = box.rule
            traffic = box.traffic
        }
    }

    /// Nothing that is newly allowed is missing here: where it is empty, the change provably opens nothing.
    package let newlyAllowed: [Fragment]
    /// Nothing that is newly denied is missing here: where it is empty, the change provably closes nothing.
    package let newlyDenied: [Fragment]
    /// Why the lists may contain more than the change does, in sentences; empty: they are exact. Even then a fragment
    /// may describe requests that nobody can make.
    package let caveats: [String]
    package var isExact: Bool { caveats.isEmpty }

    /// - Parameters:
    ///   - old: The policy before; `nil`: there was none.
    ///   - new: The policy after; `nil`: there is none.
    ///   - others: The other AuthorizationPolicies of the same pods.
    ///   - later: The same after the change; `nil`: they stay as they are.
    package init(old: JSONValue?, new: JSONValue?, others: [JSONValue] = [], later: [JSONValue]? = nil) {
        let before = Decision(own: old.map(AuthorizationRules.init), others: others.map(AuthorizationRules.init))
        let after = Decision(
            own: new.map(AuthorizationRules.init), others: (later ?? others).map(AuthorizationRules.init))
        let allowed = after.allows(butNot: before)
        let denied = before.allows(butNot: after)
        newlyAllowed = allowed.boxes.map(Fragment.init)
        newlyDenied = denied.boxes.map(Fragment.init)
        var caveats = (before.caveats + after.caveats).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        if !allowed.isExact || !denied.isExact { caveats.append("The rules are too many to be told apart exactly.") }
        self.caveats = caveats
    }
}

/// What the policies of a pod decide together, from above and from below where some of it cannot be read.
private struct Decision {
    /// What ALLOW policies match; everything where there is none.
    var allowAtMost: RequestSet
    var allowAtLeast: RequestSet
    var denyAtMost: RequestSet = .nothing
    var denyAtLeast: RequestSet = .nothing
    var caveats: [String] = []

    init(own: AuthorizationRules?, others: [AuthorizationRules]) {
        let enforced = (others.filter { $0.action != .custom } + [own].compactMap(\.self)).filter { !$0.isDryRun }
        let allowing = enforced.filter { $0.action == .allow }
        allowAtMost = allowing.isEmpty ? .everything : allowing.reduce(.nothing) { $0.union($1.atMost) }
        allowAtLeast = allowing.isEmpty ? .everything : allowing.reduce(.nothing) { $0.union($1.atLeast) }
        for policy in enforced where policy.action == .deny || policy.action == .custom {
            denyAtMost = denyAtMost.union(policy.atMost)
            if policy.action == .deny { denyAtLeast = denyAtLeast.union(policy.atLeast) }
        }
        for policy in enforced where policy.action != .audit {
            caveats += policy.unreadable.map { "A rule cannot be read as Istio does: \($0)." }
            if policy.action == .custom {
                caveats.append("Of what a CUSTOM policy matches the external authorizer decides.")
            }
        }
    }

    /// What is allowed here and denied there: allowed here, and either not matched by an ALLOW policy there or denied
    /// by a DENY policy there.
    func allows(butNot there: Decision) -> RequestSet {
        let notAllowedThere = allowAtMost.subtracting(there.allowAtLeast)
        let deniedThere = there.denyAtMost.subtracting(denyAtLeast).intersection(allowAtMost)
        return notAllowedThere.subtracting(denyAtLeast).union(deniedThere)
    }
}
