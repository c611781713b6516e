import Domain
import MeshModel

/// The way of a request into a server's pod.
extension FlowPlanner {
    /// Completes a flow by what the server's side makes of it.
    ///
    /// - Parameters:
    ///   - port: Of the pod.
    ///   - governing: What governs it on the client's side.
    ///   - policy: The traffic policy on the way, of which TLS counts here.
    func admit(
        _ flow: inout Flow, _ call: Call, _ server: MeshPod, port: Int, _ governing: Governing, policy: JSONValue
    ) {
        var governing = governing
        switch server.proxy {
        case .istio: istio(&flow, call, server, port, policy, &governing)
        case .linkerd: linkerd(&flow, call, server, port, &governing)
        case nil: Self.unmeshed(&flow.fate, map.pods[call.client], policy)
        }
        flow.effects = governing.effects(of: scenario, to: flow.destination.service)
    }

    private func istio(
        _ flow: inout Flow, _ call: Call, _ server: MeshPod, _ port: Int, _ policy: JSONValue,
        _ governing: inout Governing
    ) {
        let client = map.pods[call.client]
        let peer = map.policies.peerAuthentication(for: server)
        let mode = peer.mode(port: port)
        Self.secure(&flow.fate, client, policy, mode)
        let caller = Caller(client, isAuthenticated: flow.fate.isMutualTLS)
        let decision = map.policies.authorization(
            of: call.request, from: caller, on: server, port: port, service: call.service.service)
        flow.fate.shadowDeny = decision.shadowDeny
        flow.fate.shadowAllow = decision.shadowAllow
        if map.policies.refusesToken(of: call.request, on: server) {
            flow.fate.verdict = .unauthorized
        } else if !decision.isAllowed {
            flow.fate.verdict = .denied
        }
        governing.add(peer, port: port)
        if governing.wants(.authorizationPolicy) { governing.add(map.policies.authorizationPolicies(for: server)) }
        if governing.wants(.requestAuthentication) { governing.add(map.policies.requestAuthentications(for: server)) }
        if governing.wants(.envoyFilter) {
            governing.add(filters: map.policies.envoyFilters(for: server), inbound: true)
        }
    }

    /// Istio's TLS between two proxies: what the DestinationRule says, else mutual TLS wherever the server can.
    private static func secure(_ fate: inout Fate, _ client: MeshPod, _ policy: JSONValue, _ mode: MutualTLSMode) {
        let wanted = client.proxy == .istio ? policy["tls"]?["mode"]?.string : "DISABLE"
        switch wanted {
        case "DISABLE": fate.obstacle = mode == .strict ? .plainTextRefused : nil
        // TLS of the client's own making reaches an application that expects none.
        case "SIMPLE", "MUTUAL": fate.obstacle = .handshake
        case "ISTIO_MUTUAL":
            fate.isMutualTLS = mode != .disable
            fate.obstacle = mode == .disable ? .handshake : nil
        default: fate.isMutualTLS = mode != .disable
        }
    }

    /// A server without a proxy takes plain text only.
    private static func unmeshed(_ fate: inout Fate, _ client: MeshPod, _ policy: JSONValue) {
        guard client.proxy == .istio else { return }
        if ["ISTIO_MUTUAL", "SIMPLE", "MUTUAL"].contains(policy["tls"]?["mode"]?.string) { fate.obstacle = .handshake }
    }

    private func linkerd(
        _ flow: inout Flow, _ call: Call, _ server: MeshPod, _ port: Int, _ governing: inout Governing
    ) {
        let client = map.pods[call.client]
        flow.fate.isMutualTLS = client.proxy == .linkerd
        let decision = map.policies.linkerdAuthorization(
            of: call.request, from: Caller(client, isAuthenticated: flow.fate.isMutualTLS), on: server, port: port)
        flow.fate.linkerd = decision
        switch decision.verdict {
        case .allowed: break
        case .denied: flow.fate.verdict = .denied
        case .noRoute: flow.fate.verdict = .notFound
        }
        governing.add(decision.server)
        governing.add(decision.route)
        if let object = decision.server {
            if governing.wants(.serverAuthorization) { governing.add(map.policies.serverAuthorizations(on: object)) }
            if governing.wants(.authorizationPolicy) { governing.add(map.policies.linkerdPolicies(on: object)) }
        }
    }
}

/// The way of a request out of a Linkerd proxy.
extension FlowPlanner {
    func linkerd(_ call: Call) -> [Flow] {
        let client = map.pods[call.client]
        let route = map.policies.linkerdRoute(
            call.request, from: client, to: call.service.service, port: call.portNumber)
        guard !route.backends.isEmpty else {
            var governing = Governing(wanted: wanted)
            governing.add(route, nil)
            return [ended(call, call.own, share: 1, Fate.Answer(status: route.status ?? 404, flags: "-"), governing)]
        }
        let timeout = PolicyDuration.limit(
            (route.rule?["timeouts"]?["request"] ?? route.rule?["timeouts"]?["backendRequest"]
                ?? route.rule?["timeout"])?.string)
        return route.backends.flatMap { backend -> [Flow] in
            var governing = Governing(wanted: wanted)
            governing.add(route, backend.entry)
            let port = backend.port ?? call.portNumber
            guard let index = map.service(backend.service) else {
                let host = "\(backend.service.name).\(backend.service.namespace).svc.cluster.local"
                let lost = Destination(service: backend.service, host: host, subset: "", port: port)
                // A backend that is not there: 500 (Gateway API).
                return [ended(call, lost, share: backend.share, Fate.Answer(status: 500, flags: "-"), governing)]
            }
            return spread(call, to: map.services[index], subset: "", port: port, share: backend.share, nil) {
                flow, server, serverPort in
                flow.fate.timeout = timeout
                admit(&flow, call, server, port: serverPort, governing, policy: .object([:]))
            }
        }
    }
}
