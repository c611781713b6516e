/// When a wait in the middle of a step is told: not what is soon over, and what does not change no oftener than needed
/// for people to hear of it.
struct WaitStory {
    private var last: (why: String, at: Duration)?
    private var count = 0
    /// What arrives within this time is no news.
    private static let patience = Duration.seconds(1)
    /// Each telling is a transaction; the second one finds that it lasts.
    private static let interval = Duration.seconds(3)

    /// Whether anything was told that has to be taken back.
    var isTold: Bool { last != nil }

    /// Whether `why` is to be told now; what is due counts as told.
    mutating func isDue(_ why: String, after waited: Duration) -> Bool {
        guard waited >= Self.patience else { return false }
        if let last, waited - last.at < Self.interval || (count > 1 && last.why == why) { return false }
        (last, count) = ((why, waited), count + 1)
        return true
    }
}
