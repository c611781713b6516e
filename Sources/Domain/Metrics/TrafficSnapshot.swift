/// The traffic of a whole cluster at one moment, by pod and service: one reading serves every deployment that soaks
/// there.
package struct TrafficSnapshot: Hashable, Sendable {
    /// The moment that was asked for.
    package let at: Timestamp
    /// Over how long the rates were taken.
    package let window: Duration
    package var rows: [SeriesKey: Traffic]
    /// Envoy's own numbers of the proxies' upstream clusters, where the mesh exports them: by service and subset.
    package var subsets: [SubsetKey: Traffic]
    /// What nobody counts at an end of connections: the mesh does not export it, or it does not occur there.
    package var uncounted: [TrafficSide: OptionalCounters]
    /// What whoever looks at it should know, in a sentence.
    package var warning: String?

    package init(
        at: Timestamp, window: Duration, rows: [SeriesKey: Traffic], subsets: [SubsetKey: Traffic] = [:],
        uncounted: [TrafficSide: OptionalCounters] = [:]
    ) {
        self.at = at
        self.window = window
        self.rows = rows
        self.subsets = subsets
        self.uncounted = uncounted
    }

    /// Whose traffic, seen from where, to which service.
    package struct SeriesKey: Hashable, Sendable {
        package let side: TrafficSide
        /// The pod whose proxy measured it (the scrape labels `namespace` and `pod`).
        package let pod: PodName
        /// The service that was called; `nil` where the mesh does not say (Linkerd inbound).
        package let service: ServiceName?

        package init(side: TrafficSide, pod: PodName, service: ServiceName?) {
            self.side = side
            self.pod = pod
            self.service = service
        }
    }

    /// An upstream cluster of Envoy: `outbound|80|v1|reviews.default.svc.cluster.local`.
    package struct SubsetKey: Hashable, Sendable {
        package let service: ServiceName
        /// Empty: the service without a subset.
        package let subset: String

        package init(service: ServiceName, subset: String) {
            self.service = service
            self.subset = subset
        }
    }
}

/// A pod by name.
package struct PodName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let namespace: String
    package let name: String

    package init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    package var description: String { "\(namespace)/\(name)" }
    package static func < (left: PodName, right: PodName) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}

/// A service by name.
package struct ServiceName: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let namespace: String
    package let name: String

    package init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    package var description: String { "\(namespace)/\(name)" }
    package static func < (left: ServiceName, right: ServiceName) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}
