package import Domain
import Synchronization

/// One reading of a cluster's Prometheus at a time: one that needs longer than a tick would be asked by more and more
/// ticks at once, be slower for it, and in the end answer none of them in time.
package final class ReadingTurns: Sendable {
    private let taken = Mutex<Set<ID<Cluster>>>([])

    package init() {}

    /// Runs `body` where nobody reads the cluster; `nil` where somebody does.
    package func take<Value>(
        _ cluster: ID<Cluster>, _ body: () async throws -> Value
    ) async rethrows -> Value? {
        guard taken.withLock({ $0.insert(cluster).inserted }) else { return nil }
        defer { taken.withLock { _ = $0.remove(cluster) } }
        return try await body()
    }
}
