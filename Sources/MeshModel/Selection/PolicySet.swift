package import Domain

/// The live policy objects of a cluster, ordered for the questions that a mesh asks of them: which of them count for a
/// pod, and which for the requests of a client to a service. The answers are the meshes' own rules (MECHANICS.md 0.2 to
/// 0.4, each with its source there), not what would be sensible.
package struct PolicySet: Sendable {
    /// Istio's namespace for what is meant for the whole mesh.
    package let rootNamespace: String
    private let shelves: [Shelf: [String: PolicyShelf]]
    let virtualServices: VirtualServiceIndex
    let destinationRules: DestinationRuleIndex
    let httpRoutes: HTTPRouteIndex
    let profiles: ProfileIndex

    private struct Shelf: Hashable {
        let group: String
        let kind: String
    }

    /// - Parameter documents: Objects of any kind; those that are no policies of a mesh are never asked for. Where they
    ///   have no `metadata.creationTimestamp`, the older ones come first.
    package init(_ documents: [JSONValue], rootNamespace: String = "istio-system") {
        self.rootNamespace = rootNamespace
        var sorted: [Shelf: [String: [PolicyObject]]] = [:]
        for object in documents.compactMap({ PolicyObject($0) }) {
            sorted[Shelf(group: object.group, kind: object.kind), default: [:]][object.namespace, default: []]
                .append(object)
        }
        shelves = sorted.mapValues { namespaces in
            namespaces.mapValues { PolicyShelf(Precedence.oldestFirst($0), selector: WorkloadSelectors.of) }
        }
        func every(_ kind: PolicyKind) -> [PolicyObject] {
            Precedence.oldestFirst(
                kind.groups.flatMap { group in
                    (sorted[Shelf(group: group, kind: kind.rawValue)] ?? [:]).sorted { $0.key < $1.key }
                        .flatMap(\.value)
                })
        }
        virtualServices = VirtualServiceIndex(every(.virtualService))
        destinationRules = DestinationRuleIndex(every(.destinationRule), rootNamespace: rootNamespace)
        httpRoutes = HTTPRouteIndex(every(.httpRoute))
        profiles = ProfileIndex(every(.serviceProfile), splits: every(.trafficSplit))
    }

    /// The objects of a kind in a namespace, oldest first.
    package func objects(_ kind: PolicyKind, in namespace: String) -> [PolicyObject] {
        kind.groups.flatMap { objects(kind.rawValue, group: $0, in: namespace) }
    }

    /// The same for kinds that HotSwap does not manage, such as Linkerd's AuthorizationPolicy.
    package func objects(_ kind: String, group: String, in namespace: String) -> [PolicyObject] {
        shelves[Shelf(group: group, kind: kind)]?[namespace]?.objects ?? []
    }

    /// The objects of a kind in a namespace whose workload selector selects the labels (or that have none), oldest
    /// first.
    func selecting(_ kind: PolicyKind, in namespace: String, _ labels: [String: String]) -> [PolicyObject] {
        kind.groups.flatMap { shelves[Shelf(group: $0, kind: kind.rawValue)]?[namespace]?.selecting(labels) ?? [] }
    }

    /// The namespaces that hold objects of a kind.
    func namespaces(of kind: PolicyKind) -> [String] {
        kind.groups.flatMap { Array((shelves[Shelf(group: $0, kind: kind.rawValue)] ?? [:]).keys) }.sorted()
    }
}

/// Where each kind keeps the selector of the pods whose proxies it configures.
enum WorkloadSelectors {
    /// `nil`: the object has none.
    static func of(_ object: PolicyObject) -> LabelSelector? {
        let spec = object.spec
        switch object.kind {
        case "AuthorizationPolicy", "RequestAuthentication", "PeerAuthentication":
            return spec["selector"].map { LabelSelector(labels: $0["matchLabels"]) }
        case "Sidecar", "EnvoyFilter": return spec["workloadSelector"].map { LabelSelector(labels: $0["labels"]) }
        case "DestinationRule": return spec["workloadSelector"].map { LabelSelector(labels: $0["matchLabels"]) }
        case "Gateway": return spec["selector"].map { LabelSelector(labels: $0) }
        case "Server": return LabelSelector(spec["podSelector"])
        default: return nil
        }
    }
}
