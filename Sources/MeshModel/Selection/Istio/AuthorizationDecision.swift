import Domain

/// What a server's proxy says to a request, and on whose word.
package struct AuthorizationDecision: Hashable, Sendable {
    package let isAllowed: Bool
    /// The DENY that matched, or the ALLOW; `nil` where no policy says anything, or where ALLOWs are there and none
    /// matched.
    package let by: PolicyObject?
    /// What dry-run DENYs would have said; `nil` where there are none (MECHANICS 0.1, G8).
    package let shadowDeny: Bool?
    /// Whether dry-run ALLOWs would have let it through; `nil` where there are none.
    package let shadowAllow: Bool?
}

extension PolicySet {
    /// Istio's decision over all AuthorizationPolicies of the server's pod: a DENY that matches denies; without any
    /// ALLOW everything else is allowed; otherwise one of them must match (MECHANICS 0.2). CUSTOM asks somebody whom
    /// this model does not know and is taken to be allowed; AUDIT decides nothing.
    ///
    /// - Parameter port: Of the pod, not of the service.
    package func authorization(
        of request: MeshRequest, from caller: Caller, on server: MeshPod, port: Int, service: MeshService? = nil
    ) -> AuthorizationDecision {
        let policies = ActingPolicies(authorizationPolicies(for: server))
        func matching(_ policies: [PolicyObject]) -> PolicyObject? {
            policies.first { policy in
                AuthorizationMatching(
                    policy: policy, caller: caller, request: request, server: server, service: service, port: port
                ).match
            }
        }
        let shadowDeny: Bool? = policies.triedDenials.isEmpty ? nil : matching(policies.triedDenials) != nil
        let shadowAllow: Bool? = policies.triedAllows.isEmpty ? nil : matching(policies.triedAllows) != nil
        func decision(_ isAllowed: Bool, _ by: PolicyObject?) -> AuthorizationDecision {
            AuthorizationDecision(isAllowed: isAllowed, by: by, shadowDeny: shadowDeny, shadowAllow: shadowAllow)
        }
        if let denial = matching(policies.denials) { return decision(false, denial) }
        guard !policies.allows.isEmpty else { return decision(true, nil) }
        let permission = matching(policies.allows)
        return decision(permission != nil, permission)
    }

    /// Whether RequestAuthentications refuse the request with 401: it carries a token that is not valid or whose issuer
    /// none of them names. A request without a token passes them; refusing it is an AuthorizationPolicy's business.
    package func refusesToken(of request: MeshRequest, on server: MeshPod) -> Bool {
        let policies = requestAuthentications(for: server).filter { !($0.spec["jwtRules"]?.array ?? []).isEmpty }
        guard !policies.isEmpty, let token = request.token else { return false }
        let issuers = policies.flatMap { $0.spec["jwtRules"]?.array ?? [] }.compactMap { $0["issuer"]?.string }
        return !token.isValid || !issuers.contains(token.issuer)
    }
}

/// Policies by what they do, and whether they only try to (`istio.io/dry-run`).
private struct ActingPolicies {
    private(set) var denials: [PolicyObject] = []
    private(set) var allows: [PolicyObject] = []
    private(set) var triedDenials: [PolicyObject] = []
    private(set) var triedAllows: [PolicyObject] = []

    init(_ policies: [PolicyObject]) {
        for policy in policies {
            let isDryRun = Self.isDryRun(policy)
            switch policy.spec["action"]?.string ?? "ALLOW" {
            case "DENY": if isDryRun { triedDenials.append(policy) } else { denials.append(policy) }
            case "ALLOW": if isDryRun { triedAllows.append(policy) } else { allows.append(policy) }
            default: break
            }
        }
    }

    private static func isDryRun(_ policy: PolicyObject) -> Bool {
        guard let text = policy.document["metadata"]?["annotations"]?["istio.io/dry-run"]?.string else { return false }
        return ["1", "t", "T", "true", "TRUE", "True"].contains(text)
    }
}
