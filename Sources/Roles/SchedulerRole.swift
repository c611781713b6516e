import Application
import Domain
import Ports
import PostgresStore
package import Runtime
import Scheduler
import Telemetry

/// `hotswap scheduler`: publishes what has come due. Any number may run.
package struct SchedulerRole: Sendable {
    let configuration: Configuration

    package init(configuration: Configuration) {
        self.configuration = configuration
    }

    package func run(until shutdown: Shutdown) async throws {
        let backbone = try await Backbone(role: "scheduler", configuration)
        let (log, metrics) = (backbone.log, backbone.metrics)
        let recorder = JobRecorder(store: backbone.store, dispatcher: backbone.dispatcher, ids: backbone.ids)
        let scheduler = Scheduler(
            jobs: backbone.store, depths: backbone.queue, dispatcher: backbone.dispatcher, recorder: recorder,
            schedule: backbone.schedule, clock: try clock(backbone), name: "scheduler")
        let heartbeat = Heartbeat(["sweep"], time: backbone.time)
        let loop = SchedulerLoop(
            scheduler, interval: try configuration.duration(.sweepInterval),
            slot: try configuration.duration(.soakInterval), time: backbone.time
        ) { outcome in
            heartbeat.beat("sweep")
            switch outcome {
            case .success(let round):
                metrics.add(Double(round.published), to: .jobsSwept)
                metrics.add(Double(round.buried), to: .jobsBuried)
                if round.due > 0 { log.debug("Published \(round.published) of \(round.due) due jobs") }
            case .failure(let error): log.warning("A round failed; the next one makes good", [.error: "\(error)"])
            }
        }
        let services = [
            backbone.service, Memory.giveBack(every: .seconds(10)),
            try backbone.management(liveness: [heartbeat.check]) { await backbone.refreshJobGauges() },
            Service("loop") { stop in
                let task = Task { await loop.run() }
                await stop.wait()
                task.cancel()
                await task.value
            },
        ]
        try await ServiceGroup(services, stopLimit: try configuration.duration(.drainLimit)).run(until: shutdown)
    }
}

extension SchedulerRole {
    private func clock(_ backbone: Backbone) throws -> RolloutClock {
        RolloutClock(
            watches: backbone.store, rollouts: backbone.store, jobs: backbone.store, dispatcher: backbone.dispatcher,
            ids: backbone.ids, interval: try configuration.duration(.soakInterval))
    }
}

extension Backbone {
    /// How many jobs there are: what autoscalers look at beside the depth of the queues.
    func refreshJobGauges() async {
        guard let counts = try? await store.counts() else { return }
        metrics.clear(.jobs)
        for (stage, states) in counts {
            for (state, count) in states {
                metrics.set(.jobs, to: Double(count), ["stage": stage.rawValue, "state": state.rawValue])
            }
        }
    }
}
