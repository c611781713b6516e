package import Domain
package import MeshModel

/// What a cluster holds, as far as the impact of a change depends on it: every live policy, the pods and the services.
package struct MeshPicture: Sendable {
    /// Live objects of the meshes' kinds; where they have no `metadata.creationTimestamp`, the older ones first.
    package let policies: [JSONValue]
    package let pods: [MeshPod]
    package let services: [CalledService]
    /// Istio's namespace for what is meant for the whole mesh.
    package let rootNamespace: String
    /// Labels and annotations of the namespaces that are known.
    private let namespaces: [String: NamespaceNotes]

    private struct NamespaceNotes: Sendable {
        let labels: [String: String]
        let annotations: [String: String]

        init(_ namespace: JSONValue) {
            labels = namespace["metadata"]?["labels"]?.object?.compactMapValues(\.string) ?? [:]
            annotations = namespace["metadata"]?["annotations"]?.object?.compactMapValues(\.string) ?? [:]
        }
    }

    /// A service with the ports that it is called on.
    package struct CalledService: Hashable, Sendable {
        package let service: MeshService
        /// Which port of the pod stands behind each port; a name or a number.
        package let targets: [Int: JSONValue]

        package init(_ service: MeshService, targets: [Int: JSONValue] = [:]) {
            self.service = service
            self.targets = targets
        }

        package var name: ServiceName { ServiceName(namespace: service.namespace, name: service.name) }
    }

    /// Sorts documents of any kind: Pods and Services of Kubernetes apart, the meshes' own are policies. Where no Pod is
    /// known, what Deployments and the like would run stands in for them.
    package init(objects: [JSONValue], rootNamespace: String = "istio-system") {
        var policies: [JSONValue] = []
        var pods: [MeshPod] = []
        var templates: [MeshPod] = []
        var services: [CalledService] = []
        var namespaces: [String: NamespaceNotes] = [:]
        for object in objects {
            switch (object["apiVersion"]?.string ?? "", object["kind"]?.string ?? "") {
            case ("v1", "Pod"): if let pod = MeshPod(pod: object) { pods.append(pod) }
            case ("v1", "Service"): if let service = CalledService(object: object) { services.append(service) }
            case ("v1", "Namespace"):
                namespaces[object["metadata"]?["name"]?.string ?? ""] = NamespaceNotes(object)
            case ("v1", _), ("apps/v1", _), ("batch/v1", _):
                if let pod = MeshPod(template: object) { templates.append(pod) }
            default: policies.append(object)
            }
        }
        self.init(
            policies: policies, pods: pods.isEmpty ? templates : pods, services: services,
            rootNamespace: rootNamespace, namespaces: namespaces)
    }

    /// Pods and services that were read already; their ports are not known then, and all proxies are of `mesh`.
    package init(
        policies: [JSONValue], inventory: Inventory, mesh: Mesh, rootNamespace: String = "istio-system"
    ) {
        let proxy: MeshPod.Proxy = mesh == .istio ? .istio : .linkerd
        self.init(
            policies: policies, pods: inventory.pods.map { MeshPod($0, proxy: $0.isMeshed ? proxy : nil) },
            services: inventory.services.map { CalledService($0) }, rootNamespace: rootNamespace)
    }

    package init(
        policies: [JSONValue], pods: [MeshPod], services: [CalledService], rootNamespace: String = "istio-system"
    ) {
        self.init(
            policies: policies, pods: pods, services: services, rootNamespace: rootNamespace, namespaces: [:])
    }

    private init(
        policies: [JSONValue], pods: [MeshPod], services: [CalledService], rootNamespace: String,
        namespaces: [String: NamespaceNotes]
    ) {
        self.policies = policies
        let ended: Set<String> = ["Succeeded", "Failed"]
        self.pods = pods.filter { !$0.isControlPlane && !ended.contains($0.workload.phase) }
            .sorted { ($0.namespace, $0.workloadName, $0.name) < ($1.namespace, $1.workloadName, $1.name) }
        self.services = services.sorted { $0.name < $1.name }
        self.rootNamespace = rootNamespace
        self.namespaces = namespaces
    }

    /// The same cluster as if it had these policies only.
    func with(policies: [JSONValue]) -> MeshPicture { MeshPicture(self, policies: policies) }

    private init(_ other: MeshPicture, policies: [JSONValue]) {
        self.policies = policies
        (pods, services, rootNamespace) = (other.pods, other.services, other.rootNamespace)
        namespaces = other.namespaces
    }

    /// The pods, where no pod of the cluster shows a proxy as if each had one that does not refuse it: such a cluster
    /// does not tell. Validation reads it the same way (`ValidationSet.mayBeInMesh`).
    func pods(of mesh: Mesh) -> [MeshPod] {
        let proxy: MeshPod.Proxy = mesh == .istio ? .istio : .linkerd
        return pods.contains { $0.proxy != nil }
            ? pods : pods.map { refusesProxy($0, of: mesh) ? $0 : $0.meshed(by: proxy) }
    }

    private func refusesProxy(_ pod: MeshPod, of mesh: Mesh) -> Bool {
        let namespace = namespaces[pod.namespace]
        return ProxyInjection.isRefused(
            pod.labels, pod.annotations, by: mesh, namespace: (namespace?.labels ?? [:], namespace?.annotations ?? [:]))
    }

    /// The services that the pod stands behind.
    func services(of pod: MeshPod) -> [CalledService] { services.filter { $0.service.selects(pod.workload) } }
}

extension MeshPicture.CalledService {
    /// Reads a Service of Kubernetes; `nil` where it has no name.
    package init?(object: JSONValue) {
        guard let service = MeshService(service: object) else { return nil }
        var targets: [Int: JSONValue] = [:]
        for port in object["spec"]?["ports"]?.array ?? [] {
            guard let number = port["port"]?.int.map({ Int(clamping: $0) }) else { continue }
            targets[number] = port["targetPort"] ?? .int(Int64(number))
        }
        self.init(service, targets: targets)
    }
}
