import Domain
import JSON
import Ports
import Synchronization

/// A cluster whose istiods say what a test wants.
final class FakeMesh: ClusterPods {
    struct Istiod: Sendable {
        var phase = "Running"
        /// What `/debug/syncz` answers, by port; other ports answer 503.
        var answers: [Int: Result<JSONValue, PortError>] = [:]
    }

    private struct State {
        var istiods: [PodName: Istiod] = [:]
        var asked: [String] = []
        var listFailure: PortError?
    }

    private let state = Mutex(State())

    /// What was asked of whom, e.g. `istiod-1:15014/debug/syncz`.
    var asked: [String] { state.withLock(\.asked) }

    func set(_ name: String, _ istiod: Istiod) {
        state.withLock { $0.istiods[PodName(namespace: "istio-system", name: name)] = istiod }
    }

    /// An istiod that answers with these lines on the usual port.
    func set(_ name: String, _ lines: [JSONValue]) { set(name, Istiod(answers: [15014: .success(.array(lines))])) }

    func failLists() { state.withLock { $0.listFailure = PortError(.transient, "cluster west", "is away") } }

    func pods(namespace: String?, labelSelector: String?) async throws -> [LiveObject] {
        try state.withLock { state in
            if let failure = state.listFailure { throw failure }
            guard namespace == nil, labelSelector == "app=istiod" else { return [] }
            return state.istiods.sorted { $0.key < $1.key }.map { pod, istiod in
                LiveObject(body: [
                    "metadata": ["namespace": .string(pod.namespace), "name": .string(pod.name)],
                    "status": ["phase": .string(istiod.phase)],
                ])
            }
        }
    }

    func ask(_ pod: PodName, port: Int, path: String) async throws -> JSONValue {
        try state.withLock { state in
            state.asked.append("\(pod.name):\(port)/\(path)")
            let none = PortError(.transient, "pod \(pod)", "nobody listens on port \(port)", code: "503")
            return try (state.istiods[pod]?.answers[port] ?? .failure(none)).get()
        }
    }

    func label(_ pod: PodName, uid: String, _ labels: [String: String?]) async throws {}
    func watchPods(_ handle: @Sendable (ObjectNews) async throws -> Void) async throws {}
}

/// Objects with the status that a test wants, and nothing else.
struct FakeObjects: PartialCluster {
    var live: [ObjectReference: LiveObject] = [:]
    func get(_ reference: ObjectReference) async throws -> LiveObject? { live[reference] }
}

/// A proxy as istiod's `/debug/syncz` shows it, in the two shapes that there are.
struct FakeProxy {
    struct Sent {
        /// `nil`: not asked for.
        var nonce: String?
        var isAcked = true
        var at: Int64 = 0
        var error = ""
    }

    var pod: String
    var cluster = "Kubernetes"
    var clusters = Sent(nonce: "c0")
    var listeners = Sent(nonce: "l0")
    var routes = Sent(nonce: "r0")
    var endpoints = Sent(nonce: "e0")

    init(_ pod: String) { self.pod = pod }

    private var all: [(field: String, type: String, sent: Sent)] {
        [
            ("cluster", "envoy.config.cluster.v3.Cluster", clusters),
            ("listener", "envoy.config.listener.v3.Listener", listeners),
            ("route", "envoy.config.route.v3.RouteConfiguration", routes),
            ("endpoint", "envoy.config.endpoint.v3.ClusterLoadAssignment", endpoints),
        ]
    }

    /// Before 1.23: nonces only.
    var old: JSONValue {
        var line: JSONValue = [
            "cluster_id": .string(cluster), "proxy": .string(pod), "proxy_type": "sidecar", "istio_version": "1.20.0",
        ]
        for (field, _, sent) in all {
            guard let nonce = sent.nonce else { continue }
            line[field + "_sent"] = .string(nonce)
            line[field + "_acked"] = .string(sent.isAcked ? nonce : "earlier")
        }
        return line
    }

    /// From 1.23 on: with times and errors beside.
    var new: JSONValue {
        var line = old
        var resources: JSONValue = [:]
        for (_, type, sent) in all {
            guard let nonce = sent.nonce else { continue }
            var resource: JSONValue = [
                "sent": .string(nonce), "sentTime": .string(Timestamp(seconds: sent.at).description),
            ]
            resource["acked"] = .string(sent.isAcked ? nonce : "earlier")
            if !sent.error.isEmpty { resource["lastError"] = .string(sent.error) }
            resources["type.googleapis.com/" + type] = resource
        }
        line["resources"] = resources
        return line
    }
}
