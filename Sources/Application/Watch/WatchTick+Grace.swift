import Domain
import Ports

/// What follows when a person has resumed in spite of missing data: they have decided, and are not asked again at the
/// next tick.
extension WatchTick {
    /// So long is borne what was borne once, from the last tick that was held: as long as the step is watched, within
    /// these limits.
    private static let shortestGrace = Duration.seconds(60)
    private static let longestGrace = Duration.seconds(3600)

    /// Until when the pause that `outcome` asks for is left out; `nil` where it asks for none, or is to be heard. It
    /// never lets a soak pass: that needs data, and ends the grace.
    func grace(for outcome: SoakOutcome, _ memory: inout WatchMemory) -> Timestamp? {
        guard case .pause = outcome else {
            memory.askedAt = nil
            return nil
        }
        let end = memory.askedAt.map { $0 + min(max(duration, Self.shortestGrace), Self.longestGrace) }
        if !watch.isHeld, let end, at < end { return end }
        memory.askedAt = at
        return nil
    }
}
