import Application
import Domain
import Ports
import Synchronization

/// The leases of a worker's running jobs: renewed while they run, revoked when they are lost.
final class Leases: Sendable {
    private let held = Mutex<[ID<Claim>: WorkLease]>([:])
    private let jobs: any JobStore
    private let time: any TimeSource
    private let length: Duration

    init(jobs: any JobStore, time: any TimeSource, length: Duration) {
        self.jobs = jobs
        self.time = time
        self.length = length
    }

    var count: Int { held.withLock { $0.count } }

    /// - Parameter requested: The uptime before the claim was sent.
    func begin(_ claim: ID<Claim>, requested: Duration) -> WorkLease {
        let lease = WorkLease(claim: claim, requested: requested, length: length, time: time)
        held.withLock { $0[claim] = lease }
        return lease
    }

    func end(_ lease: WorkLease) { held.withLock { $0[lease.claim] = nil } }

    /// Renews every lease once; those that do not hold any more are revoked. A database that cannot be reached
    /// revokes nothing: the leases run out by themselves.
    func renew() async {
        let mine = held.withLock { $0 }
        guard !mine.isEmpty else { return }
        let requested = time.uptime()
        guard let holding = try? await jobs.renew(Array(mine.keys), lease: length) else { return }
        for (claim, lease) in mine {
            if holding.contains(claim) {
                lease.renewed(requested: requested, length: length)
            } else {
                lease.revoke(because: "The deployment has moved on, or another worker has the job")
            }
        }
    }

    /// Revokes all: no write begins any more. What a write under way leaves behind is known only when it has returned,
    /// so each job gives its claim up when its work has ended, not here.
    func revokeAll() {
        for lease in held.withLock({ Array($0.values) }) { lease.revoke(because: "The worker is stopping") }
    }
}
