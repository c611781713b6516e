import Domain
import Ports
import Synchronization

/// A cluster in memory that counts what it is asked, refuses stale writes, and does not answer where a test wants it.
final class CountedCluster: PartialCluster {
    fileprivate struct State {
        var objects: [ObjectReference: JSONValue] = [:]
        var revision: Int64 = 0
        var calls: [String] = []
        var silent: Set<String> = []
    }

    private let state = Mutex(State())

    /// `get a`, `apply a`, in the order of their coming.
    var calls: [String] { state.withLock(\.calls) }
    func note(_ call: String) { state.withLock { $0.calls.append(call) } }
    func forgetCalls() { state.withLock { $0.calls = [] } }
    /// Writes to objects of these names get no answer.
    func beSilent(about names: Set<String>) { state.withLock { $0.silent = names } }

    @discardableResult
    func put(_ body: JSONValue, at reference: ObjectReference) -> LiveObject {
        state.withLock { $0.put(body, at: reference) }
    }

    func live(_ reference: ObjectReference) -> LiveObject? {
        state.withLock { $0.objects[reference].map(LiveObject.init(body:)) }
    }

    func get(_ reference: ObjectReference) async throws -> LiveObject? {
        state.withLock { $0.calls.append("get \(reference.name)") }
        return live(reference)
    }

    func apply(
        _ body: JSONValue, onto live: LiveObject, at reference: ObjectReference, force: Bool, dryRun: Bool
    ) async throws -> LiveObject {
        try state.withLock { state in
            state.calls.append("apply \(reference.name)")
            if state.silent.contains(reference.name) {
                throw PortError(.transient, "\(reference)", "did not answer in time")
            }
            guard let now = state.objects[reference].map(LiveObject.init(body:)),
                now.resourceVersion == live.resourceVersion
            else { throw ClusterRefusal.stale }
            return state.put(body, at: reference)
        }
    }

    func replace(
        _ body: JSONValue, at reference: ObjectReference, resourceVersion: String, dryRun: Bool
    ) async throws -> LiveObject {
        state.withLock { state in
            state.calls.append("replace \(reference.name)")
            return state.put(body, at: reference)
        }
    }
}

extension CountedCluster.State {
    fileprivate mutating func put(_ body: JSONValue, at reference: ObjectReference) -> LiveObject {
        revision += 1
        var stored = body
        var metadata = body["metadata"] ?? .object([:])
        metadata["resourceVersion"] = .string(String(revision))
        stored["metadata"] = metadata
        objects[reference] = stored
        return LiveObject(body: stored)
    }
}

/// No pods.
struct NoPods: ClusterPods {
    func pods(namespace: String?, labelSelector: String?) async throws -> [LiveObject] { [] }
    func label(_ pod: PodName, uid: String, _ labels: [String: String?]) async throws {}
    func watchPods(_ handle: @Sendable (ObjectNews) async throws -> Void) async throws {}
    func ask(_ pod: PodName, port: Int, path: String) async throws -> JSONValue { .null }
}

/// A clock that stands.
struct StandingTime: TimeSource {
    func now() -> Timestamp { Timestamp(microseconds: 0) }
    func uptime() -> Duration { .zero }
    func sleep(for duration: Duration) async throws {}
}
