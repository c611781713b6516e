package import Domain

/// The CustomResourceDefinitions of the meshes' API groups that a cluster has.
package struct ServedDefinitions: Hashable, Sendable {
    /// Whole documents, by name.
    package let documents: [JSONValue]
    /// Which definitions these are, in which state: equal where nothing has changed.
    package let state: String

    package init(documents: [JSONValue], state: String) {
        self.documents = documents
        self.state = state
    }

    /// The groups that meshes read objects of.
    package static let groups: Set<String> = [
        "networking.istio.io", "security.istio.io", "telemetry.istio.io", "extensions.istio.io", "policy.linkerd.io",
        "linkerd.io", "workload.linkerd.io", "split.smi-spec.io", "gateway.networking.k8s.io",
    ]
}

/// Tells which definitions a cluster serves.
package protocol SchemaSource: Sendable {
    /// What the cluster has now, or had a short time ago. Throws `PortError`, or `ClusterRefusal.notServed` where the
    /// server has no definitions to read.
    func definitions(of cluster: Cluster) async throws -> ServedDefinitions
}
