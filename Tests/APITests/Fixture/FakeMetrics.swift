import Domain
import Ports
import Synchronization

/// Prometheus, played: what each cluster's says, or how it fails. Clusters that nobody has set have none.
final class FakeMetrics: TrafficMetricsConnecting {
    private let answers = Mutex<[String: Result<TrafficSnapshot, PortError>]>([:])

    func metrics(of cluster: Cluster) -> (any TrafficMetrics)? {
        guard answers.withLock({ $0[cluster.name] }) != nil else { return nil }
        return FakePrometheus { self.answers.withLock { $0[cluster.name] } }
    }

    subscript(_ cluster: String) -> Result<TrafficSnapshot, PortError>? {
        get { answers.withLock { $0[cluster] } }
        set { answers.withLock { $0[cluster] = newValue } }
    }
}

private struct FakePrometheus: TrafficMetrics {
    let answer: @Sendable () -> Result<TrafficSnapshot, PortError>?

    func snapshot(at _: Timestamp?, of _: TrafficScope) async throws -> TrafficSnapshot {
        guard let answer = answer() else { throw PortError(.permanent, "Prometheus", "it is gone") }
        return try answer.get()
    }

    /// What names the function `several` gives more than one.
    func value(of expression: String) async throws -> Double? {
        if case .failure(let error)? = answer() { throw error }
        guard expression.contains("several(") else { return nil }
        throw PortError(
            .permanent, "Prometheus", "The expression gives 3 values where one is due; aggregate it.",
            code: "expression")
    }

    /// It refuses what names the function `refused`.
    func check(_ query: String) async throws {
        if case .failure(let error)? = answer() { throw error }
        if query.contains("refused(") { throw PortError(.permanent, "Prometheus", "unknown function refused") }
    }

    func scrapeInterval() async throws -> Duration { .seconds(15) }

    func countsSubsets() async throws -> Bool {
        try await snapshot(at: nil, of: .everything).uncounted[.client]?.contains(.subsets) != true
    }
}

extension TrafficSnapshot {
    /// The traffic to one service, half of it seen by each of two pods.
    static func of(
        _ service: ServiceName, requests: Double, failures: Double, side: TrafficSide = .server, at: Timestamp
    ) -> TrafficSnapshot {
        var half = Traffic()
        half.requests = requests / 2
        half.failures = failures / 2
        let rows = ["a", "b"].map {
            (SeriesKey(side: side, pod: PodName(namespace: service.namespace, name: $0), service: service), half)
        }
        return TrafficSnapshot(at: at, window: .seconds(60), rows: Dictionary(rows) { first, _ in first })
    }
}
