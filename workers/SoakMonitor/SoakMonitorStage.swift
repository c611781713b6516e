package import Application
package import Domain
package import Ports
package import WorkerKit

/// The soak-monitor stage: one job per cluster and slot of the clock reads the cluster's traffic once, and judges every
/// deployment that is watched there.
package struct SoakMonitorStage: StageWork {
    package let stage = Stage.soakMonitor
    private let watches: any WatchStore
    private let fleet: FleetDirectory
    private let metrics: any TrafficMetricsConnecting
    private let jobs: any JobStore
    private let recorder: JobRecorder
    private let pictures: ClusterPictures
    private let interval: Duration
    private let last = LastSnapshots()
    private let scopes = LastScopes()
    private let turns = ReadingTurns()

    /// - Parameters:
    ///   - recorder: Is told what was found while the tick goes on.
    ///   - pictures: Those of watched clusters are held, for the way back.
    ///   - interval: How far ticks are apart.
    package init(
        watches: any WatchStore, fleet: FleetDirectory, metrics: any TrafficMetricsConnecting, jobs: any JobStore,
        recorder: JobRecorder, pictures: ClusterPictures, interval: Duration
    ) {
        self.watches = watches
        self.fleet = fleet
        self.metrics = metrics
        self.jobs = jobs
        self.recorder = recorder
        self.pictures = pictures
        self.interval = interval
    }

    package func work(on job: Job, lease: WorkLease) async throws -> StageAnswer {
        guard let id = job.cluster, let slot = job.payload["slot"]?.int else {
            return StageAnswer(.fail(reason: "The job names no cluster and slot"))
        }
        guard let cluster = try await fleet.cluster(id) else { return StageAnswer(.done) }
        let answer = try await turns.take(id) { try await tick(cluster, slot, job, lease) }
        return answer ?? StageAnswer(.cancel(reason: "The tick before still reads the cluster's traffic"))
    }

    private func tick(
        _ cluster: Cluster, _ slot: Int64, _ job: Job, _ lease: WorkLease
    ) async throws -> StageAnswer {
        let id = cluster.id
        let others = cluster.measured(with: try await fleet.current().clusters).map(\.name)
        let reader = TickReader(
            cluster: cluster, others: others, metrics: metrics.metrics(of: cluster), last: last,
            time: ReadingTime(interval: interval))
        // Of the traffic only what somebody watches is asked for: while that is read, for what it was the last time.
        let expected = scopes.scope(of: id)
        async let early = reader.now(expected)
        let due = try await watches.watches(on: id).filter { $0.lastSlot < slot }
        if !due.isEmpty { pictures.hold(id) }
        let scope = TickReader.scope(of: due)
        scopes.note(scope, of: id)
        let reading = expected.covers(scope) ? await early : await reader.now(scope)
        let at = try await jobs.now()
        let before = reading.now == nil ? [:] : await reader.before(due, slot: interval)
        let telling = TickTelling(job: job, claim: lease.claim, record: recorder.record)
        let report = try await telling.tell(try await reader.custom(due)) { watch, custom in
            WatchTick(watch: watch, slot: slot, at: at, interval: interval, cluster: cluster.name)
                .judge(reading, before: before[watch.deployment], custom: custom)
        }
        return StageAnswer(.done, watch: report)
    }
}
