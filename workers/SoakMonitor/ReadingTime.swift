import Domain

/// How long a tick may read: as long as ticks are apart, so that none outlasts the next one, and where they follow
/// faster than Prometheus may take for an answer, as long as that (the ticks that come meanwhile are left out).
package struct ReadingTime: Sendable {
    private let end: ContinuousClock.Instant
    /// What Prometheus is given for an answer, see `PrometheusSettings.requestTimeout`.
    private static let atLeast = Duration.seconds(5)

    /// Begins now. `interval`: how far ticks are apart.
    package init(interval: Duration) { self.init(ending: .now + Self.length(interval: interval)) }

    package init(ending end: ContinuousClock.Instant) { self.end = end }

    package static func length(interval: Duration) -> Duration { max(interval, atLeast) }

    /// What `read` gives; `nil` where the time was over before, and `read` was cancelled.
    package func value<Value: Sendable>(
        _ read: @escaping @Sendable () async throws -> Value
    ) async throws -> Value? {
        try await withThrowingTaskGroup(of: Value?.self) { group in
            group.addTask { try await read() }
            group.addTask { [end] in
                try? await Task.sleep(until: end)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
