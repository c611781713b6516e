import Domain
import MeshModel

/// Rules about tokens that nobody checks: without a RequestAuthentication no request has a token's identity or claims.
enum TokensWithoutIssuer {
    static let family = RuleFamily(
        "authorization-tokens", codes: [.tokenUnchecked, .issuerUnknown], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        let policy = subject.policy
        guard policy.isEnforced, policy.action == .allow || policy.action == .deny,
            subject.set.isKnown(.requestAuthentication) || subject.set.knowsWorkloads
        else { return [] }
        let fields = policy.rules.flatMap { demands($0.field, policy.action) }
        guard !fields.isEmpty else { return [] }
        let authentications = authentications(of: policy.selection, subject)
        guard !authentications.isEmpty else { return fields.map { unchecked($0, policy.action) } }
        let issuers = Set(
            authentications.flatMap { $0.spec["jwtRules"].elements }.compactMap { $0["issuer"].string })
        return fields.flatMap { $0.elements }.compactMap { foreign($0, issuers) }
    }

    /// The fields that decide on a token being there: what an ALLOW asks for, and what a DENY lets off.
    private static func demands(_ rule: Field, _ action: AuthorizationRules.Action) -> [Field] {
        let sources = rule["from"].elements.map { $0["source"] }
        if action == .deny { return sources.map { $0["notRequestPrincipals"] }.filter { !$0.elements.isEmpty } }
        return sources.map { $0["requestPrincipals"] }.filter { !$0.elements.isEmpty }
            + rule["when"].elements.filter { $0["key"].string?.hasPrefix("request.auth.") ?? false }
            .map { $0["values"] }.filter { !$0.elements.isEmpty }
    }

    private static func unchecked(_ field: Field, _ action: AuthorizationRules.Action) -> Remark {
        Remark(
            .tokenUnchecked, field,
            action == .allow
                ? "no RequestAuthentication is for these pods, so that no request has a token and the rule allows nothing"
                : "no RequestAuthentication is for these pods, so that no request has a token and the rule denies all",
            hint: "add a RequestAuthentication with the issuer of the tokens")
    }

    /// Those that may be for a pod of the policy's.
    private static func authentications(of selection: PolicySelection, _ subject: Subject) -> [KnownObject] {
        let root = subject.settings.rootNamespace
        let namespaces = Set([selection.namespace, root])
        let found = namespaces.sorted().flatMap { subject.set.objects(.requestAuthentications, $0) }
        if selection.namespace == root { return subject.set.objects(.requestAuthentication) }
        return found.filter { object in
            let theirs = PolicySelection(object)
            return !isForOtherGateways(theirs, selection)
                && theirs.labels.allSatisfy { selection.labels[$0].map { [value = $1] in $0 == value } ?? true }
        }
    }

    /// Whether both name Gateways, and none is the same.
    private static func isForOtherGateways(_ one: PolicySelection, _ other: PolicySelection) -> Bool {
        guard !one.targets.isEmpty, !other.targets.isEmpty else { return false }
        return one.targets.isDisjoint(with: other.targets)
            && one.targets.union(other.targets).allSatisfy { $0["kind"]?.string == ObjectKind.kubernetesGateway.name }
    }

    /// `requestPrincipals` begin with the issuer.
    private static func foreign(_ value: Field, _ issuers: Set<String>) -> Remark? {
        guard value.path.components.contains(.key("requestPrincipals")), !issuers.isEmpty, let text = value.string,
            !text.hasPrefix("*"), let slash = text.lastIndex(of: "/"), !issuers.contains(String(text[..<slash])),
            !(text.hasSuffix("*") && issuers.contains { "\($0)/".hasPrefix(text.dropLast()) })
        else { return nil }
        return Remark(
            .issuerUnknown, value, "no RequestAuthentication of these pods takes tokens of issuer \(text[..<slash])",
            hint: "known are \(issuers.sorted().joined(separator: ", "))")
    }
}

extension SetIndex {
    static let requestAuthentications = SetIndex("request authentications", of: [.requestAuthentication]) {
        [$0.namespace]
    }
}
