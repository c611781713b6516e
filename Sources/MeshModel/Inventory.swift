package import Domain

/// A pod as far as selectors and people care.
package struct Workload: Hashable, Sendable {
    package let namespace: String
    package let name: String
    package private(set) var labels: [String: String]
    /// `Running`, `Pending` …
    package let phase: String
    /// What tells this pod from an earlier one of the same name.
    package let uid: String
    /// Whether a proxy of a mesh runs in it (`istio-proxy` or `linkerd-proxy` among its containers).
    package private(set) var isMeshed: Bool
    package let serviceAccount: String
    package let ip: String?
    /// The domain of the cluster's DNS, where its proxy was told one.
    package let clusterDomain: String?
    /// What metrics call the workload: the Deployment, StatefulSet … that made the pod.
    package let workloadName: String

    package init(
        namespace: String, name: String, labels: [String: String], phase: String, uid: String = "",
        isMeshed: Bool = true, serviceAccount: String = "default", ip: String? = nil, clusterDomain: String? = nil,
        workloadName: String? = nil
    ) {
        self.namespace = namespace
        self.name = name
        self.labels = labels
        self.phase = phase
        self.uid = uid
        self.isMeshed = isMeshed
        self.serviceAccount = serviceAccount
        self.ip = ip
        self.clusterDomain = clusterDomain
        self.workloadName = workloadName ?? Self.base(of: name)
    }

    package var podName: PodName { PodName(namespace: namespace, name: name) }

    /// Those of the same group do the same work.
    package var cohortUnit: CohortMembership.Unit {
        CohortMembership.Unit(id: uid, group: namespace + "/" + workloadName)
    }

    /// The pod with a label set, or removed.
    package func labelled(_ key: String, _ value: String?) -> Workload {
        var labelled = self
        labelled.labels[key] = value
        return labelled
    }

    /// The pod with a proxy, or without.
    package func meshed(_ isMeshed: Bool) -> Workload {
        var meshed = self
        meshed.isMeshed = isMeshed
        return meshed
    }

    /// Reads a pod of the Kubernetes API; `nil` where it has no name.
    package init?(pod: JSONValue) {
        guard let name = pod["metadata"]?["name"]?.string else { return nil }
        let labels = pod["metadata"]?["labels"]?.object?.compactMapValues(\.string) ?? [:]
        self.init(
            namespace: pod["metadata"]?["namespace"]?.string ?? "", name: name, labels: labels,
            phase: pod["status"]?["phase"]?.string ?? "Unknown", uid: pod["metadata"]?["uid"]?.string ?? "",
            isMeshed: ProxyInjection.proxy(of: pod) != nil,
            serviceAccount: pod["spec"]?["serviceAccountName"]?.string ?? "default",
            ip: pod["status"]?["podIP"]?.string, clusterDomain: ClusterDomain.told(byPod: pod),
            workloadName: Self.owner(of: pod, labels: labels))
    }

    package var json: JSONValue {
        [
            "namespace": .string(namespace), "name": .string(name), "phase": .string(phase),
            "labels": .object(labels.mapValues { .string($0) }),
        ]
    }
}

/// A Kubernetes service.
package struct MeshService: Hashable, Sendable {
    package let namespace: String
    package let name: String
    /// Empty for a service without a selector, which has no pods of its own.
    package let selector: [String: String]

    package init(namespace: String, name: String, selector: [String: String]) {
        self.namespace = namespace
        self.name = name
        self.selector = selector
    }

    /// Reads a service of the Kubernetes API; `nil` where it has no name.
    package init?(service: JSONValue) {
        guard let name = service["metadata"]?["name"]?.string else { return nil }
        self.init(
            namespace: service["metadata"]?["namespace"]?.string ?? "", name: name,
            selector: service["spec"]?["selector"]?.object?.compactMapValues(\.string) ?? [:])
    }

    /// `reviews.default.svc.cluster.local`, where that is the domain of the cluster's DNS.
    package func fullName(in domain: String) -> String { "\(name).\(namespace).svc.\(domain)" }

    /// Whether the pod is one of the service's.
    package func selects(_ pod: Workload) -> Bool {
        !selector.isEmpty && pod.namespace == namespace && selector.allSatisfy { pod.labels[$0] == $1 }
    }

    /// Whether `host`, as an object in `namespace` writes it, names the service: `reviews`, `reviews.default`,
    /// `reviews.default.svc.cluster.local`, `*`, `*.default.svc.cluster.local`.
    ///
    /// - Parameter domain: That of the cluster's DNS.
    package func answers(to host: String, from origin: String, in domain: String = ClusterDomain.usual) -> Bool {
        let full = fullName(in: domain)
        if host == "*" { return true }
        if host.hasPrefix("*.") { return full.hasSuffix(host.dropFirst(1)) }
        if !host.contains(".") { return host == name && origin == namespace }
        return host == full || host == "\(name).\(namespace)" || host == "\(name).\(namespace).svc"
    }

    package var json: JSONValue {
        [
            "namespace": .string(namespace), "name": .string(name),
            "selector": .object(selector.mapValues { .string($0) }),
        ]
    }
}

/// The pods and services of a cluster, or the part of them that a policy can reach.
package struct Inventory: Hashable, Sendable {
    package var pods: [Workload]
    package var services: [MeshService]
    /// Linkerd's Server objects, which other policies refer to.
    package var servers: [JSONValue]

    package init(pods: [Workload], services: [MeshService], servers: [JSONValue] = []) {
        self.pods = pods
        self.services = services
        self.servers = servers
    }

    package var json: JSONValue {
        [
            "pods": .array(pods.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }.map(\.json)),
            "services": .array(services.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }.map(\.json)),
        ]
    }
}
