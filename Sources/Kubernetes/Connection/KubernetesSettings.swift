/// How clusters are talked to.
package struct KubernetesSettings: Sendable {
    /// Until a connection stands, TLS included.
    package var connectTimeout: Duration = .seconds(5)
    /// How long a call may take, to the last byte of its answer, with everything that belongs to it: a write that needs
    /// two requests, and the repetition that a server asked for (`Retry-After`). A list may take it for each page.
    /// Must be shorter than the lease of a job.
    package var requestTimeout: Duration = .seconds(15)
    /// Open connections to one cluster beside those of watches; further requests wait.
    package var connections = 32
    /// How long it is believed which versions of a resource a cluster serves.
    package var discoveryLifetime: Duration = .seconds(30)
    /// Where a pod finds its service account.
    package var serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"
    /// How long a service account's token is used before its file is read again; Kubernetes rotates it.
    package var tokenLifetime: Duration = .seconds(60)
    /// How long one request watches the pods before it is made again: the server ends it then. Whole seconds.
    package var watchDuration: Duration = .seconds(60)
    /// The pause before a lost watch is begun again; it doubles each time, up to the longest.
    package var firstWatchPause: Duration = .milliseconds(250)
    package var longestWatchPause: Duration = .seconds(30)
    /// Told whenever a watch was lost and will be begun again, with the `PortError` or `ClusterRefusal` of it; for
    /// logs.
    package var watchTrouble: @Sendable (any Error) -> Void = { _ in }

    package init() {}
}
