package import Domain

/// What a policy can reach: the pods whose proxies it configures, and the services whose traffic it shapes.
package enum Reach {
    /// The part of `all` that the policy reaches.
    ///
    /// - Parameter root: The mesh's root namespace: what is in it without a selector is for the whole mesh.
    package static func of(
        _ document: JSONValue, kind: PolicyKind, in all: Inventory, root: String
    ) -> Inventory {
        let namespace = document["metadata"]?["namespace"]?.string ?? "default"
        let spec = document["spec"] ?? .object([:])
        switch kind {
        case .authorizationPolicy, .requestAuthentication, .peerAuthentication, .envoyFilter, .sidecar:
            return selected(by: spec, kind: kind, namespace: namespace, all, root)
        case .gateway:
            let selector = LabelSelector(labels: spec["selector"])
            return Inventory(pods: all.pods.filter { selector.selects($0.labels) }, services: [])
        case .virtualService: return behind(virtualServiceHosts(spec), namespace, all)
        case .destinationRule: return behind([spec["host"]?.string].compactMap(\.self), namespace, all)
        case .serviceEntry:
            guard let selector = spec["workloadSelector"] else {
                return Inventory(pods: [], services: hosts(of: spec, namespace))
            }
            return Inventory(pods: pods(LabelSelector(labels: selector["labels"]), namespace, all), services: [])
        case .server:
            return Inventory(pods: pods(LabelSelector(spec["podSelector"]), namespace, all), services: [])
        case .serverAuthorization: return ofServers(matching: spec["server"], namespace, all)
        case .httpRoute: return ofParents(document, namespace, all)
        case .trafficSplit: return behind(splitHosts(spec), namespace, all)
        case .serviceProfile:
            return behind([document["metadata"]?["name"]?.string].compactMap(\.self), namespace, all)
        }
    }

    /// Istio's workload selection: by `targetRefs`, by labels in the own namespace, or everything of the namespace
    /// (of the mesh, in the root namespace).
    private static func selected(
        by spec: JSONValue, kind: PolicyKind, namespace: String, _ all: Inventory, _ root: String
    ) -> Inventory {
        let references = (spec["targetRefs"]?.array ?? []) + [spec["targetRef"]].compactMap(\.self)
        guard references.isEmpty else {
            return behind(references.compactMap { $0["kind"] == "Service" ? $0["name"]?.string : nil }, namespace, all)
        }
        let selector = spec["selector"] ?? spec["workloadSelector"]
        let labels = LabelSelector(labels: selector?["matchLabels"] ?? selector?["labels"])
        let isMeshWide = namespace == root && (selector == nil || kind == .peerAuthentication)
        let reached = isMeshWide ? all.pods : pods(labels, namespace, all)
        return Inventory(
            pods: reached, services: all.services.filter { service in reached.contains(where: service.selects) })
    }

    private static func pods(_ selector: LabelSelector, _ namespace: String, _ all: Inventory) -> [Workload] {
        all.pods.filter { $0.namespace == namespace && selector.selects($0.labels) }
    }

    /// The services that the hosts name, with their pods.
    private static func behind(_ hosts: [String], _ namespace: String, _ all: Inventory) -> Inventory {
        let domain = ClusterDomain.told(by: all.pods)
        let services = all.services.filter { service in
            hosts.contains { service.answers(to: $0, from: namespace, in: domain) }
        }
        return Inventory(
            pods: all.pods.filter { pod in services.contains { $0.selects(pod) } }, services: services)
    }

    /// What a ServiceEntry adds to the mesh: Istio names such services by their hosts, and counts them so.
    private static func hosts(of entry: JSONValue, _ namespace: String) -> [MeshService] {
        (entry["hosts"]?.array ?? []).compactMap(\.string).filter { !$0.hasPrefix("*") }
            .map { MeshService(namespace: namespace, name: $0, selector: [:]) }
    }

    private static func virtualServiceHosts(_ spec: JSONValue) -> [String] {
        let routes = ["http", "tcp", "tls"].flatMap { spec[$0]?.array ?? [] }
        let destinations = routes.flatMap { route in
            (route["route"]?.array ?? []).compactMap { $0["destination"]?["host"]?.string }
                + [route["mirror"]?["host"]?.string].compactMap(\.self)
        }
        return (spec["hosts"]?.array ?? []).compactMap(\.string) + destinations
    }

    private static func splitHosts(_ spec: JSONValue) -> [String] {
        [spec["service"]?.string].compactMap(\.self)
            + (spec["backends"]?.array ?? []).compactMap { $0["service"]?.string }
    }

    /// The pods of the Servers that a ServerAuthorization names.
    private static func ofServers(matching server: JSONValue?, _ namespace: String, _ all: Inventory) -> Inventory {
        let selector = server?["selector"].map { LabelSelector($0) }
        let servers = all.servers.filter { candidate in
            guard candidate["metadata"]?["namespace"]?.string == namespace else { return false }
            if let name = server?["name"]?.string { return candidate["metadata"]?["name"]?.string == name }
            return selector?.selects(candidate["metadata"]?["labels"]?.object?.compactMapValues(\.string) ?? [:])
                ?? false
        }
        let reached = servers.flatMap { pods(LabelSelector($0["spec"]?["podSelector"]), namespace, all) }
        return Inventory(pods: Array(Set(reached)), services: [])
    }

    /// An HTTPRoute hangs on Services (outbound) or Servers (inbound).
    private static func ofParents(_ route: JSONValue, _ namespace: String, _ all: Inventory) -> Inventory {
        var reached = Inventory(pods: [], services: [])
        for parent in route["spec"]?["parentRefs"]?.array ?? [] {
            guard let kind = RouteParentKind(parent, of: route) else { continue }
            let there = parent["namespace"]?.string ?? namespace
            let name = parent["name"]?.string ?? ""
            let part =
                kind == .server
                ? ofServers(matching: ["name": .string(name)], there, all)
                : behind(["\(name).\(there)"], there, all)
            reached.pods += part.pods.filter { !reached.pods.contains($0) }
            reached.services += part.services.filter { !reached.services.contains($0) }
        }
        return reached
    }
}
