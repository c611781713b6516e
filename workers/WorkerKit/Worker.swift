package import Application
import Domain
package import Ports

/// A process' share of the fleet: consumes the queues of some stages until it is asked to stop.
package struct Worker: Sendable {
    private let stages: [any StageWork]
    private let consuming: any JobConsuming
    private let jobs: any JobStore
    private let recorder: JobRecorder
    private let settings: WorkerSettings
    private let time: any TimeSource
    private let observer: WorkerObserver

    package init(
        stages: [any StageWork], consuming: any JobConsuming, jobs: any JobStore, recorder: JobRecorder,
        settings: WorkerSettings, time: any TimeSource, observer: WorkerObserver
    ) {
        self.stages = stages
        self.consuming = consuming
        self.jobs = jobs
        self.recorder = recorder
        self.settings = settings
        self.time = time
        self.observer = observer
    }

    /// Works until `stop` returns; then takes no new job, lets those under way end within the drain limit, and hands
    /// the rest back.
    package func run(until stop: @escaping @Sendable () async -> Void) async throws {
        let leases = Leases(jobs: jobs, time: time, length: settings.lease)
        let loops = try await subscribe(leases)
        await withTaskGroup(of: Void.self) { group in
            let renewing = Task { await renewForever(leases) }
            for loop in loops { group.addTask { await loop.run() } }
            await stop()
            for loop in loops { await loop.subscription.cancel() }
            let draining = Task { await drain(leases) }
            await group.waitForAll()
            draining.cancel()
            renewing.cancel()
        }
    }

    private func subscribe(_ leases: Leases) async throws -> [StageLoop] {
        var loops: [StageLoop] = []
        for work in stages {
            let subscription = try await consuming.consume(
                stage: work.stage.rawValue, prefetch: settings.concurrency)
            loops.append(
                StageLoop(
                    work: work, subscription: subscription, jobs: jobs, recorder: recorder, leases: leases,
                    settings: settings, time: time, observer: observer))
        }
        return loops
    }

    private func renewForever(_ leases: Leases) async {
        while (try? await time.sleep(for: settings.renewal)) != nil { await leases.renew() }
    }

    /// When the limit is over, what still runs is told to stop: its leases are revoked and its jobs available again.
    private func drain(_ leases: Leases) async {
        guard (try? await time.sleep(for: settings.drainLimit)) != nil else { return }
        leases.revokeAll()
    }
}
