import Domain

/// What objects of the Gateway API refer to, and Secrets, which gateways of both kinds name.
extension NamedObjects {
    static func named(byParentsAndBackendsOf route: KnownObject) -> [String] {
        let backends = KubernetesRoutes.backends(route.spec)
        let parents = route.spec["parentRefs"].elements
        let holders = KubernetesRoutes.listenerHolders
        let isForListeners = parents.contains { KubernetesRoutes.parent($0, of: holders) != nil }
        return parents.compactMap { parent($0, route) } + (isForListeners ? [namespace(of: route)] : [])
            + backends.compactMap { referred(TargetReference($0, defaultKind: "Service"), route) }
            + backends.compactMap { grants(for: $0, of: route) }
    }

    /// Those of a Gateway or ListenerSet: certificates, and the Gateway that the ListenerSet belongs to.
    static func named(byListenersOf holder: KnownObject) -> [String] {
        let certificates = holder.spec["listeners"].elements.flatMap { $0["tls"]["certificateRefs"].elements }
        return certificates.flatMap { reference in
            [reference["name"].string.map(secret), grants(for: reference, of: holder)].compactMap(\.self)
        } + (parent(holder.spec["parentRef"], holder).map { [$0, namespace(of: holder)] } ?? [])
    }

    /// Gateways may take routes and ListenerSets by the labels of their namespace.
    private static func namespace(of object: KnownObject) -> String { word(.namespace, "", object.namespace) }

    /// The Secrets of Istio's own Gateway, wherever they lie.
    static func credentials(of gateway: KnownObject) -> [String] {
        gateway.spec["servers"].elements.map { $0["tls"] }
            .flatMap { [$0["credentialName"]] + $0["credentialNames"].elements }
            .compactMap { $0.string.map(secret) }
    }

    static func secret(_ name: String) -> String { "secret \(name)" }

    static func grants(of namespace: String) -> String { "grants of \(namespace)" }

    /// What lies in another namespace has to be granted there.
    private static func grants(for reference: Field, of object: KnownObject) -> String? {
        let namespace = KubernetesRoutes.namespace(reference, of: object)
        return reference.exists && namespace != object.namespace ? grants(of: namespace) : nil
    }

    private static func parent(_ reference: Field, _ object: KnownObject) -> String? {
        if let parent = RouteParent(reference, of: object) { return word(parent.kind, parent.namespace, parent.name) }
        return KubernetesRoutes.parent(reference, of: KubernetesRoutes.listenerHolders).map {
            word($0.kind, KubernetesRoutes.namespace(reference, of: object), $0.name)
        }
    }
}
