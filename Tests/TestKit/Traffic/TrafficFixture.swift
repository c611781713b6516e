package import Domain
import Glibc
import HTTPServer
import MeshTraffic
import Synchronization

/// Simulated traffic over what is really in an API server: it watches pods, services and the meshes' objects of some
/// namespaces, lets a scenario's requests run under them, and shows what the proxies would count to the real
/// Prometheus.
///
///     let traffic = try await TrafficFixture.start(cluster.server, namespaces: [cluster.namespace], scenario: […])
///
/// Dropping it ends it.
package final class TrafficFixture: Sendable {
    private let simulation: Simulation
    private let mirror: ClusterMirror
    private let server: HTTPServer
    private let ticking: Task<Void, Never>
    private let registration: Mutex<PrometheusTargets.Registration?>

    /// - Parameters:
    ///   - namespaces: What is in them is all that the mesh knows; name Istio's root namespace for what is meant for
    ///     all.
    ///   - kinds: The only ones that it watches; the fewer, the less it costs.
    ///   - scenario: In the form that `docs/sandbox.md` describes. Throws what is wrong with it.
    ///   - delay: From a change to the moment at which traffic reacts.
    ///   - prometheus: Has the counters scraped; `nil`: nobody.
    ///   - labels: What all series have there, so that those of several clusters can be told apart.
    package static func start(
        _ kube: KubeServer, namespaces: [String], kinds: [PolicyKind] = PolicyKind.allCases, scenario: JSONValue = [:],
        delay: Duration = .zero, prometheus: PrometheusTargets?, labels: [String: String] = [:]
    ) async throws -> TrafficFixture {
        let simulation = Simulation(try Scenario(scenario), delay: delay)
        let mirror = try await ClusterMirror.start(kube, namespaces: namespaces, kinds: kinds) { simulation.notice() }
        simulation.update(mirror.state)
        return try TrafficFixture(simulation, mirror, prometheus, labels)
    }

    private init(
        _ simulation: Simulation, _ mirror: ClusterMirror, _ prometheus: PrometheusTargets?, _ labels: [String: String]
    ) throws {
        self.simulation = simulation
        self.mirror = mirror
        server = try HTTPServer { _ in
            HTTPResponse(
                status: 200, headers: [("Content-Type", "text/plain; version=0.0.4")], body: .bytes(simulation.count()))
        }
        ticking = Task { await simulation.follow { mirror.state } }
        registration = Mutex(try prometheus?.register(port: server.port, labels: labels))
    }

    deinit { ticking.cancel() }

    /// Where it is scraped, on the loopback.
    package var port: UInt16 { server.port }

    /// Begins another scenario; the counters go on. Throws what is wrong with it.
    package func setScenario(_ scenario: JSONValue) throws { simulation.begin(try Scenario(scenario)) }

    /// What is counted until now, as Prometheus would read it.
    package var text: String { String(decoding: simulation.count(), as: UTF8.self) }

    /// How often it was scraped.
    package var scrapes: Int { simulation.scrapes }

    package func stop() async {
        registration.withLock { $0 = nil }
        ticking.cancel()
        mirror.end()
        await server.stop(within: .zero)
    }
}

/// The model and its clock.
private final class Simulation: Sendable {
    private let model: Mutex<TrafficModel>
    private let delay: Duration
    private let state = Mutex<(changed: Timestamp?, scrapes: Int)>((nil, 0))

    init(_ scenario: Scenario, delay: Duration) {
        model = Mutex(TrafficModel(scenario, at: Self.now))
        self.delay = delay
    }

    static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(seconds: Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }

    var scrapes: Int { state.withLock { $0.scrapes } }

    func notice() { state.withLock { $0.changed = $0.changed ?? Self.now } }

    func update(_ cluster: ClusterState) { model.withLock { $0.update(cluster, at: Self.now) } }

    func begin(_ scenario: Scenario) { model.withLock { $0.begin(scenario, at: Self.now) } }

    func count() -> [UInt8] {
        state.withLock { $0.scrapes += 1 }
        return model.withLock { model in
            model.advance(to: Self.now)
            return model.exposition()
        }
    }

    /// Takes changes over ten times a second; less often where that takes long.
    func follow(_ cluster: @Sendable () -> ClusterState) async {
        while !Task.isCancelled {
            let began = ContinuousClock.now
            if let changed = due() {
                let cluster = cluster()
                model.withLock { $0.update(cluster, at: changed) }
            }
            try? await Task.sleep(for: max(.milliseconds(100), (ContinuousClock.now - began) * 3))
        }
    }

    /// When the proxies got what has changed; `nil` where they have nothing new yet.
    private func due() -> Timestamp? {
        state.withLock { state in
            guard let changed = state.changed, changed + delay <= Self.now else { return nil }
            state.changed = nil
            return changed + delay
        }
    }
}
