import Dispatch

/// A private serial thread for an actor whose calls block: C libraries that wait for a socket, a disk or a lock.
///
/// On Linux the concurrent Dispatch queues share their threads with the Swift pool, so that two blocked calls on
/// two cores stop every timer of the process. A serial queue of one's own is given a thread of its own. Give each
/// C connection one actor and each such actor one executor, and return the executor from `unownedExecutor`:
///
///     nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
package final class BlockingExecutor: SerialExecutor {
    private let queue: DispatchQueue

    /// An executor without a thread as yet; Dispatch lends one while there is work.
    /// - Parameter label: what debuggers and crash reports call the thread, e.g. `hotswap.postgres.3`.
    package init(label: String) {
        queue = DispatchQueue(label: label)
    }

    /// Queues a job of the actor; called by the Swift runtime only.
    package func enqueue(_ job: consuming ExecutorJob) {
        let unowned = UnownedJob(job)
        queue.async { [self] in unowned.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    /// Lets `assumeIsolated` and `assertIsolated` work from code that Dispatch itself runs on the queue.
    package func checkIsolated() {
        dispatchPrecondition(condition: .onQueue(queue))
    }
}
