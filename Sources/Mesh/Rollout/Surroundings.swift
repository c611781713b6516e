package import Domain
package import MeshModel

/// What a kind's mechanics look at beside the policy itself: the cluster's pods and services, and the live objects of
/// the resources that the kind needs (`Mechanics.needs`).
package struct Surroundings: Sendable {
    package let pods: [Workload]
    package let services: [MeshService]
    /// Live objects as they were before the rollout touched them (`ObjectContent.of`), the policy's own among them.
    package let objects: [MeshObjectName: JSONValue]

    /// All policies of the rollout, and the one that looks around.
    private var together: [PolicyChange]
    private var own: PolicyKey?
    private let index: Index

    package init(
        pods: [Workload], services: [MeshService], objects: [MeshObjectName: JSONValue],
        companions: [PolicyChange] = []
    ) {
        self.pods = pods
        self.services = services
        self.objects = objects
        together = companions
        index = Index(pods: pods, services: services, objects: objects)
    }

    /// The same as one policy of a rollout of these policies sees it. A thousand policies share everything.
    package func beside(_ together: [PolicyChange], as own: PolicyKey) -> Surroundings {
        var seen = self
        (seen.together, seen.own) = (together, own)
        return seen
    }

    /// The other policies of the same rollout: they change at the same time, one write after the other.
    package var companions: [PolicyChange] { together.filter { $0.key != own } }

    /// The objects of a kind, in a stable order.
    package func objects(of resource: MeshResource) -> [MeshObject] { index.objects[Index.Kind(resource)] ?? [] }

    /// The services of that name, of all namespaces.
    func services(named name: some StringProtocol) -> [MeshService] { index.services[String(name)] ?? [] }

    /// The pods of a namespace.
    func pods(in namespace: String) -> [Workload] { index.pods[namespace] ?? [] }

    /// What is looked up again and again, for each policy of a rollout.
    private struct Index: Sendable {
        struct Kind: Hashable {
            let group: String
            let kind: String

            init(_ resource: MeshResource) { (group, kind) = (resource.group, resource.kind) }
        }

        let objects: [Kind: [MeshObject]]
        let services: [String: [MeshService]]
        let pods: [String: [Workload]]

        init(pods: [Workload], services: [MeshService], objects: [MeshObjectName: JSONValue]) {
            self.objects = Dictionary(grouping: objects.map { MeshObject(name: $0.key, document: $0.value) }) {
                Kind($0.name.resource)
            }
            .mapValues { $0.sorted { ($0.name.namespace, $0.name.name) < ($1.name.namespace, $1.name.name) } }
            self.services = Dictionary(grouping: services, by: \.name)
            self.pods = Dictionary(grouping: pods, by: \.namespace)
        }
    }

    /// Pods with a proxy; where no pod of the cluster shows one, every pod (the cluster does not tell).
    package var meshedPods: [Workload] {
        let meshed = pods.filter(\.isMeshed)
        return meshed.isEmpty ? pods : meshed
    }
}
