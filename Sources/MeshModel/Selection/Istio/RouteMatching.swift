import Domain

/// Whether a rule of a VirtualService is for a client at all, and whether a request takes it.
struct RouteMatching {
    let client: MeshPod
    let names: GatewayNames
    /// The namespace of the VirtualService.
    let namespace: String
    /// The port of the service that is called.
    let port: Int?
    /// Whether the rules are of `spec.http`.
    let isHTTP: Bool

    /// The matches of a rule that the client's proxy is given; `nil` where it is not given the rule. A rule without
    /// matches has one that takes everything. `sourceLabels` and `gateways` are no questions to a request: istiod
    /// leaves out what is not for the proxy (`sourceMatchHTTP`; MECHANICS 0.2, "a selector, not a match").
    func given(_ rule: JSONValue) -> [JSONValue]? {
        guard let matches = rule["match"]?.array, !matches.isEmpty else { return [.object([:])] }
        let own = matches.filter(isForClient)
        return own.isEmpty ? nil : own
    }

    private func isForClient(_ match: JSONValue) -> Bool {
        if let wanted = match["port"]?.int, let port, wanted != Int64(port) { return false }
        if let gateways = match["gateways"]?.array, !gateways.isEmpty {
            let isHere = names.intersects(match["gateways"], in: namespace)
            // With gateways named the labels of an HTTP match are not looked at; those of TLS and TCP matches are
            // (`matchTLS`, `matchTCP`).
            guard isHere, !isHTTP else { return isHere }
        }
        let labels = match["sourceLabels"]?.object ?? [:]
        guard labels.allSatisfy({ client.labels[$0.key] == $0.value.string }) else { return false }
        return match["sourceNamespace"]?.string.map { $0.isEmpty || $0 == client.namespace } ?? true
    }

    /// Whether the request takes a match that the proxy was given. All that the match asks must hold.
    static func takes(_ match: JSONValue, _ request: MeshRequest, host: String) -> Bool {
        holds(match["uri"], request.path, ignoringCase: match["ignoreUriCase"]?.bool ?? false)
            && holds(match["method"], request.method) && holds(match["authority"], request.host ?? host)
            && holds(match["scheme"], "http")
            && (match["headers"]?.object ?? [:]).allSatisfy { has($0.key, $0.value, request.headers) }
            && !(match["withoutHeaders"]?.object ?? [:]).contains { has($0.key, $0.value, request.headers) }
            && (match["queryParams"]?.object ?? [:]).allSatisfy { name, rule in
                request.query[name].map { TextMatch.istio(rule, $0) } ?? false
            }
    }

    private static func holds(_ rule: JSONValue?, _ value: String, ignoringCase: Bool = false) -> Bool {
        rule.map { TextMatch.istio($0, value, ignoringCase: ignoringCase) } ?? true
    }

    private static func has(_ name: String, _ rule: JSONValue, _ headers: [String: String]) -> Bool {
        headers[name.lowercased()].map { TextMatch.istio(rule, $0) } ?? false
    }
}
