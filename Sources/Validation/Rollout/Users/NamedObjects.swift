import Domain

/// What objects refer to, as words: who is about to change an object finds those that name it, without a look at all
/// others.
enum NamedObjects {
    /// The kinds that refer to others by name or by host.
    static let users: [ObjectKind] =
        [
            .virtualService, .linkerdAuthorizationPolicy, .serverAuthorization, .httpLocalRateLimitPolicy, .gateway,
        ] + TargetReach.kinds + RouteParent.routes + KubernetesRoutes.listenerHolders

    /// The words under which those stand that name the object.
    static func words(for object: KnownObject) -> [String] {
        switch object.kind {
        case .destinationRule: hosts(object.spec["host"].string, in: object.namespace)
        case .serviceEntry: object.spec["hosts"].strings.map { "host \($0)" } + [word(object.key)]
        case .service: hosts(object.name, in: object.namespace) + [word(object.key)]
        // ServerAuthorizations may select Servers by their labels.
        case .server: [word(object.key), word(.server, object.namespace, "")]
        case .secret: [secret(object.name)]
        case .referenceGrant: [grants(of: object.namespace)]
        default: [word(object.key)]
        }
    }

    /// The words of what an object names.
    static func named(by object: KnownObject) -> [String] {
        switch object.kind {
        case .virtualService: named(byRoute: object)
        case .linkerdAuthorizationPolicy, .httpLocalRateLimitPolicy:
            ([object.spec["targetRef"]] + object.spec["requiredAuthenticationRefs"].elements)
                .compactMap { referred(TargetReference($0), object) }
        case .gateway: credentials(of: object)
        case _ where KubernetesRoutes.listenerHolders.contains(object.kind): named(byListenersOf: object)
        case .serverAuthorization: [word(.server, object.namespace, object.spec["server"]["name"].string ?? "")]
        case _ where RouteParent.routes.contains(object.kind):
            named(byParentsAndBackendsOf: object)
        default:
            TargetReach.references(of: object).compactMap { target($0, object) }
        }
    }

    private static func named(byRoute route: KnownObject) -> [String] {
        let destinations = RouteDestination.all(of: route.spec).flatMap { destination in
            HostReading.all(destination.host, in: route.namespace).flatMap { name in
                ["host \(name)"] + HostName.wildcards(containing: name).map { "host \($0)" }
            }
        }
        let gateways = gateways(of: route).map { word(.gateway, $0.namespace, $0.name) }
        let delegates = route.spec["http"].elements.map { $0["delegate"] }.compactMap { delegate in
            delegate["name"].string.map { name in
                word(.virtualService, delegate["namespace"].string.flatMap(\.nonEmpty) ?? route.namespace, name)
            }
        }
        return destinations + gateways + delegates
    }

    /// The gateways that a VirtualService is bound to, without `mesh`.
    static func gateways(of route: KnownObject) -> [GatewayName] {
        route.spec["gateways"].strings.filter { $0 != "mesh" }.map { GatewayName($0, from: route.namespace) }
    }

    private static func hosts(_ host: String?, in namespace: String) -> [String] {
        host.map { HostReading.all($0, in: namespace).map { "host \($0)" } } ?? []
    }

    private static func target(_ reference: Field, _ policy: KnownObject) -> String? {
        guard let kind = PolicyTargets.kind(of: reference), let name = reference["name"].string else { return nil }
        return word(kind, kind.isClusterScoped ? "" : policy.namespace, name)
    }

    private static let referred: [ObjectKind] =
        RouteParent.routes + [.server, .service, .egressNetwork, .meshTLSAuthentication, .networkAuthentication]

    static func referred(_ reference: TargetReference?, _ object: KnownObject) -> String? {
        guard let reference, let name = reference.name, let kind = referred.first(where: reference.isA) else {
            return nil
        }
        return word(kind, reference.namespace(in: object), name)
    }

    private static func word(_ key: KnownObject.Key) -> String { word(key.kind, key.namespace, key.name) }

    static func word(_ kind: ObjectKind, _ namespace: String, _ name: String) -> String {
        "\(kind.name).\(kind.group) \(namespace)/\(name)"
    }
}

extension SetIndex {
    /// Objects by what they name.
    static let objectsNaming = SetIndex("objects by what they name", of: NamedObjects.users) {
        NamedObjects.named(by: $0)
    }
}

extension ValidationSet {
    /// The objects that name this one, each once.
    func users(of object: KnownObject) -> [KnownObject] {
        var seen: Set<KnownObject.Key> = []
        return NamedObjects.words(for: object).flatMap { objects(.objectsNaming, $0) }.filter {
            seen.insert($0.key).inserted
        }
    }
}

extension String {
    fileprivate var nonEmpty: String? { isEmpty ? nil : self }
}
