import Domain
import Ports
import Synchronization

/// A cluster in memory that counts how often it is listed, and tells those who watch what a test wants, when it wants.
final class WatchedCluster: PartialCluster, ClusterPods {
    private typealias Handler = @Sendable (ObjectNews) async throws -> Void

    private struct State {
        var objects: [String: [String: LiveObject]] = [:]
        var lists = 0
        /// By the plural of what is watched.
        var watches: [String: AsyncStream<ObjectNews>.Continuation] = [:]
    }

    private let state = Mutex(State())
    private let canBeWatched: Bool

    init(canBeWatched: Bool = true) { self.canBeWatched = canBeWatched }

    /// How often everything was read: pods are read once each time.
    var readings: Int { state.withLock(\.lists) }
    var watches: Int { state.withLock(\.watches.count) }

    /// An object is there from now on. Whoever watches is told unless `isSilent`.
    func put(_ plural: String, _ name: String, labels: [String: String] = [:], isSilent: Bool = false) {
        let object = Self.object(name, labels)
        tell(plural, isSilent ? nil : .changed(object)) { $0[name] = object }
    }

    func remove(_ plural: String, _ name: String) {
        tell(plural, .gone(Self.object(name, [:]))) { $0[name] = nil }
    }

    /// What connections do: `standing`, `lost`.
    func tell(_ plural: String, _ news: ObjectNews) { tell(plural, news) { _ in } }

    /// Everything is told again, as after a history that the server has forgotten.
    func tellAll(_ plural: String) {
        let objects = state.withLock { Array(($0.objects[plural] ?? [:]).values) }
        tell(plural, .all(objects))
    }

    private func tell(_ plural: String, _ news: ObjectNews?, _ change: (inout [String: LiveObject]) -> Void) {
        state.withLock { state in
            change(&state.objects[plural, default: [:]])
            if let news { state.watches[plural]?.yield(news) }
        }
    }

    private static func object(_ name: String, _ labels: [String: String]) -> LiveObject {
        LiveObject(body: [
            "metadata": [
                "name": .string(name), "namespace": "shop", "uid": .string("uid-\(name)"),
                "labels": .object(labels.mapValues { .string($0) }),
            ],
            "status": ["phase": "Running"],
        ])
    }

    func watch(
        _ resource: ResourceReference, _ handle: @Sendable (ObjectNews) async throws -> Void
    ) async throws {
        guard canBeWatched else { throw ClusterRefusal.notServed("it cannot be watched") }
        let (news, continuation) = AsyncStream<ObjectNews>.makeStream()
        state.withLock { state in
            continuation.yield(.all(Array((state.objects[resource.plural] ?? [:]).values)))
            continuation.yield(.standing)
            state.watches[resource.plural] = continuation
        }
        defer { state.withLock { _ = $0.watches.removeValue(forKey: resource.plural) } }
        for await each in news { try await handle(each) }
        throw CancellationError()
    }

    func list(_ resource: ResourceReference) async throws -> [LiveObject] {
        state.withLock { Array(($0.objects[resource.plural] ?? [:]).values) }
    }

    func pods(namespace: String?, labelSelector: String?) async throws -> [LiveObject] {
        state.withLock { state in
            state.lists += 1
            return Array((state.objects["pods"] ?? [:]).values)
        }
    }

    func servedVersions(group: String, plural: String) async throws -> [String] { ["v1beta1"] }
    func label(_ pod: PodName, uid: String, _ labels: [String: String?]) async throws { throw NotPlayed() }
    func watchPods(_ handle: @Sendable (ObjectNews) async throws -> Void) async throws { throw NotPlayed() }
    func ask(_ pod: PodName, port: Int, path: String) async throws -> JSONValue { throw NotPlayed() }
}
