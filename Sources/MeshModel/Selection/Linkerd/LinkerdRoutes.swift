package import Domain

/// Linkerd's outbound side: where a client's requests to a service go.
package struct LinkerdRoute: Hashable, Sendable {
    package struct Backend: Hashable, Sendable {
        package let service: ServiceName
        package let port: Int?
        /// 0 to 1; all sum to 1.
        package let share: Double
        /// The entry of `backendRefs`, `dstOverrides` or `backends`.
        package let entry: JSONValue
    }

    /// Empty: the proxy answers 404 (no rule takes the request) or, where a rule has no backend, 500.
    package let backends: [Backend]
    package let status: Int?
    /// The object that counts, HTTPRoute, ServiceProfile or TrafficSplit; `nil`: the service itself is called.
    package let object: PolicyObject?
    /// The rule (or the profile's route) that takes the request.
    package let rule: JSONValue?
    package let index: Int?
}

extension PolicySet {
    /// The route of a client's request. A ServiceProfile switches HTTPRoutes off for its service (MECHANICS 0.4).
    package func linkerdRoute(
        _ request: MeshRequest, from client: MeshPod, to service: MeshService, port: Int
    ) -> LinkerdRoute {
        if let profile = profiles.choice(for: service, client: client.namespace) {
            return profile.route(request, to: service)
        }
        let routes = httpRoutes.outbound(to: service, port: port, client: client.namespace)
        guard !routes.isEmpty else {
            return .plain(service, object: nil, rule: nil, index: nil)
        }
        guard let found = HTTPRouteMatching.best(routes, request, host: request.host ?? service.hostname) else {
            return LinkerdRoute(backends: [], status: 404, object: nil, rule: nil, index: nil)
        }
        return .of(found, service)
    }
}

extension LinkerdRoute {
    static func plain(_ service: MeshService, object: PolicyObject?, rule: JSONValue?, index: Int?) -> LinkerdRoute {
        let name = ServiceName(namespace: service.namespace, name: service.name)
        return LinkerdRoute(
            backends: [Backend(service: name, port: nil, share: 1, entry: .object([:]))], status: nil, object: object,
            rule: rule, index: index)
    }

    /// A rule without backends goes to the parent service.
    fileprivate static func of(_ found: HTTPRouteMatching.Found, _ service: MeshService) -> LinkerdRoute {
        let references = found.rule["backendRefs"]?.array ?? []
        guard !references.isEmpty else {
            return plain(service, object: found.route, rule: found.rule, index: found.index)
        }
        let backends = shares(
            references.map { reference in
                let name = ServiceName(
                    namespace: reference["namespace"]?.string ?? found.route.namespace,
                    name: reference["name"]?.string ?? "")
                return (
                    Backend(
                        service: name, port: reference["port"]?.int.map { Int(clamping: $0) }, share: 0,
                        entry: reference), reference["weight"]?.number ?? 1
                )
            })
        return LinkerdRoute(
            backends: backends, status: backends.isEmpty ? 500 : nil, object: found.route, rule: found.rule,
            index: found.index)
    }

    /// Backends with their weights as shares; without those of weight zero.
    static func shares(_ weighted: [(Backend, Double)]) -> [Backend] {
        let sum = weighted.reduce(0) { $0 + max($1.1, 0) }
        guard sum > 0 else { return [] }
        return weighted.filter { $0.1 > 0 }.map { backend, weight in
            Backend(service: backend.service, port: backend.port, share: weight / sum, entry: backend.entry)
        }
    }
}

/// The HTTPRoutes by the service that they hang on.
struct HTTPRouteIndex: Sendable {
    private struct Attached: Sendable {
        let route: PolicyObject
        /// `nil`: every port.
        let port: Int?
    }

    private var byService: [ServiceName: [Attached]] = [:]

    /// - Parameter objects: Oldest first.
    init(_ objects: [PolicyObject]) {
        for route in objects {
            for parent in route.spec["parentRefs"]?.array ?? []
            where RouteParentKind(parent, of: route.document) == .service {
                let name = ServiceName(
                    namespace: parent["namespace"]?.string ?? route.namespace, name: parent["name"]?.string ?? "")
                byService[name, default: []].append(
                    Attached(route: route, port: parent["port"]?.int.map { Int(clamping: $0) }))
            }
        }
    }

    /// Producer routes (of the service's namespace) are for all clients, consumer routes for those of their own. Both
    /// kinds stand side by side: a consumer route does not replace a producer route, it must be more specific or older
    /// to win (policy-controller `outbound/index.rs` `watch_for_ns_or_default`, `timestamp_then_name`).
    func outbound(to service: MeshService, port: Int, client: String) -> [PolicyObject] {
        let name = ServiceName(namespace: service.namespace, name: service.name)
        return (byService[name] ?? []).filter { attached in
            (attached.port.map { $0 == port } ?? true)
                && (attached.route.namespace == service.namespace || attached.route.namespace == client)
        }.map(\.route)
    }
}
