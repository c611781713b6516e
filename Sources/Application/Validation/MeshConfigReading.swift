import Domain
import Ports

/// Istio's MeshConfig, as istiod reads it: the text `mesh` of the ConfigMap `istio` beside it.
enum MeshConfigReading {
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
}
