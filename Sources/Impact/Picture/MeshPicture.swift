package import Domain
package import MeshModel
package import Validation

/// What a cluster holds, as far as the impact of a change depends on it: every live policy, the pods and the services.
package struct MeshPicture: Sendable {
    /// Live objects of the meshes' kinds; where they have no `metadata.creationTimestamp`, the older ones first.
    package let policies: [JSONValue]
    package let pods: [MeshPod]
    package let services: [CalledService]
    /// Istio's namespace for what is meant for the whole mesh.
    package let rootNamespace: String
    /// The domain of the cluster's DNS, where it is not the usual one: policies are read with the two exchanged.
    let domain: ClusterDomain?
    /// The pods as each mesh sees them.
    private let seen: [Mesh: [MeshPod]]
    let indexes = PictureIndexes()

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

    /// Sorts documents of any kind: Pods and Services of Kubernetes apart, the meshes' own are policies. Where no Pod
    /// of a Deployment or the like is known, what it would run stands in for them.
    package init(
        objects: [JSONValue], rootNamespace: String = "istio-system", clusterDomain: String = ClusterDomain.usual
    ) {
        let domain = ClusterDomain(clusterDomain)
        var policies: [JSONValue] = []
        var pods: [MeshPod] = []
        var templates: [MeshPod] = []
        var services: [CalledService] = []
        var namespaces: [String: Membership.Notes] = [:]
        var podsTell = false
        for object in objects {
            switch (object["apiVersion"]?.string ?? "", object["kind"]?.string ?? "") {
            case ("v1", "Pod"):
                if let pod = MeshPod(pod: object) { pods.append(pod) }
                podsTell = podsTell || ProxyInjection.showsSidecar(object)
            case ("v1", "Service"): if let service = CalledService(object: object) { services.append(service) }
            case ("v1", "Namespace"):
                namespaces[object["metadata"]?["name"]?.string ?? ""] = Membership.Notes(object)
            case ("v1", _), ("apps/v1", _), ("batch/v1", _):
                if let pod = MeshPod(template: object) { templates.append(pod) }
            default: policies.append(domain?.exchanged(object) ?? object)
            }
        }
        let unmade = Self.without(pods, templates)
        let membership = Membership(namespaces: namespaces, podsTell: podsTell, unmade: Set(unmade))
        self.init(
            policies: policies, pods: pods + unmade, services: services, rootNamespace: rootNamespace, membership,
            domain)
    }

    /// Those of `templates` of which no pod is known: none has their name, or all their labels.
    private static func without(_ pods: [MeshPod], _ templates: [MeshPod]) -> [MeshPod] {
        guard !pods.isEmpty, !templates.isEmpty else { return templates }
        let names = Set(pods.map(\.workloadText))
        let labels = Dictionary(grouping: pods, by: \.namespace).mapValues { Set($0.map(\.labels)) }
        return templates.filter { template in
            guard !names.contains(template.workloadText) else { return false }
            return !(labels[template.namespace] ?? []).contains { known in
                template.labels.allSatisfy { known[$0.key] == $0.value }
            }
        }
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
            policies: policies, pods: pods, services: services, rootNamespace: rootNamespace,
            Membership(namespaces: [:], podsTell: pods.contains { $0.proxy != nil }, unmade: []))
    }

    private init(
        policies: [JSONValue], pods: [MeshPod], services: [CalledService], rootNamespace: String,
        _ membership: Membership, _ domain: ClusterDomain? = nil
    ) {
        self.policies = policies
        self.domain = domain
        let ended: Set<String> = ["Succeeded", "Failed"]
        let pods = pods.filter { !$0.isControlPlane && !ended.contains($0.workload.phase) }
            .sorted { ($0.namespace, $0.workloadName, $0.name) < ($1.namespace, $1.workloadName, $1.name) }
        self.pods = pods
        seen = [.istio: membership.seen(pods, by: .istio), .linkerd: membership.seen(pods, by: .linkerd)]
        self.services = services.sorted { $0.name < $1.name }
        self.rootNamespace = rootNamespace
    }

    /// The same cluster with those policies that are among `objects`; its pods and services are what they were.
    package func with(policiesOf objects: [KnownObject]) -> MeshPicture {
        with(
            policies: objects.filter { Self.holdsAsPolicy($0.kind) }.map { domain?.exchanged($0.tree) ?? $0.tree })
    }

    /// Whether objects of the kind are policies to a picture: those of the meshes are, and nothing of what runs.
    package static func holdsAsPolicy(_ kind: ObjectKind) -> Bool { !["", "apps", "batch"].contains(kind.group) }

    /// The same cluster as if it had these policies only.
    func with(policies: [JSONValue]) -> MeshPicture { MeshPicture(self, policies: policies) }

    private init(_ other: MeshPicture, policies: [JSONValue]) {
        self.policies = policies
        (pods, services, rootNamespace, domain) = (other.pods, other.services, other.rootNamespace, other.domain)
        seen = other.seen
    }

    /// A document as the model reads it.
    func read(_ document: JSONValue?) -> JSONValue? { document.map { domain?.exchanged($0) ?? $0 } }

    /// A text of the model, as people read it.
    func told(_ text: String) -> String { domain?.exchanged(text) ?? text }

    /// What the model says of a document as it was read, as it is told of the document itself.
    func told(_ findings: [Finding], of document: JSONValue?) -> [Finding] {
        guard let domain, let document else { return findings }
        return findings.map { domain.told($0, of: document) }
    }

    /// The pods; those that show no proxy and may have one, as if they had.
    func pods(of mesh: Mesh) -> [MeshPod] { seen[mesh] ?? pods }

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
