package import Domain

/// What a worker tells while it works: for logs, metrics, and for tests that kill it at a certain point.
package struct WorkerObserver: Sendable {
    /// A stage's loop turns: it asks its queue for work (every few seconds while there is none), or has ended a job.
    package var polled: @Sendable (Stage) -> Void = { _ in }
    /// The worker is at a point between two actions.
    package var reached: @Sendable (WorkerPoint) -> Void = { _ in }
    /// A job has ended; `nil`: it was no longer this worker's.
    package var finished: @Sendable (Job, StageResult?, _ took: Duration) -> Void = { _, _, _ in }

    /// A call to the database failed and will be tried again.
    package var failed: @Sendable (_ what: String, Stage, any Error) -> Void = { _, _, _ in }

    package init() {}

    func finished(_ job: Job, _ result: StageResult?, took: Duration) { finished(job, result, took) }
}
