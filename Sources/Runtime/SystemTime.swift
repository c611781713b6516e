package import Domain
import Glibc
import Ports
// Compiled as a whole module beside one that imports Dispatch, `timespec` is taken for a part of this module.
import SwiftOverlayShims

/// The clocks of this machine.
package struct SystemTime: TimeSource {
    package init() {}

    package func now() -> Timestamp {
        let (seconds, nanoseconds) = read(CLOCK_REALTIME)
        return Timestamp(microseconds: seconds * 1_000_000 + nanoseconds / 1000)
    }

    package func uptime() -> Duration {
        let (seconds, nanoseconds) = read(CLOCK_BOOTTIME)
        return .seconds(seconds) + .nanoseconds(nanoseconds)
    }

    package func sleep(for duration: Duration) async throws {
        try await Task.sleep(for: duration, clock: .suspending)
    }

    private func read(_ clock: clockid_t) -> (seconds: Int64, nanoseconds: Int64) {
        var time = timespec()
        clock_gettime(clock, &time)
        return (Int64(time.tv_sec), Int64(time.tv_nsec))
    }
}
