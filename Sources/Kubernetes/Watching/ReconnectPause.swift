/// How long to wait before a watch is begun again: twice as long each time, up to a longest time, with up to half of it
/// taken away at random, so that everybody who lost the same server does not come back in the same moment.
struct ReconnectPause {
    private let first: Duration
    private let longest: Duration
    private var failures = 0

    init(_ settings: KubernetesSettings) {
        first = settings.firstWatchPause
        longest = settings.longestWatchPause
    }

    /// Begins anew, after something worked.
    mutating func reset() { failures = 0 }

    /// The next pause.
    mutating func next() -> Duration {
        let full = min(longest, first * (1 << failures))
        failures = min(failures + 1, 20)
        return full * Double.random(in: 0.5...1)
    }
}
