package import Domain
package import Ports
import Synchronization

/// The right to write that comes with a claim, and when it ends.
///
/// The order that makes a stale writer harmless is: read the object, `check()`, write with the resourceVersion that
/// was read. A process that was stopped for a long time before the check is caught by the check, one that was stopped
/// after it by the resourceVersion (`DESIGN.md` 4).
package final class WorkLease: Sendable {
    private struct State {
        var end: Duration
        var lostBecause: String?
    }

    private let state: Mutex<State>
    private let time: any TimeSource

    /// The claim that the lease belongs to.
    package let claim: ID<Claim>

    /// - Parameter requested: The uptime *before* the claim was sent, so that this end is never after the database's.
    package init(claim: ID<Claim>, requested: Duration, length: Duration, time: any TimeSource) {
        self.claim = claim
        self.time = time
        state = Mutex(State(end: requested + length))
    }

    /// A renewal that was sent at uptime `requested` has succeeded.
    package func renewed(requested: Duration, length: Duration) {
        state.withLock { $0.end = max($0.end, requested + length) }
    }

    /// The claim does not hold any more; every later check fails.
    package func revoke(because reason: String) { state.withLock { $0.lostBecause = $0.lostBecause ?? reason } }

    /// Whether checks fail from now on.
    package var isLost: Bool { remaining == nil }

    /// Throws `LeaseLost` where the lease has ended or has less than `margin` left: the longest that a write may take.
    package func check(margin: Duration = .zero) throws(LeaseLost) {
        let (end, reason) = state.withLock { ($0.end, $0.lostBecause) }
        if let reason { throw LeaseLost(reason: reason) }
        guard time.uptime() + margin < end else { throw LeaseLost(reason: "The lease has run out") }
    }

    private var remaining: Duration? {
        let (end, reason) = state.withLock { ($0.end, $0.lostBecause) }
        let left = end - time.uptime()
        return reason == nil && left > .zero ? left : nil
    }
}

/// A worker may not write any more; whoever holds the job now goes on.
package struct LeaseLost: Error, Hashable, Sendable, CustomStringConvertible {
    package let reason: String
    package init(reason: String) { self.reason = reason }
    package var description: String { reason }
}
