package import Domain
package import MeshModel

/// What a kind's mechanics look at beside the policy itself: the cluster's pods and services, and the live objects of
/// the resources that the kind needs (`Mechanics.needs`).
package struct Surroundings: Sendable {
    package let pods: [Workload]
    package let services: [MeshService]
    /// Live objects as they were before the rollout touched them (`ObjectContent.of`), the policy's own among them.
    package let objects: [MeshObjectName: JSONValue]

    /// Where Istio's objects are for the whole mesh (`rootNamespace` of its MeshConfig).
    package var rootNamespace: String
    /// Istio's default.
    package static let usualRootNamespace = "istio-system"

    /// The domain of the cluster's DNS, by which Services have their full names, as the proxies of the pods were told.
    package var clusterDomain: String

    /// Whether what is in the namespace without a selector is for the whole mesh.
    func isRoot(_ namespace: String) -> Bool { namespace == rootNamespace }

    /// All policies of the rollout, and the one that looks around.
    private(set) var together: ChangesTogether
    private var own: PolicyKey?
    private let index: Index

    package init(
        pods: [Workload], services: [MeshService], objects: [MeshObjectName: JSONValue],
        companions: [PolicyChange] = [], rootNamespace: String = usualRootNamespace
    ) {
        self.pods = pods
        self.services = services
        self.objects = objects
        self.rootNamespace = rootNamespace
        clusterDomain = ClusterDomain.told(by: pods)
        together = ChangesTogether(companions)
        index = Index(pods: pods, services: services, objects: objects)
    }

    private init(_ other: Surroundings, objects: [MeshObjectName: JSONValue], index: Index) {
        (pods, services, self.objects, self.index) = (other.pods, other.services, objects, index)
        (together, own, rootNamespace) = (other.together, other.own, other.rootNamespace)
        clusterDomain = other.clusterDomain
    }

    /// The same with other versions of some objects (`nil`: without them). Costs what the objects of their kinds do;
    /// pods and services are shared.
    package func replacing(_ changes: [MeshObjectName: JSONValue?]) -> Surroundings {
        var objects = self.objects
        for (name, document) in changes { objects[name] = document }
        return Surroundings(self, objects: objects, index: index.replacing(changes))
    }

    /// The same as one policy of a rollout of these policies sees it. A thousand policies share everything.
    package func beside(_ together: ChangesTogether, as own: PolicyKey) -> Surroundings {
        var seen = self
        (seen.together, seen.own) = (together, own)
        return seen
    }

    /// The other policies of the same rollout: they change at the same time, one write after the other.
    package var companions: [PolicyChange] { together.changes.filter { $0.key != own } }

    /// The objects of a kind, in a stable order.
    package func objects(of resource: MeshResource) -> [MeshObject] { index.objects[Index.Kind(resource)] ?? [] }

    /// The services of that name, of all namespaces.
    func services(named name: some StringProtocol) -> [MeshService] { index.services[String(name)] ?? [] }

    /// The namespaces that have pods.
    var podNamespaces: Set<String> { Set(index.pods.keys) }

    /// The pods of a namespace.
    func pods(in namespace: String) -> [Workload] { index.pods[namespace] ?? [] }

    /// What is looked up again and again, for each policy of a rollout.
    private struct Index: Sendable {
        struct Kind: Hashable {
            let group: String
            let kind: String

            init(_ resource: MeshResource) { (group, kind) = (resource.group, resource.kind) }
        }

        private(set) var objects: [Kind: [MeshObject]]
        let services: [String: [MeshService]]
        let pods: [String: [Workload]]

        init(pods: [Workload], services: [MeshService], objects: [MeshObjectName: JSONValue]) {
            self.objects = Dictionary(grouping: objects.map { MeshObject(name: $0.key, document: $0.value) }) {
                Kind($0.name.resource)
            }
            .mapValues { $0.sorted(by: Self.isBefore) }
            self.services = Dictionary(grouping: services, by: \.name)
            self.pods = Dictionary(grouping: pods, by: \.namespace)
        }

        private static func isBefore(_ one: MeshObject, _ other: MeshObject) -> Bool {
            (one.name.namespace, one.name.name) < (other.name.namespace, other.name.name)
        }

        func replacing(_ changes: [MeshObjectName: JSONValue?]) -> Index {
            var changed = self
            for (kind, changes) in Dictionary(grouping: changes, by: { Kind($0.key.resource) }) {
                let names = Set(changes.map(\.key))
                let new = changes.compactMap { name, document in document.map { MeshObject(name: name, document: $0) } }
                let kept = (objects[kind] ?? []).filter { !names.contains($0.name) }
                // Sorted already but for what is new.
                changed.objects[kind] = (kept + new).sorted(by: Self.isBefore)
            }
            return changed
        }
    }

    /// Pods with a proxy; where no pod of the cluster shows one, every pod (the cluster does not tell).
    package var meshedPods: [Workload] {
        let meshed = pods.filter(\.isMeshed)
        return meshed.isEmpty ? pods : meshed
    }
}
