import Application
import CohortKeeper
import Domain
import Glibc
import HTTPClient
import Kubernetes
import Ports
import Prometheus
package import Runtime
import Synchronization
import Telemetry
import WorkerKit

/// `hotswap worker --stages apply,rollback --concurrency 16`: does jobs of some stages.
package struct WorkerRole: Sendable {
    let configuration: Configuration
    /// `nil`: the role is alone in its process.
    var access: ClusterAccess?

    package init(configuration: Configuration) {
        self.configuration = configuration
    }

    package func run(until shutdown: Shutdown) async throws {
        let backbone = try await Backbone(role: "worker", configuration)
        let names = try stages()
        let recorder = JobRecorder(store: backbone.store, dispatcher: backbone.dispatcher, ids: backbone.ids)
        let parts = try parts(backbone, recorder)
        let stages = names.map { parts.work(of: $0) }
        let settings = WorkerSettings(
            name: configuration[.workerName] ?? Self.defaultName,
            concurrency: try configuration.integer(.concurrency, 1...4096),
            lease: try configuration.duration(.lease), drainLimit: try configuration.duration(.drainLimit))
        let timeout = try configuration.duration(.clusterTimeout)
        guard timeout < settings.lease else {
            throw ConfigurationProblem(
                "cluster-timeout (\(timeout)) must be less than lease (\(settings.lease)): a request must end before "
                    + "another worker may take the job")
        }
        // Who may write labels keeps them: the keeper works beside the stages that set them.
        let keeper = names.contains(.apply) ? parts.keeper(name: settings.name) : nil
        let heartbeat = Heartbeat(
            stages.map(\.stage.rawValue) + (keeper == nil ? [] : ["cohorts"]), time: backbone.time)
        let worker = Worker(
            stages: stages, consuming: backbone.queue, jobs: backbone.store, recorder: recorder, settings: settings,
            time: backbone.time, observer: try observer(backbone, heartbeat))
        backbone.log.info(
            "Worker \(settings.name) does \(stages.map(\.stage.rawValue).joined(separator: ", "))",
            [.worker: settings.name])
        let services = [
            backbone.service, Memory.giveBack(every: .seconds(10)),
            try backbone.management(liveness: [heartbeat.check]),
            Service("worker") { stop in try await worker.run { await stop.wait() } },
            Service("cohorts") { stop in
                let task = Task { await keeper?.run { outcome in keeping(outcome, backbone, heartbeat) } }
                await stop.wait()
                task.cancel()
                await task.value
            },
        ]
        try await ServiceGroup(services, stopLimit: settings.drainLimit + .seconds(5)).run(until: shutdown)
    }

    private func keeping(_ outcome: Result<Void, any Error>, _ backbone: Backbone, _ heartbeat: Heartbeat) {
        heartbeat.beat("cohorts")
        guard case .failure(let error) = outcome else { return }
        backbone.log.warning("Cannot keep a cohort; trying again", [.error: "\(error)"])
    }

    private func stages() throws -> [Stage] {
        let names = try configuration.required(.stages).split(separator: ",").map { String($0) }
        return try names.map { name in
            guard let stage = Stage(rawValue: name) else {
                let known = Stage.allCases.map(\.rawValue).joined(separator: ", ")
                throw ConfigurationProblem("There is no stage \(name); there are \(known)")
            }
            return stage
        }
    }

    private func parts(_ backbone: Backbone, _ recorder: JobRecorder) throws -> WorkerParts {
        let access = try access ?? ClusterAccess(configuration, backbone.log)
        let clusters = access.clusters
        let fleet = FleetDirectory(store: backbone.store, time: backbone.time)
        return WorkerParts(
            bundles: backbone.store, jobs: backbone.store, watches: backbone.store, cohorts: backbone.store,
            fleet: fleet, clusters: clusters, pods: clusters, metrics: PrometheusConnections(),
            probes: HTTPClient(try probing()), events: backbone.queue,
            calendar: EnvironmentCalendar(fleet: fleet, jobs: backbone.store, zone: TimeZones().rules(named:)),
            recorder: recorder, time: backbone.time, source: backbone.source,
            limits: WorkerParts.Limits(
                concurrency: try configuration.integer(.clusterConcurrency, 1...1024),
                requestLimit: try configuration.duration(.clusterTimeout),
                settleTime: try configuration.duration(.settleTime),
                soakInterval: try configuration.duration(.soakInterval)),
            schemas: access.schemas, knowledge: access.knowledge.following(backbone.store),
            // Many deployments of a moment share one look.
            pending: PendingKnowledge(store: backbone.store, lifetime: .milliseconds(100)), validations: backbone.store)
    }

    /// Everybody who may deploy names the addresses of checks: what listens for this machine alone is not theirs to
    /// ask.
    private func probing() throws -> HTTPClientConfiguration {
        var client = HTTPClientConfiguration()
        switch try configuration.required(.checkLocalAddresses) {
        case "refuse": client.refusesLocalAddresses = true
        case "allow": break
        case let other:
            throw ConfigurationProblem("check-local-addresses must be refuse or allow and is \(other)")
        }
        return client
    }

    private static var defaultName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        let host =
            gethostname(&buffer, buffer.count - 1) == 0
            ? String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self) : "worker"
        return "\(host)/\(getpid())"
    }
}

extension WorkerRole {
    /// Logs and counts what the worker does, and dies where a crash test asks for it.
    private func observer(_ backbone: Backbone, _ heartbeat: Heartbeat) throws -> WorkerObserver {
        let (log, metrics, time) = (backbone.log, backbone.metrics, backbone.time)
        let crash = try CrashPoint(configuration)
        var observer = WorkerObserver()
        observer.polled = { stage in
            heartbeat.beat(stage.rawValue)
            let now = time.now()
            metrics.set(.workerPolled, to: Double(now.milliseconds) / 1000, ["stage": stage.rawValue])
        }
        observer.reached = { point in crash?.reached(point) }
        observer.failed = { what, stage, error in
            log.warning("Cannot \(what); trying again", [.stage: stage.rawValue, .error: "\(error)"])
        }
        observer.finished = { job, result, took in
            let result = result?.name ?? "lost"
            metrics.observe(took.inSeconds, in: .stageDuration, ["stage": job.stage.rawValue, "result": result])
            if let metric = Metric.duration(of: job.stage) { metrics.observe(took.inSeconds, in: metric) }
            log.debug(
                "Job finished",
                [
                    .job: "\(job.id)", .stage: job.stage.rawValue, .deployment: job.deployment.map { "\($0)" } ?? "-",
                    .attempt: "\(job.attempt)", .result: result, .took: "\(took)",
                ])
        }
        return observer
    }
}

/// When loops last turned: a process is live when all of its loops did recently, not when it exists.
final class Heartbeat: Sendable {
    private let last: Mutex<[String: Duration]>
    private let time: SystemTime
    /// Longer than a loop waits for work, and than a job should take.
    private static let limit = Duration.seconds(60)

    init(_ loops: [String], time: SystemTime) {
        self.time = time
        last = Mutex(Dictionary(loops.map { ($0, time.uptime()) }) { first, _ in first })
    }

    func beat(_ loop: String) { last.withLock { $0[loop] = time.uptime() } }

    var check: Management.Check {
        Management.Check(name: "loops") {
            let now = self.time.uptime()
            let still = self.last.withLock { $0.filter { now - $0.value > Self.limit }.keys.sorted() }
            return still.isEmpty ? nil : "for a minute nothing has moved in: \(still.joined(separator: ", "))"
        }
    }
}

/// Kills the process at a point of the worker's loop, as a power cut would.
final class CrashPoint: Sendable {
    private let point: WorkerPoint
    private let left: Mutex<Int>

    /// `nil` where the configuration asks for none.
    init?(_ configuration: Configuration) throws {
        guard let text = configuration[.crashAt] else { return nil }
        let parts = text.split(separator: ":")
        guard let name = parts.first, let point = WorkerPoint(rawValue: String(name)),
            let count = parts.count > 1 ? Int(parts[1]) : 1
        else { throw ConfigurationProblem("crash-at must be a point of the worker's loop and is \(text)") }
        self.point = point
        left = Mutex(count)
    }

    func reached(_ point: WorkerPoint) {
        guard point == self.point else { return }
        let isTime = left.withLock { left in
            left -= 1
            return left == 0
        }
        if isTime { kill(getpid(), SIGKILL) }
    }
}

extension StageResult {
    /// The result's name in logs and metrics.
    fileprivate var name: String {
        switch self {
        case .done: "done"
        case .underWay: "underWay"
        case .retry: "retry"
        case .unanswered: "unanswered"
        case .snooze: "snooze"
        case .closed: "closed"
        case .awaiting: "awaiting"
        case .left: "left"
        case .fail: "fail"
        case .cancel: "cancel"
        }
    }
}

extension Metric {
    /// The specification's histogram of a stage, where it names one.
    fileprivate static func duration(of stage: Stage) -> Metric? {
        switch stage {
        case .validate: validationDuration
        case .apply: propagationDuration
        case .rollback: rollbackDuration
        case .soakMonitor, .promote, .notify: nil
        }
    }
}
