import Domain
import Kubernetes
import Ports

/// A real cluster as one sample sees it: its own namespaces, by its own names, and nothing else.
struct SampleCluster: Sendable {
    let names: NamespaceNames
    let server: KubernetesObjects

    func get(_ reference: ObjectReference) async throws -> LiveObject? {
        try await server.get(names.atServer(reference)).map(names.inSample)
    }

    func list(_ resource: ResourceReference) async throws -> [LiveObject] {
        try await ofEach(resource.namespace) { namespace in
            try await server.list(
                ResourceReference(
                    group: resource.group, version: resource.version, plural: resource.plural, namespace: namespace))
        }
    }

    func pods(namespace: String?, labelSelector: String?) async throws -> [LiveObject] {
        try await ofEach(namespace) { try await server.pods(namespace: $0, labelSelector: labelSelector) }
    }

    private func ofEach(
        _ namespace: String?, _ read: @escaping @Sendable (String) async throws -> [LiveObject]
    ) async throws -> [LiveObject] {
        let wanted = namespace.map { [$0] } ?? names.all
        var found: [LiveObject] = []
        for namespace in wanted where names.all.contains(namespace) {
            found += try await read(names.atServer(namespace)).map(names.inSample)
        }
        return found
    }
}
