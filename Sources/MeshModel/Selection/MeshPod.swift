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

    package private(set) var workload: Workload
    /// `nil`: no mesh; it speaks plain text and obeys no policy.
    package let proxy: Proxy?
    package let ports: [Port]
    package let annotations: [String: String]
    package let probes: [Probe]

    package init(
        _ workload: Workload, proxy: Proxy?, ports: [Port] = [], annotations: [String: String] = [:],
        probes: [Probe] = []
    ) {
        self.workload = workload
        self.proxy = proxy
        self.ports = ports
        self.annotations = annotations
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
            probes: Self.probes(of: containers))
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
    package var workloadName: String { workload.workloadName }
    package var labels: [String: String] { workload.labels }
    /// Whether it can take requests.
    package var isRunning: Bool { workload.phase == "Running" }

    /// Whether it is a part of a mesh itself, which no policy is for.
    package var isControlPlane: Bool {
        labels["app"] == "istiod" || labels["linkerd.io/control-plane-component"] != nil
    }

    /// The same pod with another mesh's proxy, for clusters that do not show the sidecars.
    package func meshed(by proxy: Proxy?) -> MeshPod {
        MeshPod(workload.meshed(proxy != nil), proxy: proxy, ports: ports, annotations: annotations, probes: probes)
    }

    /// The pod with a label set, or removed.
    package func labelled(_ key: String, _ value: String?) -> MeshPod {
        var labelled = self
        labelled.workload = workload.labelled(key, value)
        return labelled
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
}
