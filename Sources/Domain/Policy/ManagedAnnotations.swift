/// The annotations of managed objects: ours, which are no part of a policy's document.
package enum ManagedAnnotations {
    /// The deployment that wrote the object last.
    package static let deployment = "hotswap.io/deployment"
    /// The epoch under which it was written: the fence against late writers.
    package static let epoch = "hotswap.io/epoch"
    /// The trace of the request that caused the write.
    package static let traceparent = "hotswap.io/traceparent"
    /// All that HotSwap writes; all of them go when an object is handed back.
    package static let all = [deployment, epoch, traceparent]

    /// kubectl's own copy of the document, which would be stale after our first write.
    package static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// Whether a document of an author must not carry the annotation.
    package static func isReserved(_ key: String) -> Bool { key == lastApplied || key.hasPrefix("hotswap.io/") }
}
