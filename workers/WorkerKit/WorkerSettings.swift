/// How a worker works.
package struct WorkerSettings: Hashable, Sendable {
    /// How it signs its claims; unique among running workers, e.g. host name and process id.
    package let name: String
    /// How many jobs of each stage it does at once, from 1.
    package let concurrency: Int
    /// How long a claim holds without renewal: after a crash nobody else does the job for so long.
    package let lease: Duration
    /// How long running jobs may take to end once the worker is asked to stop.
    package let drainLimit: Duration

    package init(name: String, concurrency: Int, lease: Duration, drainLimit: Duration) {
        self.name = name
        self.concurrency = max(concurrency, 1)
        self.lease = lease
        self.drainLimit = drainLimit
    }

    /// How often claims are renewed and lost ones noticed.
    package var renewal: Duration { min(lease / 3, .seconds(1)) }
}

/// The places between which a worker may die; tests kill it there.
package enum WorkerPoint: String, Hashable, Sendable, CaseIterable {
    case beforeClaim, afterClaim
    case beforeWork, afterWork
    case beforeRecord, afterRecord
    case beforeAck, afterAck
}
