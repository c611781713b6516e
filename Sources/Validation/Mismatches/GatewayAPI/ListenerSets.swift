import Domain

/// ListenerSets: listeners that stand beside their Gateway.
enum ListenerSets {
    /// The name of today, and the one from the time when they were an experiment.
    static let kinds: [ObjectKind] = [.listenerSet, .experimentalListenerSet]

    /// The Gateway that a ListenerSet belongs to, where the set has it.
    static func gateway(of listenerSet: KnownObject, in set: ValidationSet) -> KnownObject? {
        parent(of: listenerSet).flatMap { set.object($0.kind, $0.namespace, $0.name) }
    }

    private static func parent(of listenerSet: KnownObject) -> KnownObject.Key? {
        let parent = listenerSet.spec["parentRef"]
        guard let (kind, name) = KubernetesRoutes.parent(parent, of: [.kubernetesGateway]) else { return nil }
        return KnownObject.Key(
            kind: kind, namespace: KubernetesRoutes.namespace(parent, of: listenerSet), name: name)
    }

    /// Those whose listeners the Gateway takes, in the order in which it takes them.
    static func taken(by gateway: KnownObject, in set: ValidationSet) -> [KnownObject] {
        let allowed = gateway.spec["allowedListeners"]["namespaces"]
        return set.objects(.listenerSetsByGateway, word(gateway.key))
            .filter { isAllowed(in: $0.namespace, by: allowed, of: gateway, in: set) }
            .sorted { Order($0) < Order($1) }
    }

    /// Whether a Gateway takes ListenerSets of a namespace: by default it takes none.
    static func isAllowed(
        in namespace: String, by allowed: Field, of gateway: KnownObject, in set: ValidationSet
    ) -> Bool {
        !["None", nil].contains(allowed["from"].string)
            && RouteAdmission.takes(namespace, allowed, of: gateway, in: set)
    }

    /// The older one comes first; one that is not in the cluster yet is younger than those that are.
    private struct Order: Comparable {
        private let isNew: Bool
        private let created: String
        private let name: String

        init(_ object: KnownObject) {
            let time = object.root["metadata"]["creationTimestamp"].string
            isNew = time == nil
            created = time ?? ""
            name = "\(object.namespace)/\(object.name)"
        }

        static func < (one: Order, other: Order) -> Bool {
            if one.isNew != other.isNew { return other.isNew }
            return (one.created, one.name) < (other.created, other.name)
        }
    }

    fileprivate static func words(_ listenerSet: KnownObject) -> [String] {
        parent(of: listenerSet).map { [word($0)] } ?? []
    }

    private static func word(_ key: KnownObject.Key) -> String { "\(key.namespace)/\(key.name)" }
}

extension SetIndex {
    /// ListenerSets by the Gateway that they belong to.
    fileprivate static let listenerSetsByGateway = SetIndex("listener sets by gateway", of: ListenerSets.kinds) {
        ListenerSets.words($0)
    }
}
