package import Domain

/// A pod as the meshes see it: labels, proxy, ports, identity.
package struct MeshPod: Hashable, Sendable {
    /// Whose sidecar runs in it.
    package enum Proxy: String, Hashable, Sendable, CaseIterable {
        case istio
        case linkerd
    }

    /// A port that a container names.
    package struct Port: Hashable, Sendable {
        package let name: String?
        package let number: Int

        package init(name: String?, number: Int) {
            self.name = name
            self.number = number
        }
    }

    /// What the kubelet asks by HTTP whether the pod lives, is ready or has started. It has no proxy.
    package struct Probe: Hashable, Sendable {
        /// A name or a number.
        package let port: JSONValue
        package let path: String

        package init(port: JSONValue, path: String) {
            self.port = port
            self.path = path
        }
    }

    package let workload: Workload
    /// `nil`: no mesh; it speaks plain text and obeys no policy.
    package let proxy: Proxy?
    package let ports: [Port]
    package let annotations: [String: String]
    /// What metrics call the workload: the Deployment, StatefulSet … that made the pod.
    package let workloadName: String
    package let probes: [Probe]

    package init(
        _ workload: Workload, proxy: Proxy?, ports: [Port] = [], annotations: [String: String] = [:],
        workloadName: String? = nil, probes: [Probe] = []
    ) {
        self.workload = workload
        self.proxy = proxy
        self.ports = ports
        self.annotations = annotations
        self.workloadName = workloadName ?? Self.base(of: workload.name)
        self.probes = probes
    }

    /// Reads a pod of the Kubernetes API; `nil` where it has no name.
    package init?(pod: JSONValue) {
        guard let workload = Workload(pod: pod) else { return nil }
        let containers = ["containers", "initContainers"].flatMap { pod["spec"]?[$0]?.array ?? [] }
        let ports = containers.flatMap { $0["ports"]?.array ?? [] }.compactMap { port in
            port["containerPort"]?.int.map { Port(name: port["name"]?.string, number: Int(clamping: $0)) }
        }
        self.init(
            workload,
            proxy: ProxyInjection.proxy(of: pod), ports: ports,
            annotations: pod["metadata"]?["annotations"]?.object?.compactMapValues(\.string) ?? [:],
            workloadName: Self.owner(of: pod, workload), probes: Self.probes(of: containers))
    }

    private static func probes(of containers: [JSONValue]) -> [Probe] {
        containers.flatMap { container in
            ["livenessProbe", "readinessProbe", "startupProbe"].compactMap { name in
                guard let asked = container[name]?["httpGet"], let port = asked["port"] else { return nil }
                return Probe(port: port, path: asked["path"]?.string ?? "/")
            }
        }
    }

    package var namespace: String { workload.namespace }
    package var name: String { workload.name }
    package var labels: [String: String] { workload.labels }
    /// Whether it can take requests.
    package var isRunning: Bool { workload.phase == "Running" }

    /// Whether it is a part of a mesh itself, which no policy is for.
    package var isControlPlane: Bool {
        labels["app"] == "istiod" || labels["linkerd.io/control-plane-component"] != nil
    }

    /// The same pod with another mesh's proxy, for clusters that do not show the sidecars.
    package func meshed(by proxy: Proxy?) -> MeshPod {
        MeshPod(
            workload, proxy: proxy, ports: ports, annotations: annotations, workloadName: workloadName, probes: probes)
    }

    /// The number of a port that is named or given as a number.
    package func number(ofPort reference: JSONValue?) -> Int? {
        if let number = reference?.int { return Int(clamping: number) }
        guard let name = reference?.string else { return nil }
        return ports.first { $0.name == name }?.number ?? Int(name)
    }

    /// SPIFFE's without the scheme, as Istio writes principals: `cluster.local/ns/shop/sa/reviews`.
    package var principal: String { "cluster.local/ns/\(namespace)/sa/\(workload.serviceAccount)" }

    /// How Linkerd's identity names it.
    package var linkerdIdentity: String {
        "\(workload.serviceAccount).\(namespace).serviceaccount.identity.linkerd.cluster.local"
    }

    private static func owner(of pod: JSONValue, _ workload: Workload) -> String? {
        guard let owner = pod["metadata"]?["ownerReferences"]?[0], let name = owner["name"]?.string else { return nil }
        guard owner["kind"] == "ReplicaSet" else { return name }
        let suffix = workload.labels["pod-template-hash"].map { "-" + $0 } ?? ""
        return !suffix.isEmpty && name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
    }

    /// `reviews-v1` of `reviews-v1-545db77b95-2gl4p`; the name itself where it does not look so.
    private static func base(of name: String) -> String {
        let parts = name.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 2, parts[parts.count - 1].utf8.count == 5,
            (8...10).contains(parts[parts.count - 2].utf8.count),
            parts[parts.count - 2].contains(where: \.isNumber)
        else { return name }
        return parts.dropLast(2).joined(separator: "-")
    }
}
