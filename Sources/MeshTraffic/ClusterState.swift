package import Domain
import MeshModel

/// What of a cluster traffic depends on, as documents of the Kubernetes API.
package struct ClusterState: Sendable {
    package var pods: [JSONValue]
    package var services: [JSONValue]
    /// Objects of the meshes, oldest first where they carry no time.
    package var policies: [JSONValue]

    package init(pods: [JSONValue] = [], services: [JSONValue] = [], policies: [JSONValue] = []) {
        self.pods = pods
        self.services = services
        self.policies = policies
    }
}

/// A service that can be called.
struct CallableService: Sendable {
    struct Port: Sendable {
        let number: Int
        let target: JSONValue?
        /// By its name or `appProtocol`, as the meshes tell; what says nothing is taken for HTTP.
        let isHTTP: Bool
    }

    let service: MeshService
    let ports: [Port]
    /// The running pods that it selects, as indices.
    var endpoints: [Int] = []

    var name: ServiceName { ServiceName(namespace: service.namespace, name: service.name) }

    init?(_ document: JSONValue) {
        guard let service = MeshService(service: document) else { return nil }
        self.service = service
        ports = (document["spec"]?["ports"]?.array ?? []).compactMap { port in
            guard let number = port["port"]?.int else { return nil }
            return Port(
                number: Int(clamping: number), target: port["targetPort"] ?? .int(number), isHTTP: Self.isHTTP(port))
        }
    }

    func port(_ number: Int?) -> Port? {
        number.flatMap { number in ports.first { $0.number == number } } ?? ports.first
    }

    private static func isHTTP(_ port: JSONValue) -> Bool {
        let name = port["appProtocol"]?.string ?? port["name"]?.string ?? ""
        let word = name.lowercased().prefix { $0 != "-" }
        return !["tcp", "tls", "https", "mysql", "mongo", "redis", "udp"].contains(String(word))
    }
}

/// The cluster, read once for many questions.
struct TrafficMap: Sendable {
    /// The running ones.
    let pods: [MeshPod]
    let services: [CallableService]
    let policies: PolicySet
    private let byHost: [String: Int]

    init(_ state: ClusterState, mesh: MeshPod.Proxy) {
        var pods = state.pods.compactMap { MeshPod(pod: $0) }.filter { $0.isRunning && !$0.isControlPlane }
        // A cluster that shows no sidecars at all does not tell; then every pod has one.
        if pods.allSatisfy({ $0.proxy == nil }) { pods = pods.map { $0.meshed(by: mesh) } }
        pods.sort { $0.workload.podName < $1.workload.podName }
        let finder = PodFinder(pods)
        let services = state.services.compactMap { CallableService($0) }.sorted { $0.name < $1.name }.map { service in
            var service = service
            service.endpoints = finder.pods(of: service.service)
            return service
        }
        byHost = Dictionary(services.enumerated().map { ($0.element.service.hostname, $0.offset) }) { first, _ in first
        }
        self.pods = pods
        self.services = services
        policies = PolicySet(state.policies)
    }

    func service(host: String) -> Int? { byHost[host] }
    func service(_ name: ServiceName) -> Int? { byHost["\(name.name).\(name.namespace).svc.cluster.local"] }
}

/// Finds pods by label without asking each.
struct PodFinder {
    private struct Key: Hashable {
        let namespace: String
        let label: String
        let value: String
    }

    private let pods: [MeshPod]
    private var byLabel: [Key: [Int]] = [:]

    init(_ pods: [MeshPod]) {
        self.pods = pods
        for (index, pod) in pods.enumerated() {
            for (label, value) in pod.labels {
                byLabel[Key(namespace: pod.namespace, label: label, value: value), default: []].append(index)
            }
        }
    }

    func pods(of service: MeshService) -> [Int] {
        guard let (label, value) = service.selector.min(by: { $0.key < $1.key }) else { return [] }
        return (byLabel[Key(namespace: service.namespace, label: label, value: value)] ?? [])
            .filter { service.selects(pods[$0].workload) }
    }

    func pods(in namespace: String, _ labels: [String: String]) -> [Int] {
        guard let (label, value) = labels.min(by: { $0.key < $1.key }) else {
            return pods.indices.filter { pods[$0].namespace == namespace }
        }
        return (byLabel[Key(namespace: namespace, label: label, value: value)] ?? []).filter { index in
            labels.allSatisfy { pods[index].labels[$0.key] == $0.value }
        }
    }
}

extension MeshPod {
    /// What tells its proxy from that of an earlier pod of the same name.
    var owner: String { workload.uid.isEmpty ? workload.podName.description : workload.uid }
}
