package import Domain
package import MeshModel

/// What the simulated services do: how often they are called, how fast they answer, and what a policy makes of that. A
/// value that a file can hold; `docs/sandbox.md` describes the form.
package struct Scenario: Hashable, Sendable {
    /// The mesh of all pods in a cluster where no pod shows a sidecar.
    package var mesh: MeshPod.Proxy = .istio
    /// Of services that are not listed, and of listed ones where they say nothing.
    package var defaults = ServiceBehaviour()
    package var services: [ServiceBehaviour] = []
    /// Whether services that are not listed are called at all.
    package var onlyListed = false
    package var effects: [TrafficEffect] = []
    package var silences: [Silence] = []
    package var noise = Noise()
    package var restarts: [Restart] = []
    /// Whether Envoy's own counters are exported, which Istio does not do by itself.
    package var hasProxyStatistics = true
    /// Upper bounds in milliseconds of the latency histograms; `nil`: the mesh's own.
    package var latencyBuckets: [Double]?

    package init() {}
}

/// How one service is called and answers.
package struct ServiceBehaviour: Hashable, Sendable {
    /// `nil` in the defaults, and for a host outside of the cluster.
    package var service: ServiceName?
    /// A host outside of the cluster.
    package var host: String?
    /// Of each client pod.
    package var requestsPerSecond: Double = 10
    /// Milliseconds; the latencies between them are those of a logarithmic normal distribution.
    package var p50: Double = 20
    package var p95: Double = 60
    /// 0 to 1.
    package var errorRate: Double = 0
    /// The status of those errors.
    package var errorCode = 500
    /// Requests that a client pod has under way at once; `nil`: as many as rate and latency make.
    package var concurrency: Double?
    /// The port of the service that is called; `nil`: its first.
    package var port: Int?
    /// Whose pods call it; empty: other pods of its namespace, and pods of namespaces without services.
    package var clients: [ClientSelection] = []
    /// What the requests look like; empty: `GET /`.
    package var requests: [RequestShape] = []

    package init() {}
}

/// Pods that call a service.
package struct ClientSelection: Hashable, Sendable {
    /// `nil`: the service's own.
    package var namespace: String?
    package var labels: [String: String]

    package init(namespace: String? = nil, labels: [String: String] = [:]) {
        self.namespace = namespace
        self.labels = labels
    }
}

/// Some of the requests of a service.
package struct RequestShape: Hashable, Sendable {
    /// Their weight among the service's shapes.
    package var share: Double
    package var request: MeshRequest

    package init(share: Double, request: MeshRequest) {
        self.share = share
        self.request = request
    }
}

/// A service whose metrics are not there for a while.
package struct Silence: Hashable, Sendable {
    package var service: ServiceName
    /// Seconds since the scenario began; `nil`: always.
    package var from: Double?
    package var until: Double?
}

/// Waves of a fixed period on top of everything, each pod's shifted by its name: traffic is never still. Shares of the
/// value: 0.2 swings between 80 and 120 %.
package struct Noise: Hashable, Sendable {
    package var errors: Double = 0
    package var latency: Double = 0
    package var requests: Double = 0
    /// Seconds.
    package var period: Double = 20

    package init() {}
    package var isSilent: Bool { errors == 0 && latency == 0 && requests == 0 }
}

/// Pods whose counters begin again at zero.
package struct Restart: Hashable, Sendable {
    /// What a pod's name must contain.
    package var nameContains: String
    /// `nil`: any.
    package var namespace: String?
    package var labels: [String: String]
    /// Seconds since the scenario began.
    package var at: Double
    /// Seconds from one to the next; `nil`: once.
    package var every: Double?
}
