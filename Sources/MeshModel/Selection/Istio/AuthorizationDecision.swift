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
    /// Istio's decision over all AuthorizationPolicies of the server's pod: a DENY that matches denies; without any ALLOW
    /// everything else is allowed; otherwise one of them must match (MECHANICS 0.2). CUSTOM asks somebody whom this model
    /// does not know and is taken to be allowed; AUDIT decides nothing.
    ///
    /// - Parameter port: Of the pod, not of the service.
    package func authorization(
        of request: MeshRequest, from caller: Caller, on server: MeshPod, port: Int, service: MeshService? = nil
    ) -> AuthorizationDecision {
        let all = authorizationPolicies(for: server)
        func matching(_ policies: [PolicyObject]) -> PolicyObject? {
            policies.first { policy in
                AuthorizationRules(
                    policy: policy, caller: caller, request: request, server: server, service: service, port: port
                ).match
            }
        }
        func some(_ action: String, isDryRun: Bool) -> [PolicyObject] {
            all.filter { ($0.spec["action"]?.string ?? "ALLOW") == action && Self.isDryRun($0) == isDryRun }
        }
        let (tried, triedAllows) = (some("DENY", isDryRun: true), some("ALLOW", isDryRun: true))
        let shadowDeny: Bool? = tried.isEmpty ? nil : matching(tried) != nil
        let shadowAllow: Bool? = triedAllows.isEmpty ? nil : matching(triedAllows) != nil
        func decision(_ isAllowed: Bool, _ by: PolicyObject?) -> AuthorizationDecision {
            AuthorizationDecision(isAllowed: isAllowed, by: by, shadowDeny: shadowDeny, shadowAllow: shadowAllow)
        }
        if let denial = matching(some("DENY", isDryRun: false)) { return decision(false, denial) }
        let allows = some("ALLOW", isDryRun: false)
        guard !allows.isEmpty else { return decision(true, nil) }
        let permission = matching(allows)
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

    private static func isDryRun(_ policy: PolicyObject) -> Bool {
        let text = policy.document["metadata"]?["annotations"]?["istio.io/dry-run"]?.string ?? "false"
        return ["1", "t", "T", "true", "TRUE", "True"].contains(text)
    }
}
