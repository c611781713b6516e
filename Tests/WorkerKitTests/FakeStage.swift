import Application
import Domain
import Ports
import Runtime
import Synchronization
import TestKit

@testable import WorkerKit

/// A stage whose work a test writes; it remembers what it was asked to do.
final class FakeStage: StageWork {
    typealias Body = @Sendable (Job, WorkLease) async throws -> StageAnswer

    let stage: Stage
    private let body: Body
    private let state = Mutex((jobs: [Job](), running: 0, most: 0))

    init(_ stage: Stage = .validate, _ body: @escaping Body = { _, _ in StageAnswer(.done) }) {
        (self.stage, self.body) = (stage, body)
    }

    /// Every job that it was given, in order.
    var jobs: [Job] { state.withLock { $0.jobs } }
    /// The most jobs that it had at the same time.
    var most: Int { state.withLock { $0.most } }

    func work(on job: Job, lease: WorkLease) async throws -> StageAnswer {
        state.withLock { state in
            state.jobs.append(job)
            state.running += 1
            state.most = max(state.most, state.running)
        }
        defer { state.withLock { $0.running -= 1 } }
        return try await body(job, lease)
    }
}

/// A gate that work waits at until the test opens it.
final class Gate: Sendable {
    private let shutdown = Shutdown()
    func open() { shutdown.request() }
    func pass() async { await shutdown.wait() }
}

/// What a worker has told.
final class Telling: Sendable {
    private let state = Mutex((points: [WorkerPoint](), results: [StageResult?](), failures: 0, polls: 0))

    var points: [WorkerPoint] { state.withLock { $0.points } }
    var results: [StageResult?] { state.withLock { $0.results } }
    var failures: Int { state.withLock { $0.failures } }
    var polls: Int { state.withLock { $0.polls } }

    var observer: WorkerObserver {
        var observer = WorkerObserver()
        observer.reached = { point in self.state.withLock { $0.points.append(point) } }
        observer.finished = { _, result, _ in self.state.withLock { $0.results.append(result) } }
        observer.failed = { _, _, _ in self.state.withLock { $0.failures += 1 } }
        observer.polled = { _ in self.state.withLock { $0.polls += 1 } }
        return observer
    }
}

extension JobBench {
    /// Runs a worker of `stages` until `body` returns, and then until it has stopped.
    @discardableResult
    func working<Value: Sendable>(
        _ stages: any StageWork..., name: String = "tester", concurrency: Int = 4, lease: Duration = .seconds(3600),
        drainLimit: Duration = patience, telling: Telling = Telling(), _ body: (Shutdown) async throws -> Value
    ) async throws -> Value {
        let worker = Worker(
            stages: stages, consuming: queue, jobs: store, recorder: recorder,
            settings: WorkerSettings(name: name, concurrency: concurrency, lease: lease, drainLimit: drainLimit),
            time: SystemTime(), observer: telling.observer)
        let stop = Shutdown()
        let running = Task { try await worker.run { await stop.wait() } }
        let outcome: Result<Value, any Error>
        do { outcome = .success(try await body(stop)) } catch { outcome = .failure(error) }
        stop.request()
        try await running.value
        return try outcome.get()
    }

    /// Puts a job's message into its queue.
    func wake(_ job: Job) { wake(job, id: job.id.description) }

    func wake(_ job: Job, id: String) {
        queue.queues[job.stage.rawValue]?.put(JobMessage(jobID: id, stage: job.stage.rawValue))
    }

    /// Waits until the queue holds nothing, neither waiting nor with a worker.
    func everythingIsAcknowledged(_ stage: Stage = .validate) async throws {
        try await awaitCondition("everything is acknowledged") {
            queue.queues[stage.rawValue]?.unfinished == 0
        }
    }
}
