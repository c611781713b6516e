import Domain
import Ports
import Synchronization
import TestKit

/// A watch of a cluster's pods, and what it told of one namespace, as lines: `all a b`, `changed a cohort=in`, `gone
/// a`.
final class PodNewsRecorder: Sendable {
    private let lines = Told()
    private let task: Task<any Error, Never>

    init(_ pods: any ClusterPods, namespace: String) {
        task = Task { [lines] in
            do {
                try await pods.watchPods { news in lines.add(Self.line(news, namespace)) }
                return TestKitError("the watch ended")
            } catch { return error }
        }
    }

    deinit { task.cancel() }

    /// Waits for a line that begins so.
    func until(_ prefix: String, count: Int = 1) async throws {
        try await awaitCondition("\(prefix) among \(lines.all)") { self.count(prefix) >= count }
    }

    /// How many lines begin so.
    func count(_ prefix: String) -> Int { lines.all.filter { $0.hasPrefix(prefix) }.count }

    /// Cancels the watch; returns what it threw.
    func stop() async -> any Error {
        task.cancel()
        return await task.value
    }

    private static func line(_ news: ObjectNews, _ namespace: String) -> String? {
        switch news {
        case .all(let pods):
            (["all"] + pods.filter { $0.namespace == namespace }.map(name)).joined(separator: " ")
        case .changed(let pod): pod.namespace == namespace ? text("changed", pod) : nil
        case .gone(let pod): pod.namespace == namespace ? text("gone", pod) : nil
        case .standing, .lost: nil
        }
    }

    private static func text(_ what: String, _ pod: LiveObject) -> String {
        let labels = pod.labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return ([what, name(pod)] + labels).joined(separator: " ")
    }

    /// Who owns its fields is not to be told.
    private static func name(_ pod: LiveObject) -> String { pod.owners.isEmpty ? pod.name : "\(pod.name) with owners" }

    private final class Told: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String?) { if let line { lines.withLock { $0.append(line) } } }
    }
}

extension TestCluster {
    private var pods: String { "/api/v1/namespaces/\(namespace)/pods" }

    /// Creates a pod as a ReplicaSet would.
    func createPod(_ name: String, labels: [String: String]) async throws -> LiveObject {
        let body: JSONValue = [
            "apiVersion": "v1", "kind": "Pod",
            "metadata": ["name": .string(name), "labels": .object(labels.mapValues { .string($0) })],
            "spec": ["containers": [["name": "app", "image": "example/app:1"]]],
        ]
        return LiveObject(body: try await requests.succeed("POST", pods, body))
    }

    func pod(_ name: String) async throws -> LiveObject {
        LiveObject(body: try await requests.succeed("GET", "\(pods)/\(name)"))
    }

    func deletePod(_ name: String) async throws {
        try await requests.succeed("DELETE", "\(pods)/\(name)?gracePeriodSeconds=0")
    }
}

extension LiveObject {
    var labels: [String: String] { body["metadata"]?["labels"]?.object?.compactMapValues(\.string) ?? [:] }
}
