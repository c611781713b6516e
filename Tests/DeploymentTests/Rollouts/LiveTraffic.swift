import Domain
import HTTPServer
import Kubernetes
import MeshTraffic
import Ports
import Runtime
import Synchronization
import TestKit

/// Traffic that reacts to what is in a real API server: reads pods, services and policies of one namespace as a mesh
/// would, and is scraped by the real Prometheus.
final class LiveTraffic: Sendable {
    private let model: SharedModel
    private let server: HTTPServer
    private let registration: PrometheusTargets.Registration
    private let reading: Task<Void, Never>
    let prometheus: String

    /// Begins at once. What the scenario says of services means those of `cluster`'s namespace.
    init(_ scenario: JSONValue, in cluster: TestCluster) throws {
        let clock = SystemTime()
        let model = SharedModel(TrafficModel(try Scenario(scenario), at: clock.now()))
        self.model = model
        server = try HTTPServer { _ in
            let body = model.value.withLock { model in
                model.advance(to: clock.now())
                return model.exposition()
            }
            return HTTPResponse(
                status: 200, headers: [("Content-Type", "text/plain; version=0.0.4")], body: .bytes(body))
        }
        let targets = try PrometheusTargets.ofEnvironment()
        prometheus = targets.url
        registration = try targets.register(port: server.port)
        reading = Task {
            while !Task.isCancelled {
                if let state = try? await Self.state(of: cluster) {
                    model.value.withLock { $0.update(state, at: clock.now()) }
                }
                guard (try? await clock.sleep(for: .milliseconds(400))) != nil else { return }
            }
        }
    }

    /// Another scenario from now on; counters go on.
    func begin(_ scenario: JSONValue) throws {
        let scenario = try Scenario(scenario)
        model.value.withLock { $0.begin(scenario, at: SystemTime().now()) }
    }

    func stop() async {
        reading.cancel()
        await reading.value
        registration.remove()
        await server.stop(within: .zero)
    }

    private static func state(of cluster: TestCluster) async throws -> ClusterState {
        async let pods = cluster.objects.list(.pods(namespace: cluster.namespace)).map(\.body)
        async let services = cluster.objects.list(.services(namespace: cluster.namespace)).map(\.body)
        var policies: [JSONValue] = []
        for kind in [PolicyKind.virtualService, .destinationRule] {
            let list = ResourceReference(
                group: kind.groups[0], version: "v1", plural: kind.plural, namespace: cluster.namespace)
            for live in try await cluster.objects.list(list) {
                var body = live.body
                body["kind"] = .string(kind.rawValue)
                body["apiVersion"] = .string("\(kind.groups[0])/v1")
                policies.append(body)
            }
        }
        return ClusterState(pods: try await pods, services: try await services, policies: policies)
    }
}

/// The model, shared between the scrape and the reader.
private final class SharedModel: Sendable {
    let value: Mutex<TrafficModel>
    init(_ model: TrafficModel) { value = Mutex(model) }
}
