import Domain
package import Ports
import Synchronization

/// When the writes of objects have ended: what is looked at afterwards takes its time, and is no part of them.
package final class WriteMoments: Sendable {
    private let time: any TimeSource
    private let ended = Mutex<[ObjectReference: Duration]>([:])

    init(_ time: any TimeSource) { self.time = time }

    /// The last write of the object has just ended.
    package func note(_ object: ObjectReference) { ended.withLock { $0[object] = time.uptime() } }

    /// By the clock of which `now` was read, and not too early.
    ///
    /// - Parameter uptime: Not later than `now`.
    func moments(now: Timestamp, uptime: Duration) -> [ObjectReference: Timestamp] {
        ended.withLock { $0 }.mapValues { now + ($0 - uptime) }
    }
}
