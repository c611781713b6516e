/// How long to wait before the next attempt: twice as long each time, up to a longest time, with up to half of it taken
/// away at random, so that everybody who lost the same broker does not come back in the same moment.
struct Backoff {
    let first: Duration
    let longest: Duration
    private var attempts = 0

    init(_ settings: BrokerSettings) {
        first = settings.firstBackoff
        longest = settings.longestBackoff
    }

    /// Begins anew, after something worked.
    mutating func reset() { attempts = 0 }

    /// The next pause.
    mutating func next() -> Duration {
        let full = min(longest, first * Int(1 << min(attempts, 20)))
        attempts = min(attempts + 1, 20)
        return full * Double.random(in: 0.5...1)
    }
}
