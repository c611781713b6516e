import Domain

/// What istiod has sent to each proxy and what the proxies have acknowledged, as its `/debug/syncz` tells: every change
/// is sent a little after it was made, and acknowledged a little later.
struct ProxySync: Sendable {
    /// From a change to its acknowledgement by the proxies.
    var delay: Duration = .milliseconds(200)
    /// The root namespace, as the MeshConfig (ConfigMap `istio` beside istiod) says.
    private var root = SyncReach.controlPlane
    private var mesh = Sendings()
    private var namespaces: [String: Sendings] = [:]
    private var pods: [PodName: Sendings] = [:]

    /// The configuration that a change is made into.
    enum XDSType: String, CaseIterable, Sendable {
        case clusters = "type.googleapis.com/envoy.config.cluster.v3.Cluster"
        case listeners = "type.googleapis.com/envoy.config.listener.v3.Listener"
        case routes = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration"
        case endpoints = "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment"

        /// As istiod names it beside the resources: `cluster_sent`, `cluster_acked`.
        var field: String {
            switch self {
            case .clusters: "cluster"
            case .listeners: "listener"
            case .routes: "route"
            case .endpoints: "endpoint"
            }
        }
    }

    fileprivate struct Sending {
        let revision: Int64
        /// Of the change.
        let at: Timestamp
    }

    /// The latest changes of each type, of a part of the mesh; older ones only as far as they are not replaced yet.
    fileprivate struct Sendings {
        var byType: [XDSType: [Sending]] = [:]

        mutating func add(_ types: some Sequence<XDSType>, _ sending: Sending, within delay: Duration) {
            for type in types {
                var list = byType[type] ?? []
                // One from before the delay is the latest acknowledged; whatever is older tells nothing any more.
                while list.count > 1, list[1].at + delay < sending.at { list.removeFirst() }
                list.append(sending)
                byType[type] = list
            }
        }
    }

    /// A change of the store.
    mutating func take(_ event: ObjectStore.Event, at moment: Timestamp) {
        let sending = Sending(revision: event.revision, at: moment)
        let namespace = event.key.namespace
        if event.key.type == ResourceCatalog.pods {
            let name = PodName(namespace: namespace, name: event.key.name)
            pods[name, default: Sendings()].add(XDSType.allCases, sending, within: delay)
            if event.change == .deleted { pods[name] = nil }
            // Where pods come and go the endpoints of everybody change.
            if event.change != .modified { mesh.add([.endpoints], sending, within: delay) }
        } else if event.key.type == ResourceCatalog.services {
            mesh.add(XDSType.allCases, sending, within: delay)
        } else if event.key.type == ResourceCatalog.configMaps {
            guard namespace == SyncReach.controlPlane, event.key.name == "istio" else { return }
            let text = event.change == .deleted ? nil : event.body["data"]?["mesh"]?.string
            root = text.flatMap(SyncReach.root(in:)) ?? SyncReach.controlPlane
            mesh.add(XDSType.allCases, sending, within: delay)
        } else if let kind = PolicyKind(event.key.type.kind, group: event.key.type.group) {
            for part in SyncReach.of(kind, namespace, event.body, root: root) {
                switch part.scope {
                case .mesh: mesh.add(part.types, sending, within: delay)
                case .namespace(let name): namespaces[name, default: Sendings()].add(part.types, sending, within: delay)
                }
            }
        }
    }

    /// The line of a proxy, in the form of istiod's `SyncStatus` (1.23 and later).
    func line(of pod: PodName, at now: Timestamp) -> JSONValue {
        var line: JSONValue = [
            "cluster_id": "Kubernetes", "proxy": .string("\(pod.name).\(pod.namespace)"), "proxy_type": "sidecar",
            "istio_version": "1.27.1",
        ]
        var resources: [String: JSONValue] = [:]
        for type in XDSType.allCases {
            let all = [mesh, namespaces[pod.namespace], pods[pod]].compactMap { $0?.byType[type] }.joined()
            // Sent halfway.
            guard let sent = Self.latest(all, before: now, after: delay / 2) else { continue }
            let acked = Self.latest(all, before: now, after: delay)
            let (sentNonce, ackedNonce) = (Self.nonce(sent, pod, type), acked.map { Self.nonce($0, pod, type) } ?? "")
            line[type.field + "_sent"] = .string(sentNonce)
            line[type.field + "_acked"] = .string(ackedNonce)
            resources[type.rawValue] = [
                "sent": .string(sentNonce), "acked": .string(ackedNonce),
                "sentTime": .string((sent.at + delay / 2).description),
            ]
        }
        line["resources"] = .object(resources)
        return line
    }

    private static func latest(_ all: some Sequence<Sending>, before now: Timestamp, after delay: Duration) -> Sending?
    {
        all.filter { $0.at + delay <= now }.max { $0.revision < $1.revision }
    }

    /// The version that istiod has pushed, a second and a number, with something unique behind it.
    private static func nonce(_ sending: Sending, _ pod: PodName, _ type: XDSType) -> String {
        let hash = FNV1a.hash("\(pod)\(type.rawValue)\(sending.revision)")
        let second = Timestamp(seconds: sending.at.seconds).description.prefix { $0 != "." }
        return "\(second)Z/\(sending.revision)\(String(hash, radix: 16))"
    }
}

/// Which proxies a change of a policy is sent to, and as what (`pilot/pkg/xds`, `pilot/pkg/model/sidecar.go`).
enum SyncReach {
    enum Scope: Hashable {
        case mesh
        case namespace(String)
    }

    /// Where istiod is, and its MeshConfig.
    static let controlPlane = "istio-system"

    /// `rootNamespace` of a MeshConfig, on a line of its own.
    static func root(in mesh: String) -> String? {
        let key = "rootNamespace:"
        guard let line = mesh.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix(key) }) else { return nil }
        let value = line.dropFirst(key.count).filter { !$0.isWhitespace && $0 != "\"" }
        return value.isEmpty ? nil : value
    }

    static func of(_ kind: PolicyKind, _ namespace: String, _ body: JSONValue, root: String) -> [(
        scope: Scope, types: [ProxySync.XDSType]
    )] {
        let own: Scope = namespace == root ? .mesh : .namespace(namespace)
        switch kind {
        case .virtualService: return [(exported(body, own), [.listeners, .routes])]
        case .gateway: return [(.mesh, [.listeners, .routes])]
        case .destinationRule: return [(exported(body, own), [.clusters, .endpoints])]
        case .serviceEntry: return [(exported(body, own), ProxySync.XDSType.allCases)]
        case .authorizationPolicy, .requestAuthentication: return [(own, [.listeners])]
        case .peerAuthentication: return [(own, [.listeners]), (.mesh, [.clusters, .endpoints])]
        case .envoyFilter: return [(own, [.listeners, .clusters, .routes])]
        case .sidecar: return [(own, ProxySync.XDSType.allCases)]
        case .server, .serverAuthorization, .httpRoute, .trafficSplit, .serviceProfile: return []
        }
    }

    private static func exported(_ body: JSONValue, _ own: Scope) -> Scope {
        body["spec"]?["exportTo"]?.array == ["."] ? own : .mesh
    }
}
