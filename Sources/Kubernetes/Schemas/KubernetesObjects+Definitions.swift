import Domain
package import Ports

extension KubernetesObjects {
    /// The definitions of the meshes' API groups, read anew.
    package func meshDefinitions() async throws -> ServedDefinitions {
        Self.served(try await definitions(knowing: [:]))
    }

    /// The definitions by name. Of those that are in `known` with the resourceVersion that they have now, nothing more
    /// is read: a definition may have half a megabyte.
    func definitions(knowing known: [String: LiveObject]) async throws -> [String: LiveObject] {
        var found: [String: LiveObject] = [:]
        var missing: [String] = []
        for heading in try await ListReading(
            connection: connection, resource: Self.resource, accept: KubernetesCall.headings
        )
        .all() {
            guard Self.isOfMesh(heading.name) else { continue }
            if let known = known[heading.name], known.resourceVersion == heading.resourceVersion {
                found[heading.name] = known
            } else {
                missing.append(heading.name)
            }
        }
        return try await withThrowingTaskGroup(of: LiveObject?.self) { tasks in
            for name in missing { tasks.addTask { try await get(Self.reference(name)) } }
            // One that is deleted meanwhile is not there any more: no fault.
            for try await definition in tasks { if let definition { found[definition.name] = definition } }
            return found
        }
    }

    static func served(_ definitions: [String: LiveObject]) -> ServedDefinitions {
        let all = definitions.values.sorted { $0.name < $1.name }
        return ServedDefinitions(
            documents: all.map(\.body), state: all.map { "\($0.name)@\($0.resourceVersion)" }.joined(separator: " "))
    }

    /// A definition's name is `<plural>.<group>`.
    static func isOfMesh(_ name: String) -> Bool {
        guard let dot = name.firstIndex(of: ".") else { return false }
        return ServedDefinitions.groups.contains(String(name[name.index(after: dot)...]))
    }

    private static let resource = ResourceReference(
        group: "apiextensions.k8s.io", version: "v1", plural: "customresourcedefinitions", namespace: nil)

    private static func reference(_ name: String) -> ObjectReference {
        ObjectReference(
            group: resource.group, version: resource.version, plural: resource.plural, kind: "CustomResourceDefinition",
            namespace: "", name: name)
    }
}
