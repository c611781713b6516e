package import Domain

/// The pods of one cluster: their labels, their comings and goings, and what runs in them.
/// Every call throws `ClusterRefusal` or `PortError`.
package protocol ClusterPods: Sendable {
    /// All pods of a namespace, or of all, narrowed by a label selector in Kubernetes' text form (`a=b`, `a`): without
    /// `metadata.managedFields`, read in pages.
    func pods(namespace: String?, labelSelector: String?) async throws -> [LiveObject]
    /// Sets labels (`nil` removes one) of the pod that has this uid, by a merge patch; everything else stays. Refused
    /// with `notFound` or `stale` where that pod is gone.
    func label(_ pod: PodName, uid: String, _ labels: [String: String?]) async throws
    /// Lists the pods, then tells every change, for as long as the task lives: `handle` is called in order. A lost
    /// connection or a forgotten resourceVersion is mended by a new list; what it throws ends the watching.
    func watchPods(_ handle: @Sendable (ObjectNews) async throws -> Void) async throws
    /// The answer of a pod's own HTTP server, asked through the API server's proxy.
    func ask(_ pod: PodName, port: Int, path: String) async throws -> JSONValue
}

/// Connections to the pods of clusters, kept and shared.
package protocol ClusterPodsConnecting: Sendable {
    func pods(of cluster: Cluster) async throws -> any ClusterPods
}
