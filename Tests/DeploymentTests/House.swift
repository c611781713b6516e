import API
import Application
import CohortKeeper
import Domain
import HTTPClient
import Kubernetes
import Ports
import PostgresStore
import Prometheus
import Roles
import Runtime
import Scheduler
import Security
import TestKit
import WorkerKit

/// The whole house in one process: API, workers of all stages and the scheduler over a real PostgreSQL and a queue in
/// memory, with clusters as the test registers them.
struct House: Sendable {
    let database: TestDatabase
    let queue: InMemoryJobQueue
    let api: API
    let feed: ChangeFeed
    let ids: SystemIDs
    static let lease = Duration.seconds(300)
    /// How far the ticks of the watch are apart.
    static let tick = Duration.seconds(1)

    /// Runs `body` with everything at work.
    ///
    /// - Parameters:
    ///   - lifetime: How old what workers know of a cluster may be.
    ///   - limit: How long a cluster may take for an answer; no machine is so slow.
    static func with(
        knowing lifetime: Duration = .zero, answeredWithin limit: Duration = .seconds(120),
        _ body: @escaping @Sendable (House) async throws -> Void
    ) async throws {
        let republish = RepublishSchedule(
            unconfirmed: .milliseconds(500), unclaimed: .seconds(1), ceiling: .seconds(5))
        try await TestDatabase.with(connections: 8, republish: republish) { database in
            let queue = InMemoryJobQueue(stages: Stage.allCases.map(\.rawValue))
            let clusters = KubernetesClusters(settings: kubernetes(limit), sealing: OpenSealing())
            try await run(database, queue, clusters, republish, lifetime, body)
        }
    }

    private static func run(
        _ database: TestDatabase, _ queue: InMemoryJobQueue, _ clusters: KubernetesClusters,
        _ republish: RepublishSchedule, _ lifetime: Duration, _ body: @escaping @Sendable (House) async throws -> Void
    ) async throws {
        let (time, store) = (SystemTime(), database.store)
        let ids = SystemIDs(time: time)
        let dispatcher = JobDispatcher(queue: queue, jobs: store, schedule: republish, time: time)
        let recorder = JobRecorder(store: store, dispatcher: dispatcher, ids: ids)
        let parts = workerParts(store, queue, clusters, recorder, time, lifetime)
        let worker = Worker(
            stages: Stage.allCases.map { parts.work(of: $0) }, consuming: queue, jobs: store, recorder: recorder,
            settings: WorkerSettings(name: "house", concurrency: 8, lease: lease, drainLimit: .seconds(5)), time: time,
            observer: WorkerObserver())
        let scheduler = Scheduler(
            jobs: store, depths: queue, dispatcher: dispatcher, recorder: recorder, schedule: republish,
            clock: RolloutClock(
                watches: store, rollouts: store, jobs: store, dispatcher: dispatcher, ids: ids, interval: tick),
            name: "scheduler")
        let feed = ChangeFeed(store: store, time: time, interval: .milliseconds(20))
        let api = API(apiParts(store, clusters, dispatcher, feed, ids, time))
        let house = House(database: database, queue: queue, api: api, feed: feed, ids: ids)
        let shutdown = Shutdown()
        let loop = SchedulerLoop(scheduler, interval: .milliseconds(50), time: time) { _ in }
        let sweeping = Task { await loop.run() }
        let working = Task { try await worker.run { await shutdown.wait() } }
        let keeping = Task { await parts.keeper(name: "house").run { _ in } }
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(house)) } catch { outcome = .failure(error) }
        shutdown.request()
        try await working.value
        sweeping.cancel()
        keeping.cancel()
        await keeping.value
        await sweeping.value
        try outcome.get()
    }

    private static func kubernetes(_ limit: Duration) -> KubernetesSettings {
        var settings = KubernetesSettings()
        settings.requestTimeout = limit
        settings.connectTimeout = limit / 2
        return settings
    }

    private static func workerParts(
        _ store: PostgresStore, _ queue: InMemoryJobQueue, _ clusters: KubernetesClusters,
        _ recorder: JobRecorder, _ time: SystemTime, _ lifetime: Duration
    ) -> WorkerParts {
        let fleet = FleetDirectory(store: store, time: time, maxAge: .zero)
        return WorkerParts(
            bundles: store, jobs: store, watches: store, cohorts: store, fleet: fleet, clusters: clusters,
            pods: clusters, metrics: PrometheusConnections(), probes: HTTPClient(), events: queue,
            calendar: EnvironmentCalendar(fleet: fleet, jobs: store, zone: TimeZones().rules(named:)),
            recorder: recorder, time: time, source: "hotswap/test",
            limits: WorkerParts.Limits(
                concurrency: 16, requestLimit: .seconds(1), settleTime: .milliseconds(50), soakInterval: tick),
            knowledge: ClusterKnowledge(clusters: clusters, formats: Formats(), lifetime: lifetime),
            pending: PendingKnowledge(store: store), validations: store)
    }

    private static func apiParts(
        _ store: PostgresStore, _ clusters: KubernetesClusters, _ dispatcher: JobDispatcher, _ feed: ChangeFeed,
        _ ids: SystemIDs, _ time: SystemTime
    ) -> API.Parts {
        let fleet = FleetDirectory(store: store, time: time, maxAge: .zero)
        let hash: PolicyCatalogue.Hash = { SHA256.hex(of: $0) }
        let catalogue = PolicyCatalogue(store: store, ids: ids, hash: hash)
        let commands = DeploymentCommands(rollouts: store, dispatcher: dispatcher, ids: ids)
        let knowledge = ClusterKnowledge(clusters: clusters, formats: Formats(), lifetime: .zero)
        return API.Parts(
            policies: store, fleetStore: store, fleet: fleet, deployments: store, jobs: store, watches: store,
            cohorts: store, metrics: PrometheusConnections(), catalogue: catalogue,
            checks: PolicyChecks(clusters: clusters, concurrency: 8),
            judge: PolicyJudge(knowledge, pending: PendingKnowledge(store: store)),
            impacts: ImpactReader(knowledge, metrics: PrometheusConnections()), review: ChangeReview(knowledge),
            replays: ReplayReader(knowledge), validations: store, audit: store,
            adoption: Adoption(catalogue: catalogue, policies: store, clusters: clusters),
            desk: DeploymentDesk(
                policies: store, fleet: fleet, rollouts: store, deployments: store,
                assessment: RolloutAssessment(
                    policies: store, clusters: clusters, pods: clusters, metrics: PrometheusConnections()),
                commands: commands, dispatcher: dispatcher, ids: ids, time: time, zone: TimeZones().rules(named:)),
            commands: commands,
            rollbacks: RollbackDesk(
                deployments: store, rollouts: store, commands: commands, dispatcher: dispatcher, ids: ids, time: time),
            clusters: clusters, credentials: OpenSealing(), dispatcher: dispatcher, feed: feed, formats: Formats(),
            ids: ids, time: time, hash: hash, zone: TimeZones().rules(named:)
        ) { (_, _) throws(AuthenticationFailure) in Principal(subject: "tester", roles: [.admin]) }
    }
}

/// Seals nothing: what these tests send to clusters is no secret.
private struct OpenSealing: CredentialSealing {
    func seal(_ credentials: JSONValue, for id: ID<Cluster>) throws -> [UInt8] { credentials.jsonBytes }

    func open(_ sealed: [UInt8], for id: ID<Cluster>) throws -> JSONValue { try Formats().json(sealed) }
}
