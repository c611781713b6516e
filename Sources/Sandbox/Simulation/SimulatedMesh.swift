import Domain
import Glibc
import MeshModel
import MeshTraffic
import Synchronization

/// The mesh of a sandbox: traffic that reacts to what is in the store, and proxies that are told of it.
final class SimulatedMesh: Sendable {
    /// The bearer of the traffic, and the revision that it knows. Held while the store is read; never the other way
    /// round.
    private let traffic: Mutex<Traffic>
    private let changes = Mutex(Changes())
    private let meshes: Set<Mesh>

    private struct Traffic {
        var model: TrafficModel
        var document: JSONValue
    }

    private struct Changes {
        var sync = ProxySync()
        /// When the traffic's picture of the store became outdated; `nil`: it is not.
        var since: Timestamp?
    }

    /// - Parameters:
    ///   - document: The scenario. Throws what is wrong with it.
    ///   - meshes: Those that are there: one alone has all the pods, unless the scenario says something else.
    init(_ document: JSONValue, _ meshes: Set<Mesh>) throws(ScenarioProblem) {
        self.meshes = meshes
        let model = TrafficModel(try Self.scenario(document, meshes), at: Self.now)
        traffic = Mutex(Traffic(model: model, document: document))
    }

    static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    /// Called for every change, with the store locked: it must be quick and must not ask the store.
    func notice(_ event: ObjectStore.Event) {
        let now = Self.now
        changes.withLock { changes in
            changes.sync.take(event, at: now)
            changes.since = changes.since ?? now
        }
    }

    /// From a change to the moment at which proxies have it and traffic reacts.
    var delay: Duration {
        get { changes.withLock { $0.sync.delay } }
        set { changes.withLock { $0.sync.delay = newValue } }
    }

    /// The lines of istiod's `/debug/syncz` for these pods.
    func syncTable(_ pods: [PodName]) -> JSONValue {
        let now = Self.now
        return changes.withLock { changes in .array(pods.map { changes.sync.line(of: $0, at: now) }) }
    }
}

// Traffic.
extension SimulatedMesh {
    /// The scenario as it was given.
    var scenario: JSONValue { traffic.withLock { $0.document } }

    /// Begins another scenario; counters go on. Throws what is wrong with it.
    func begin(_ document: JSONValue) throws(ScenarioProblem) {
        let scenario = try Self.scenario(document, meshes)
        traffic.withLock { traffic in
            traffic.model.begin(scenario, at: Self.now)
            traffic.document = document
        }
    }

    private static func scenario(
        _ document: JSONValue, _ meshes: Set<Mesh>
    ) throws(ScenarioProblem) -> Scenario {
        var scenario = try Scenario(document)
        if document["mesh"] == nil, !meshes.contains(.istio) { scenario.mesh = .linkerd }
        return scenario
    }

    /// What the proxies have counted until now.
    func exposition(of store: SharedStore) -> [UInt8] {
        traffic.withLock { traffic in
            let now = Self.now
            if let changed = takeChange(before: now) { traffic.model.update(Self.state(of: store), at: changed) }
            traffic.model.advance(to: now)
            return traffic.model.exposition()
        }
    }

    /// When the proxies got what has changed since the last time; `nil` where they have nothing new yet.
    private func takeChange(before now: Timestamp) -> Timestamp? {
        changes.withLock { changes in
            guard let since = changes.since, since + changes.sync.delay <= now else { return nil }
            changes.since = nil
            return since + changes.sync.delay
        }
    }

    private static func state(of store: SharedStore) -> ClusterState {
        store.read { store in
            var state = ClusterState()
            for (type, objects) in store.byType {
                switch type {
                case ResourceCatalog.pods: state.pods = objects
                case ResourceCatalog.services: state.services = objects
                default: state.policies += objects.map { type.versioned($0) }
                }
            }
            return state
        }
    }
}

extension ResourceType {
    /// The object with its apiVersion and kind, which the store leaves out where the path says them.
    fileprivate func versioned(_ object: JSONValue) -> JSONValue {
        var object = object
        if object["apiVersion"] == nil { object["apiVersion"] = .string(apiVersion(versions.first ?? "v1")) }
        if object["kind"] == nil { object["kind"] = .string(kind) }
        return object
    }
}
