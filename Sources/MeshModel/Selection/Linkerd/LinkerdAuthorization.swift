import Domain

/// What a Linkerd proxy says to a request that comes in.
package struct LinkerdDecision: Hashable, Sendable {
    package enum Verdict: Hashable, Sendable {
        case allowed
        /// 403, and a connection that is not HTTP is refused.
        case denied
        /// 404: the Server has HTTPRoutes, and none of them takes the request.
        case noRoute
    }

    package let verdict: Verdict
    /// `nil`: the port has no Server, and the default policy decides.
    package let server: PolicyObject?
    package let route: PolicyObject?
    /// The object that let it through; `nil` where the access policy or default did, or nothing did.
    package let by: PolicyObject?
    /// The name of the access policy or default that counts besides: `deny`, `audit`, `all-unauthenticated` …
    package let fallback: String
}

extension PolicySet {
    /// The decision for a request to a pod's port: the Server, its HTTPRoutes, and the authorizations of route and
    /// Server together; one that fits is enough.
    package func linkerdAuthorization(
        of request: MeshRequest, from caller: Caller, on pod: MeshPod, port: Int
    ) -> LinkerdDecision {
        guard let server = server(for: pod, port: port) else {
            let fallback = pod.annotations["config.linkerd.io/default-inbound-policy"] ?? "all-unauthenticated"
            let isAllowed = Self.allows(fallback, caller)
            return LinkerdDecision(
                verdict: isAllowed ? .allowed : .denied, server: nil, route: nil, by: nil, fallback: fallback)
        }
        let fallback = server.spec["accessPolicy"]?.string ?? "deny"
        let routes = inboundRoutes(on: server)
        let route = HTTPRouteMatching.best(routes, request, host: request.host)?.route
        guard routes.isEmpty || route != nil else {
            return LinkerdDecision(verdict: .noRoute, server: server, route: nil, by: nil, fallback: fallback)
        }
        let policies =
            serverAuthorizations(on: server) + linkerdPolicies(on: server)
            + (route.map { linkerdPolicies(on: $0) } ?? [])
        let permission = policies.first { permits($0, caller) }
        let isAllowed = permission != nil || Self.allows(fallback, caller)
        return LinkerdDecision(
            verdict: isAllowed ? .allowed : .denied, server: server, route: route, by: permission, fallback: fallback)
    }

    /// The access policies and default policies by name. Everybody here is within the cluster.
    private static func allows(_ policy: String, _ caller: Caller) -> Bool {
        switch policy {
        case "all-unauthenticated", "cluster-unauthenticated", "audit": true
        case "all-authenticated", "cluster-authenticated": caller.isAuthenticated
        default: false
        }
    }

    private func permits(_ policy: PolicyObject, _ caller: Caller) -> Bool {
        policy.kind == "ServerAuthorization" ? permits(client: policy, caller) : permits(references: policy, caller)
    }

    private func permits(client policy: PolicyObject, _ caller: Caller) -> Bool {
        let client = policy.spec["client"]
        let networks = client?["networks"]?.array ?? []
        guard networks.isEmpty || networks.contains(where: { Self.isIn($0, caller) }) else { return false }
        if client?["unauthenticated"]?.bool == true { return true }
        guard let tls = client?["meshTLS"], caller.isAuthenticated else { return false }
        if tls["unauthenticatedTLS"]?.bool == true { return true }
        return Self.isAmong(tls["identities"], caller)
            || (tls["serviceAccounts"]?.array ?? []).contains { Self.isAccount($0, caller, policy.namespace) }
    }

    /// Every authentication that the policy requires must hold.
    private func permits(references policy: PolicyObject, _ caller: Caller) -> Bool {
        let references = policy.spec["requiredAuthenticationRefs"]?.array ?? []
        return references.allSatisfy { reference in
            let namespace = reference["namespace"]?.string ?? policy.namespace
            let kind = reference["kind"]?.string ?? ""
            if kind == "ServiceAccount" {
                return caller.isAuthenticated && Self.isAccount(reference, caller, policy.namespace)
            }
            let found = objects(kind, group: Self.linkerdPolicyGroup, in: namespace)
                .first { $0.name == reference["name"]?.string }
            guard let spec = found?.spec else { return false }
            if kind == "NetworkAuthentication" {
                return (spec["networks"]?.array ?? []).contains { Self.isIn($0, caller) }
            }
            guard kind == "MeshTLSAuthentication", caller.isAuthenticated else { return false }
            return Self.isAmong(spec["identities"], caller)
                || (spec["identityRefs"]?.array ?? []).contains { Self.isReferred($0, caller, namespace) }
        }
    }
}

extension PolicySet {
    private static func isIn(_ network: JSONValue, _ caller: Caller) -> Bool {
        guard let address = caller.pod.workload.ip else { return network["cidr"]?.string?.hasSuffix("/0") ?? false }
        let excluded = (network["except"]?.array ?? []).compactMap(\.string)
        return AddressBlock.contains(network["cidr"]?.string ?? "", address)
            && !excluded.contains { AddressBlock.contains($0, address) }
    }

    /// `*` is everybody of the mesh, `*.suffix` all whose identity ends so.
    private static func isAmong(_ identities: JSONValue?, _ caller: Caller) -> Bool {
        (identities?.array ?? []).compactMap(\.string).contains { identity in
            identity.hasPrefix("*")
                ? caller.pod.linkerdIdentity.hasSuffix(identity.dropFirst()) : identity == caller.pod.linkerdIdentity
        }
    }

    private static func isAccount(_ reference: JSONValue, _ caller: Caller, _ namespace: String) -> Bool {
        reference["name"]?.string == caller.pod.workload.serviceAccount
            && (reference["namespace"]?.string ?? namespace) == caller.pod.namespace
    }

    private static func isReferred(_ reference: JSONValue, _ caller: Caller, _ namespace: String) -> Bool {
        switch reference["kind"]?.string {
        case "Namespace": reference["name"]?.string == caller.pod.namespace
        default: isAccount(reference, caller, namespace)
        }
    }
}
