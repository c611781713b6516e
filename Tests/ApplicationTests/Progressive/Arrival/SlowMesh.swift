import Domain
import MeshModel
import MeshTestKit
import Ports
import Synchronization

/// A cluster in memory whose one istiod sends to its proxies what is written, when the test lets it.
final class SlowMesh: PartialCluster, ClusterPods, ClusterConnecting, ClusterPodsConnecting {
    struct State {
        var objects: [MeshPlace: JSONValue] = [:]
        var pods: [PodName: Workload] = [:]
        var proxies: [PodName: FakeProxy] = [:]
        var revision: Int64 = 0
        /// Whether istiod keeps to itself what was written.
        var isHeld = false
        /// Who has not been sent what was written.
        var news: Set<PodName> = []
        var lastWrite = Duration.zero
        /// The status that every HTTPRoute gets when it is written.
        var routeStatus: JSONValue?
        /// Who does not take what it is sent, and why.
        var refusing: (pod: PodName, why: String)?
        /// Writes from this one on get no answer.
        var failing: String?
        var log: [String] = []
    }

    private let state: Mutex<State>
    private let time: DrivenTime

    init(pods: [Workload], time: DrivenTime) {
        self.time = time
        var state = State()
        for pod in pods {
            state.pods[pod.podName] = pod
            state.proxies[pod.podName] = FakeProxy("\(pod.name).\(pod.namespace)")
        }
        self.state = Mutex(state)
    }

    /// What was done, in order: `create VirtualService reviews`, `label productpage-1`, `sent`.
    var log: [String] { state.withLock(\.log) }
    func forgetLog() { state.withLock { $0.log = [] } }
    func live(_ kind: PolicyKind, _ name: String) -> JSONValue? {
        state.withLock { $0.objects.first { $0.key.plural == kind.plural && $0.key.name == name }?.value }
    }

    /// istiod sends nothing until it is released.
    func hold() { state.withLock { $0.isHeld = true } }
    /// istiod sends what has come together, and from now on everything at once.
    func release() {
        state.withLock { state in
            state.isHeld = false
            if !state.news.isEmpty { state.send(at: time.now()) }
        }
    }
    /// istiod sends what is written so long after the last write.
    func lag(by duration: Duration) {
        hold()
        time.whileAsleep { [self, time] in
            guard time.uptime() - state.withLock(\.lastWrite) >= duration else { return }
            release()
            hold()
        }
    }
    func setRouteStatus(_ status: JSONValue) { state.withLock { $0.routeStatus = status } }
    func refuse(by pod: PodName, why: String) { state.withLock { $0.refusing = (pod, why) } }
    /// A write whose line in the log would begin with `prefix` gets no answer; `nil`: all do.
    func fail(_ prefix: String?) { state.withLock { $0.failing = prefix } }

    /// Somebody else's object, of which everybody was told long ago.
    func put(_ body: JSONValue, at place: MeshPlace) { state.withLock { _ = $0.put(body, at: place) } }

    func objects(of _: Cluster) -> any ClusterObjects { self }
    func pods(of _: Cluster) -> any ClusterPods { self }

    /// Carries out a write a second after the one before, and tells istiod of it.
    private func write<Answer: Sendable>(
        _ line: String, for pod: PodName? = nil, _ change: (inout State) throws -> Answer
    ) throws -> Answer {
        time.tick()
        return try state.withLock { state in
            if let failing = state.failing, line.hasPrefix(failing) {
                throw PortError(.transient, line, "did not answer in time")
            }
            let answer = try change(&state)
            state.log.append(line)
            state.news.formUnion(pod.map { [$0] } ?? Set(state.proxies.keys))
            state.lastWrite = time.uptime()
            if !state.isHeld { state.send(at: time.now()) }
            return answer
        }
    }

    // MARK: Objects

    func servedVersions(group: String, plural: String) -> [String] {
        group.hasSuffix("istio.io") ? ["v1", "v1beta1"] : ["v1beta3", "v1beta1", "v1alpha1", "v1"]
    }

    func get(_ reference: ObjectReference) -> LiveObject? {
        state.withLock { $0.objects[MeshPlace(reference)].map(LiveObject.init(body:)) }
    }

    func list(_ resource: ResourceReference) -> [LiveObject] {
        state.withLock { state in
            let found = state.objects.filter { place, _ in
                place.group == resource.group && place.plural == resource.plural
                    && (resource.namespace ?? place.namespace) == place.namespace
            }
            return found.sorted { $0.key.name < $1.key.name }.map { LiveObject(body: $0.value) }
        }
    }

    func create(_ body: JSONValue, at reference: ObjectReference, dryRun: Bool) throws -> LiveObject {
        try write("create \(reference.kind) \(reference.name)") { $0.put(body, at: MeshPlace(reference)) }
    }

    func apply(
        _ body: JSONValue, onto live: LiveObject, at reference: ObjectReference, force: Bool, dryRun: Bool
    ) throws -> LiveObject {
        try write("apply \(reference.kind) \(reference.name)") { $0.put(body, at: MeshPlace(reference)) }
    }

    func replace(
        _ body: JSONValue, at reference: ObjectReference, resourceVersion: String, dryRun: Bool
    ) throws -> LiveObject {
        try write("replace \(reference.kind) \(reference.name)") { $0.put(body, at: MeshPlace(reference)) }
    }

    func delete(_ reference: ObjectReference, uid: String, resourceVersion: String, dryRun: Bool) throws {
        try write("delete \(reference.kind) \(reference.name)") { $0.objects[MeshPlace(reference)] = nil }
    }

    // MARK: Pods

    func pods(namespace: String?, labelSelector: String?) -> [LiveObject] {
        if labelSelector == "app=istiod" { return [Self.istiod] }
        return state.withLock { state in
            let chosen = state.pods.values.filter { pod in
                (namespace ?? pod.namespace) == pod.namespace && labelSelector.map { pod.labels[$0] != nil } ?? true
            }
            return chosen.sorted { $0.podName < $1.podName }.map { LiveObject(body: $0.body) }
        }
    }

    func label(_ pod: PodName, uid: String, _ labels: [String: String?]) throws {
        try write("label \(pod.name)", for: pod) { state in
            for (key, value) in labels { state.pods[pod] = state.pods[pod]?.labelled(key, value) }
        }
    }

    func watchPods(_ handle: @Sendable (ObjectNews) async throws -> Void) throws { throw NotPlayed() }

    func ask(_ pod: PodName, port: Int, path: String) -> JSONValue {
        .array(state.withLock { $0.proxies.sorted { $0.key < $1.key }.map(\.value.new) })
    }

    private static let istiod = LiveObject(body: [
        "metadata": ["namespace": "istio-system", "name": "istiod-1"], "status": ["phase": "Running"],
    ])
}
