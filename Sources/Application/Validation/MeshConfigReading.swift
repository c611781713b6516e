package import Domain
import Mesh
package import Ports

/// Istio's MeshConfig, as istiod reads it: the text `mesh` of the ConfigMap `istio` beside it.
package enum MeshConfigReading {
    private static let reference = ObjectReference(
        group: "", version: "v1", plural: "configmaps", kind: "ConfigMap", namespace: "istio-system", name: "istio")

    /// `null` where there is none.
    static func read(_ cluster: any ClusterObjects, _ formats: any DocumentFormats) async throws -> JSONValue {
        let live: LiveObject?
        do { live = try await cluster.get(reference) } catch ClusterRefusal.notServed { return .null }
        guard let text = live?.body["data"]?["mesh"]?.string else { return .null }
        do { return try formats.yaml(Array(text.utf8)).first?.value ?? .null } catch {
            let place = error.line.map { " (line \($0))" } ?? ""
            throw PortError(
                .permanent, "\(reference)", "the text under `mesh` is no YAML: \(error.message)\(place)")
        }
    }

    /// The root namespace of the cluster's mesh, as far as one of `kinds` is read from it; else, and where the mesh
    /// does not say, the usual one.
    package static func root(for kinds: some Sequence<PolicyKind>, _ cluster: any ClusterObjects) async throws -> String
    {
        guard kinds.contains(where: \.looksAtRootNamespace) else { return Surroundings.usualRootNamespace }
        return try await rootNamespace(cluster) ?? Surroundings.usualRootNamespace
    }

    /// The mesh's root namespace; `nil` where it does not say one, or may not be read: then it is Istio's default. The
    /// installers write it as a line of its own.
    static func rootNamespace(_ cluster: any ClusterObjects) async throws -> String? {
        do {
            return try await cluster.get(reference)?.body["data"]?["mesh"]?.string.flatMap(rootNamespace(in:))
        } catch is ClusterRefusal { return nil } catch let error as PortError where error.kind == .permanent {
            return nil
        }
    }

    static func rootNamespace(in text: String) -> String? {
        let key = "rootNamespace:"
        guard let line = text.split(whereSeparator: \.isNewline).first(where: { $0.hasPrefix(key) }) else { return nil }
        let value = line.dropFirst(key.count).prefix { $0 != "#" }.filter {
            !$0.isWhitespace && $0 != "\"" && $0 != "'"
        }
        return value.isEmpty ? nil : value
    }
}
