import Domain
package import MeshModel

/// Whether a caller's request gets through to a pod, by everything that a mesh decides about that.
package struct AccessQuestion: Hashable, Sendable {
    package let caller: MeshPod
    package let server: MeshPod
    /// Of the pod.
    package let port: Int
    package let request: MeshRequest
    /// The service that was called; `nil`: none stands before the pod.
    package let service: MeshService?
    /// The port of the service that leads to `port`; `nil`: none is known.
    package let servicePort: Int?

    package init(
        caller: MeshPod, server: MeshPod, port: Int, request: MeshRequest, service: MeshService?,
        servicePort: Int? = nil
    ) {
        self.caller = caller
        self.server = server
        self.port = port
        self.request = request
        self.service = service
        self.servicePort = servicePort
    }

    package struct Verdict: Hashable, Sendable {
        package let isAllowed: Bool
        /// On whose word, for people: `denied by shop/deny-admin`.
        package let reason: String
    }

    package func verdict(in set: PolicySet) -> Verdict {
        switch server.proxy {
        case .istio: istio(set)
        case .linkerd: linkerd(set)
        case nil: Verdict(isAllowed: true, reason: "the pod has no proxy")
        }
    }

    private func istio(_ set: PolicySet) -> Verdict {
        let mode = set.peerAuthentication(for: server).mode(port: port)
        let client = clientTLS(set)
        let isMutual = client == "ISTIO_MUTUAL" || client == nil && caller.proxy == .istio && mode != .disable
        if mode == .strict, !isMutual {
            return Verdict(isAllowed: false, reason: "the pod takes mutual TLS only, and the connection is plain text")
        }
        if mode == .disable, isMutual {
            return Verdict(isAllowed: false, reason: "the pod takes plain text only, and the connection is mutual TLS")
        }
        if set.refusesToken(of: request, on: server) {
            return Verdict(isAllowed: false, reason: "401: the token is of no issuer that is accepted")
        }
        let decision = set.authorization(
            of: request, from: Caller(caller, isAuthenticated: isMutual), on: server, port: port, service: service)
        return Verdict(isAllowed: decision.isAllowed, reason: Self.reason(decision))
    }

    /// What a DestinationRule makes of the client's connection; `nil`: automatic, by what the server takes.
    private func clientTLS(_ set: PolicySet) -> String? {
        guard caller.proxy == .istio, let service else { return nil }
        let policy = set.destinationRule(from: caller, to: service)?.policy(subset: "", port: servicePort)
        let mode = policy?["tls"]?["mode"]?.string
        return mode == "MUTUAL" || mode == "SIMPLE" ? "DISABLE" : mode
    }

    private static func reason(_ decision: AuthorizationDecision) -> String {
        switch (decision.isAllowed, decision.by) {
        case (true, let by?): "allowed by \(by.namespace)/\(by.name)"
        case (true, nil): "nothing restricts it"
        case (false, let by?): "denied by \(by.namespace)/\(by.name)"
        case (false, nil): "no policy allows it"
        }
    }

    private func linkerd(_ set: PolicySet) -> Verdict {
        let isMeshed = caller.proxy == .linkerd
        let decision = set.linkerdAuthorization(
            of: request, from: Caller(caller, isAuthenticated: isMeshed), on: server, port: port)
        let place = decision.server.map { "Server \($0.name)" } ?? "the default policy"
        switch decision.verdict {
        case .allowed:
            let by = decision.by.map { "\($0.kind) \($0.name)" } ?? "\(place) (\(decision.fallback))"
            return Verdict(isAllowed: true, reason: "allowed by \(by)")
        case .denied: return Verdict(isAllowed: false, reason: "\(place) denies what nothing authorizes")
        case .noRoute: return Verdict(isAllowed: false, reason: "404: no HTTPRoute of \(place) takes it")
        }
    }
}
