import API
import Application
import Apply
import Domain
import Kubernetes
import Notify
import Ports
import PostgresStore
import Roles
import Rollback
import Runtime
import Scheduler
import Security
import TestKit
import Validate
import WorkerKit

/// The whole house in one process: API, workers of all stages and the scheduler over a real PostgreSQL and a queue in
/// memory, with clusters as the test registers them.
struct House: Sendable {
    let database: TestDatabase
    let queue: InMemoryJobQueue
    let api: API
    let feed: ChangeFeed
    let ids: SystemIDs
    static let lease = Duration.seconds(2)

    /// Runs `body` with everything at work.
    static func with(_ body: @escaping @Sendable (House) async throws -> Void) async throws {
        let republish = RepublishSchedule(
            unconfirmed: .milliseconds(500), unclaimed: .seconds(1), ceiling: .seconds(5))
        try await TestDatabase.with(connections: 8, republish: republish) { database in
            let queue = InMemoryJobQueue(stages: Stage.allCases.map(\.rawValue))
            try await run(database, queue, republish, body)
        }
    }

    private static func run(
        _ database: TestDatabase, _ queue: InMemoryJobQueue, _ republish: RepublishSchedule,
        _ body: @escaping @Sendable (House) async throws -> Void
    ) async throws {
        let (time, store) = (SystemTime(), database.store)
        let ids = SystemIDs(time: time)
        let clusters = KubernetesClusters(settings: kubernetes, sealing: OpenSealing())
        let dispatcher = JobDispatcher(queue: queue, jobs: store, schedule: republish, time: time)
        let recorder = JobRecorder(store: store, dispatcher: dispatcher, ids: ids)
        let worker = Worker(
            stages: stages(store, queue, clusters), consuming: queue, jobs: store, recorder: recorder,
            settings: WorkerSettings(name: "house", concurrency: 8, lease: lease, drainLimit: .seconds(5)), time: time,
            observer: WorkerObserver())
        let scheduler = Scheduler(
            jobs: store, depths: queue, dispatcher: dispatcher, recorder: recorder, schedule: republish,
            name: "scheduler")
        let feed = ChangeFeed(store: store, time: time, interval: .milliseconds(20))
        let api = API(parts(store, clusters, dispatcher, feed, ids, time))
        let house = House(database: database, queue: queue, api: api, feed: feed, ids: ids)
        let shutdown = Shutdown()
        let loop = SchedulerLoop(scheduler, interval: .milliseconds(50), time: time) { _ in }
        let sweeping = Task { await loop.run() }
        let working = Task { try await worker.run { await shutdown.wait() } }
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(house)) } catch { outcome = .failure(error) }
        shutdown.request()
        try await working.value
        sweeping.cancel()
        await sweeping.value
        try outcome.get()
    }

    private static var kubernetes: KubernetesSettings {
        var settings = KubernetesSettings()
        settings.requestTimeout = .seconds(5)
        settings.connectTimeout = .seconds(1)
        return settings
    }

    private static func parts(
        _ store: PostgresStore, _ clusters: KubernetesClusters, _ dispatcher: JobDispatcher, _ feed: ChangeFeed,
        _ ids: SystemIDs, _ time: SystemTime
    ) -> API.Parts {
        let fleet = FleetDirectory(store: store, time: time, maxAge: .zero)
        let hash: PolicyCatalogue.Hash = { SHA256.hex(of: $0) }
        let catalogue = PolicyCatalogue(store: store, ids: ids, hash: hash)
        let commands = DeploymentCommands(rollouts: store, dispatcher: dispatcher, ids: ids)
        return API.Parts(
            policies: store, fleetStore: store, fleet: fleet, deployments: store, jobs: store, catalogue: catalogue,
            checks: PolicyChecks(clusters: clusters, concurrency: 8),
            adoption: Adoption(catalogue: catalogue, policies: store, clusters: clusters),
            desk: DeploymentDesk(
                policies: store, fleet: fleet, rollouts: store, dispatcher: dispatcher, ids: ids, time: time),
            commands: commands,
            rollbacks: RollbackDesk(
                deployments: store, rollouts: store, commands: commands, dispatcher: dispatcher, ids: ids, time: time),
            clusters: clusters, credentials: OpenSealing(), dispatcher: dispatcher, feed: feed, formats: Formats(),
            ids: ids, time: time, hash: hash
        ) { (_, _) throws(AuthenticationFailure) in Principal(subject: "tester", roles: [.admin]) }
    }
}

/// Seals nothing: what these tests send to clusters is no secret.
private struct OpenSealing: CredentialSealing {
    func seal(_ credentials: JSONValue, for id: ID<Cluster>) throws -> [UInt8] { credentials.jsonBytes }

    func open(_ sealed: [UInt8], for id: ID<Cluster>) throws -> JSONValue { try Formats().json(sealed) }
}
