package import Domain
package import MeshModel

/// What a kind's mechanics look at beside the policy itself: the cluster's pods and services, and the live objects of
/// the resources that the kind needs (`Mechanics.needs`).
package struct Surroundings: Sendable {
    package let pods: [Workload]
    package let services: [MeshService]
    /// Live objects as they were before the rollout touched them (`ObjectContent.of`), the policy's own among them.
    package let objects: [MeshObjectName: JSONValue]

    /// The other policies of the same rollout: they change at the same time, one write after the other.
    package let companions: [PolicyChange]

    package init(
        pods: [Workload], services: [MeshService], objects: [MeshObjectName: JSONValue],
        companions: [PolicyChange] = []
    ) {
        self.pods = pods
        self.services = services
        self.objects = objects
        self.companions = companions
    }

    /// The same as one policy of a rollout sees it.
    package func beside(_ companions: [PolicyChange]) -> Surroundings {
        Surroundings(pods: pods, services: services, objects: objects, companions: companions)
    }

    /// The objects of a kind, in a stable order.
    package func objects(of resource: MeshResource) -> [MeshObject] {
        objects.filter { $0.key.resource.group == resource.group && $0.key.resource.kind == resource.kind }
            .map { MeshObject(name: $0.key, document: $0.value) }
            .sorted { ($0.name.namespace, $0.name.name) < ($1.name.namespace, $1.name.name) }
    }

    /// Pods with a proxy; where no pod of the cluster shows one, every pod (the cluster does not tell).
    package var meshedPods: [Workload] {
        let meshed = pods.filter(\.isMeshed)
        return meshed.isEmpty ? pods : meshed
    }
}
