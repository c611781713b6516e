import Domain
import HTTPServer
import MeshModel

/// What answers inside of pods. Nothing runs in a sandbox, but the debug page of istiod is simulated.
struct PodProxy {
    let store: SharedStore
    let mesh: SimulatedMesh
    let meshes: Set<Mesh>
    let namespace: String
    let pod: String
    let port: Int
    /// Behind `proxy/`, without the query.
    let path: String

    /// Istiod's monitoring port, and the one that it had before.
    private static let istiodPorts = [15014, 8080]

    func answer(_ request: HTTPRequest) throws(Refusal) -> HTTPResponse {
        guard request.method == "GET" else { throw .methodNotAllowed }
        let key = ObjectKey(type: ResourceCatalog.pods, namespace: namespace, name: pod)
        guard let object = store.read({ $0[key] }) else { throw .notFound(key) }
        guard object.metadata("labels")?["app"] == "istiod", Self.istiodPorts.contains(port) else {
            throw Refusal(
                code: 503, reason: "ServiceUnavailable",
                message: "error trying to reach service: nothing listens on port \(port) of a simulated pod")
        }
        guard path == "debug/syncz" else {
            return HTTPResponse(
                status: 404, headers: [("Content-Type", "text/plain")], body: .bytes(Array("404 page not found\n".utf8))
            )
        }
        return .json(200, mesh.syncTable(proxies(in: request.parameter("namespace") ?? "")))
    }

    /// The pods with a sidecar of Istio; all of them where no pod shows one.
    private func proxies(in namespace: String) -> [PodName] {
        guard meshes.contains(.istio) else { return [] }
        let pods = store.read { $0.all(ResourceCatalog.pods, namespace: "") }.compactMap { MeshPod(pod: $0.value) }
            .filter { $0.isRunning && !$0.isControlPlane }
        let shows = pods.contains { $0.proxy != nil }
        return pods.filter { (!shows || $0.proxy == .istio) && (namespace.isEmpty || $0.namespace == namespace) }
            .map(\.workload.podName)
    }
}
