/// How long to wait before a lost server is asked again: as a `RetrySchedule` says, for ever.
package struct ReconnectPause: Hashable, Sendable {
    private let schedule: RetrySchedule
    private var failures = 0

    package init(first: Duration, longest: Duration) {
        schedule = RetrySchedule(maxAttempts: .max, base: first, ceiling: longest)
    }

    /// Begins anew, after something worked.
    package mutating func reset() { failures = 0 }

    /// The next pause.
    ///
    /// - Parameter jitter: In 0..<1, at random, so that those who lost the same server do not all come back at once.
    package mutating func next(jitter: Double) -> Duration {
        failures = min(failures + 1, 31)
        return schedule.delay(afterAttempt: failures, jitter: jitter)
    }
}
