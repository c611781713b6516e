import Application
import Domain
import Ports
import PostgresStore
import Runtime
import TestKit
import Testing

/// Plays the watch of a deployment: ticks of traffic as told, through the same judgement and decisions as real ones.
struct WatchedTraffic {
    let fixture: APIFixture
    let deployment: ID<Deployment>
    private let pod = PodName(namespace: "books", name: "canary")

    init(fixture: APIFixture, deployment: ID<Deployment>) {
        self.fixture = fixture
        self.deployment = deployment
    }

    /// What the apply stage would have stored: one pod is the cohort, and nobody is beside it.
    ///
    /// - Parameter services: Those that lead to the pods.
    func storeCohorts(of services: [ServiceName] = []) async throws {
        let measurement = Measurement(side: .server, cohort: .cohort, baseline: .nobody, failuresTo: services)
        let measured: JSONValue = [["policies": [], "unit": "workloads", "notes": [], "measurement": measurement.json]]
        let members: JSONValue = ["cohort": [.string(pod.description)], "rest": []]
        try await fixture.database.run(
            """
            INSERT INTO cohorts (deployment_id, cluster_id, epoch, scopes, measurements, members, first_write_at)
            SELECT '\(deployment)', id, 1, '[]', '\(measured.jsonText)', '\(members.jsonText)', now() FROM clusters
            """)
    }

    /// One tick of a cluster, of 100 requests a second.
    func tick(
        _ cluster: String, slot: Int64, failures: Double, window: Duration, before: Double? = nil
    ) async throws {
        let store = fixture.database.store
        let id = try #require(try await store.cluster(named: cluster)?.id)
        let (watches, at) = (try await store.watches(on: id), try await store.now())
        var report = WatchReport()
        for watch in watches {
            let reading = WatchTick.Reading(
                now: SnapshotIndex(snapshot(failures, at, window)), window: window, takenAt: at, problem: nil)
            let earlier = before.map { SnapshotIndex(snapshot($0, at, window)) }
            let tick = WatchTick(watch: watch, slot: slot, at: at, interval: .seconds(60))
            let (update, verdict) = tick.judge(reading, before: earlier, custom: [:])
            report.add(update, verdict)
        }
        try await settle(report, of: id, slot)
    }

    private func settle(_ found: WatchReport, of cluster: ID<Cluster>, _ slot: Int64) async throws {
        let (store, ids) = (fixture.database.store, fixture.ids)
        let job = Job(
            id: ids.next(Job.self), stage: .soakMonitor, deployment: nil, epoch: 0, step: 0, cluster: cluster,
            attempt: 0, maxAttempts: 2, payload: ["key": .string("\(slot)"), "slot": .int(slot)], traceparent: nil)
        _ = try await store.insertTicks([job])
        let claimed = try #require(try await store.claim([job.id], worker: "test", lease: .seconds(3600)).first)
        let report = JobReport(
            job: claimed.job, claim: claimed.claim, result: .done, objects: [], watch: found)
        _ = try await store.settle(reports: [report], deployments: found.verdicts.map(\.deployment), nil) { loaded in
            ReportSettling(ids: ids).settle(loaded)
        }
    }

    private func snapshot(_ failures: Double, _ at: Timestamp, _ window: Duration) -> TrafficSnapshot {
        var traffic = Traffic()
        traffic.requests = 100
        traffic.failures = failures
        return TrafficSnapshot(
            at: at, window: window, rows: [.init(side: .server, pod: pod, service: nil): traffic])
    }
}
