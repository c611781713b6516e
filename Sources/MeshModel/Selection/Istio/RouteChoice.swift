package import Domain

/// Where a client's requests to a service go.
package struct RouteChoice: Hashable, Sendable {
    package enum Target: Hashable, Sendable {
        /// To one of these, drawn by weight.
        case destinations([Destination])
        /// The proxy answers by itself: a redirect, a direct response; 404 where no rule takes the request.
        case answer(status: Int)
    }

    package struct Destination: Hashable, Sendable {
        /// Resolved to a full name where it was short.
        package let host: String
        /// Empty: the whole service.
        package let subset: String
        /// `nil`: the port that was called.
        package let port: Int?
        /// The share of the requests, 0 to 1; all of a rule's sum to 1.
        package let share: Double
        /// The entry of the rule's `route`.
        package let entry: JSONValue
    }

    package let target: Target
    /// The object that counts; `nil` where there is none, and requests go to the service itself.
    package let virtualService: PolicyObject?
    /// The rule that the request takes; `nil` where no rule does.
    package let rule: JSONValue?
    /// Its place in `spec.http` (or `spec.tcp`).
    package let index: Int?

    /// What the mesh does without a VirtualService.
    static func plain(_ host: String) -> RouteChoice {
        RouteChoice(
            target: .destinations([
                Destination(host: host, subset: "", port: nil, share: 1, entry: .object([:]))
            ]), virtualService: nil, rule: nil, index: nil)
    }
}

extension PolicySet {
    /// The route of an HTTP request. The first rule whose match holds takes it (MECHANICS 0.2); where the
    /// VirtualService has rules for the client and none holds, Envoy answers 404.
    package func route(
        _ request: MeshRequest, from client: MeshPod, to service: MeshService, port: Int? = nil
    ) -> RouteChoice {
        route(request, from: client, toHost: service.hostname, port: port)
    }

    /// The same for a host that may be no service of the cluster, such as one that a gateway is asked for.
    package func route(
        _ request: MeshRequest, from client: MeshPod, toHost host: String, port: Int? = nil
    ) -> RouteChoice {
        chosen(client, host, "http", port) { match in RouteMatching.takes(match, request, host: host) }
    }

    /// The route of a TCP connection; with a VirtualService that has no rule for it, it goes to the service itself.
    package func connectionRoute(from client: MeshPod, to service: MeshService, port: Int? = nil) -> RouteChoice {
        let choice = chosen(client, service.hostname, "tcp", port) { match in
            match["destinationSubnets"] == nil
        }
        return choice.rule == nil ? .plain(service.hostname) : choice
    }

    private func chosen(
        _ client: MeshPod, _ host: String, _ protocolKey: String, _ port: Int?, takes: (JSONValue) -> Bool
    ) -> RouteChoice {
        let names = GatewayNames(gateways(for: client))
        let scope = sidecarScope(for: client)
        for object in candidates(host, for: client, names, scope) {
            let matching = RouteMatching(
                client: client, names: names, namespace: object.namespace, port: port, isHTTP: protocolKey == "http")
            let rules = Array((object.spec[protocolKey]?.array ?? []).enumerated())
            let given = rules.compactMap { index, rule in matching.given(rule).map { (index, rule, $0) } }
            // Without a rule for this client the object is passed over, and the next one counts.
            guard !given.isEmpty else { continue }
            guard let (index, rule, _) = given.first(where: { $0.2.contains(where: takes) }) else {
                return RouteChoice(target: .answer(status: 404), virtualService: object, rule: nil, index: nil)
            }
            return RouteChoice(
                target: Self.target(of: rule, object.namespace), virtualService: object, rule: rule,
                index: index)
        }
        return .plain(host)
    }

    private static func target(of rule: JSONValue, _ namespace: String) -> RouteChoice.Target {
        if let redirect = rule["redirect"] { return .answer(status: Int(redirect["redirectCode"]?.int ?? 301)) }
        if let direct = rule["directResponse"] { return .answer(status: Int(direct["status"]?.int ?? 200)) }
        let entries = rule["route"]?.array ?? []
        // "weight/(sum of all weights)"; a single destination takes all, whatever its weight.
        let weights = entries.map { max($0["weight"]?.number ?? (entries.count == 1 ? 1 : 0), 0) }
        let sum = weights.reduce(0, +)
        let destinations = zip(entries, weights).compactMap { entry, weight -> RouteChoice.Destination? in
            guard let destination = entry["destination"], let host = destination["host"]?.string else { return nil }
            let share = entries.count == 1 ? 1 : sum > 0 ? weight / sum : 0
            guard share > 0 else { return nil }
            return RouteChoice.Destination(
                host: TextMatch.resolved(host, in: namespace), subset: destination["subset"]?.string ?? "",
                port: destination["port"]?["number"]?.int.map { Int(clamping: $0) }, share: share, entry: entry)
        }
        return destinations.isEmpty ? .answer(status: 404) : .destinations(destinations)
    }
}
