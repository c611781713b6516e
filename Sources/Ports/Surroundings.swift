package import Domain

/// Where new identities come from.
package protocol IDSource: Sendable {
    /// A version 7 UUID that was never given before.
    func next<Entity>(_: Entity.Type) -> ID<Entity>
    /// Evenly spread in 0..<1, for the jitter of retries.
    func jitter() -> Double
}

/// This process' clocks.
package protocol TimeSource: Sendable {
    /// The wall clock, for ids and log lines; decisions use the database clock.
    func now() -> Timestamp
    /// The time since some fixed moment; never goes back.
    func uptime() -> Duration
    /// Waits; ends early, throwing `CancellationError`, when the task is cancelled.
    func sleep(for duration: Duration) async throws
}
