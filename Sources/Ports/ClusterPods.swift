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
    /// connection or a forgotten resourceVersion is mended by a new list; what it throws ends the watching. Pods come
    /// without `metadata.managedFields`.
    func watchPods(_ handle: @Sendable (ObjectNews) async throws -> Void) async throws
    /// The answer of a pod's own HTTP server, asked through the API server's proxy.
    func ask(_ pod: PodName, port: Int, path: String) async throws -> JSONValue
    /// What `row` makes of each element of an answer that is an array, one by one: that of a large mesh is megabytes,
    /// and as a tree ten times as much. `nil` where the answer is no array.
    func ask<Row: Sendable>(
        _ pod: PodName, port: Int, path: String, row: @Sendable (JSONValue) -> Row?
    ) async throws -> [Row]?
}

extension ClusterPods {
    /// For pods whose answers are small.
    package func ask<Row: Sendable>(
        _ pod: PodName, port: Int, path: String, row: @Sendable (JSONValue) -> Row?
    ) async throws -> [Row]? {
        try await ask(pod, port: port, path: path).array?.compactMap(row)
    }
}

/// Connections to the pods of clusters, kept and shared.
package protocol ClusterPodsConnecting: Sendable {
    func pods(of cluster: Cluster) async throws -> any ClusterPods
}
