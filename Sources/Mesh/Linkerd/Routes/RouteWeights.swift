import Domain

/// An HTTPRoute of which only the weights and names of the backends change.
struct RouteWeights: WeightedPolicy {
    private let base: JSONValue
    private let rules: [(old: LinkerdWeights, new: LinkerdWeights)?]
    private let variants: RouteVariants

    init(_ outbound: OutboundChange) throws(Impossible) {
        let change = outbound.change
        try Self.check(outbound)
        base = change.new ?? change.old ?? .object([:])
        variants = RouteVariants(outbound: outbound)
        var rules: [(LinkerdWeights, LinkerdWeights)?] = []
        for (index, rule) in RouteRules.of(base).enumerated() {
            let old = change.old.map { RouteRules.of($0)[index]["backendRefs"] } ?? nil
            let new = change.new == nil ? nil : rule["backendRefs"]
            rules.append(try Self.weights(old, new, outbound))
        }
        self.rules = rules
    }

    func mixed(_ percent: Int) -> JSONValue {
        var document = base
        let mixed = zip(RouteRules.of(base), rules).map { rule, weights in
            guard let weights else { return rule }
            var mixed = rule
            mixed["backendRefs"] = .array(LinkerdWeights.mix(weights.old, weights.new, percent: percent))
            return mixed
        }
        document["spec"]?["rules"] = .array(mixed)
        return document
    }

    func variant(_ header: RouteHeader) throws(Impossible) -> JSONValue { try variants.document(header) }

    var gaining: [ServiceName] { services { LinkerdWeights.gaining($0, $1) } }
    var losing: [ServiceName] { services { LinkerdWeights.gaining($1, $0) } }
    var servicesBefore: [ServiceName] { services { old, _ in old.entries } }
    var servicesAfter: [ServiceName] { services { _, new in new.entries } }
    /// A rule without backends sends to the Services that the route is for.
    var servicesKept: [ServiceName] {
        zip(RouteRules.of(base), rules).filter { $1 == nil }.flatMap { rule, _ -> [ServiceName] in
            let backends = rule["backendRefs"]?.array ?? []
            guard backends.isEmpty else { return named(backends) }
            return variants.outbound.parents.map(\.service)
        }
    }

    private func services(_ moved: (LinkerdWeights, LinkerdWeights) -> [JSONValue]) -> [ServiceName] {
        named(rules.compactMap(\.self).flatMap { moved($0.old, $0.new) })
    }

    private func named(_ backends: [JSONValue]) -> [ServiceName] {
        let names = backends.map { entry in
            ServiceName(
                namespace: entry["namespace"]?.string ?? variants.outbound.change.key.namespace,
                name: entry["name"]?.string ?? "")
        }
        return Set(names).sorted()
    }
}

extension RouteWeights {
    /// The weights of a rule in both versions; `nil` where they are the same.
    private static func weights(
        _ old: JSONValue?, _ new: JSONValue?, _ outbound: OutboundChange
    ) throws(Impossible) -> (LinkerdWeights, LinkerdWeights)? {
        guard (old?.array ?? []) != (new?.array ?? []) else { return nil }
        let (before, after) = (try backends(old, outbound), try backends(new, outbound))
        return (try LinkerdWeights(before, missing: 1), try LinkerdWeights(after, missing: 1))
    }

    /// A rule without backends sends to the Service that the route is for.
    private static func backends(_ value: JSONValue?, _ outbound: OutboundChange) throws(Impossible) -> [JSONValue] {
        if let backends = value?.array, !backends.isEmpty { return backends }
        guard outbound.parents.count == 1, let parent = outbound.parents.first, let port = parent.port else {
            throw Impossible.elseByNamespaces(
                "a rule without backendRefs sends to the route's own Service, which can only be mixed with others where"
                    + " parentRefs names one Service with its port")
        }
        var backend: JSONValue = ["group": "", "kind": "Service", "name": .string(parent.name), "port": .int(port)]
        if parent.namespace != outbound.change.key.namespace { backend["namespace"] = .string(parent.namespace) }
        return [backend]
    }

    private static func check(_ outbound: OutboundChange) throws(Impossible) {
        switch (outbound.change.old, outbound.change.new) {
        case (let old?, let new?):
            guard withoutBackends(old) == withoutBackends(new), old.meshAnnotations == new.meshAnnotations else {
                throw Impossible.elseByNamespaces(
                    "the versions differ in more than the backends' names and weights; matches, filters, timeouts and"
                        + " annotations are a rule's or the route's, and no weight chooses between them")
            }
        case (nil, let route?), (let route?, nil):
            guard RouteRules.onlyRoutes(route), RouteRules.coversEverything(route) else {
                throw Impossible.elseByNamespaces(
                    "with the route, requests that no rule of it matches are answered with 404, and its filters, timeouts,"
                        + " hostnames and annotations are for all requests at once")
            }
            if let other = outbound.otherRoute() {
                throw Impossible.elseByNamespaces(
                    "\(other) is for the same Service, and which of the two's rules counts changes at once")
            }
        case (nil, nil): break
        }
    }

    private static func withoutBackends(_ route: JSONValue) -> JSONValue {
        var spec = route["spec"] ?? .object([:])
        spec["rules"] = .array(
            RouteRules.of(route).map { rule in
                var rest = rule
                rest["backendRefs"] = nil
                return rest
            })
        return spec
    }
}
