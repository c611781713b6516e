package import Domain
import HTTPClient
import Ports

/// The traffic of one cluster's mesh, asked of its Prometheus over the HTTP API (2.x and 3.x, and what speaks it).
package final class PrometheusMetrics: TrafficMetrics {
    private let mesh: Mesh
    private let matcher: String?
    private let api: PrometheusAPI
    private let interval: ScrapeInterval
    private let bounds: HistogramBounds
    private let exported: ExportedCounters

    /// - Parameters:
    ///   - url: Where it answers: `http(s)://host:port`, with `user:password@` (percent-encoded) and a path prefix
    ///     where it has them. One that cannot be used makes every call throw a permanent error.
    ///   - mesh: Whose metrics a snapshot is made of.
    ///   - matcher: Which series are the cluster's; `nil`: all.
    package convenience init(
        url: String, mesh: Mesh, matcher: String? = nil, settings: PrometheusSettings = PrometheusSettings()
    ) {
        self.init(url: url, mesh: mesh, matcher: matcher, settings: settings, client: PrometheusAPI.client(settings))
    }

    init(url: String, mesh: Mesh, matcher: String?, settings: PrometheusSettings, client: HTTPClient) {
        self.mesh = mesh
        self.matcher = matcher
        api = PrometheusAPI(url: url, settings: settings, client: client)
        interval = ScrapeInterval(api: api, mesh: mesh, matcher: matcher, lifetime: settings.intervalLifetime)
        bounds = HistogramBounds(api: api, lifetime: settings.boundsLifetime)
        exported = ExportedCounters(api: api, lifetime: settings.intervalLifetime)
    }

    /// Asked for now, the moment is Prometheus' own: a clock of ours that is ahead would look at a window that no
    /// sample has reached yet. All queries look at the same moment.
    package func snapshot(at moment: Timestamp?, of scope: TrafficScope) async throws -> TrafficSnapshot {
        async let asked = self.moment(moment)
        let scraping = try await interval.value()
        let window = RateWindow(scrapeInterval: scraping.interval, matcher: matcher)
        let at = try await asked
        let queries = GroupedQuery.of(scope, in: mesh, window)
        let rows = try await withThrowingTaskGroup(of: SnapshotRows.self) { group in
            for query in queries {
                group.addTask { [self] in try await part(query, window, at: at) }
            }
            return try await group.reduce(into: SnapshotRows()) { $0.merge($1) }
        }
        let uncounted =
            mesh == .istio && !queries.isEmpty ? try await exported.value(window).uncounted : [:]
        var snapshot = rows.snapshot(at: at, window: window.length, uncounted: uncounted)
        snapshot.warning = scraping.warning
        return snapshot
    }

    package func countsSubsets() async throws -> Bool {
        guard mesh == .istio else { return true }
        let window = RateWindow(scrapeInterval: try await scrapeInterval(), matcher: matcher)
        let found = try await exported.value(window)
        return found.parts.contains(.subsets) || !found.parts.contains(.requests)
    }

    private func part(_ query: GroupedQuery, _ window: RateWindow, at moment: Timestamp) async throws -> SnapshotRows {
        var rows = try query.reduce(try await api.query(query.expression, at: moment))
        guard let histogram = query.histogram, case let seen = rows.bounds, !seen.isEmpty else { return rows }
        rows.addEmptyBuckets(try await bounds.of(histogram, seen: seen, window, at: moment))
        return rows
    }

    /// NaN and the infinities are no numbers to compare with, and count as none.
    package func value(of expression: String) async throws -> Double? {
        let answer = try await api.query(ofCluster(expression), at: nil)
        switch (answer.kind, answer.count) {
        case (.vector, 0): return nil
        case (.vector, 1):
            let series = try Series(answer.element(0))
            return series?.value
        case (.vector, let count):
            throw api.refusal(
                "The expression gives \(count) values where one is due; aggregate it to one, with sum or max.")
        case (.scalar, _): return PrometheusNumber.finite(try answer.element(1))
        case (.matrix, _), (.string, _): throw api.refusal(answer.kind.complaint)
        }
    }

    /// Asked for the year 1970, of which no Prometheus has samples, so that the answer is about the expression only.
    package func check(_ expression: String) async throws {
        let kind = try await api.query(ofCluster(expression), at: Timestamp(microseconds: 0)).kind
        guard kind == .vector || kind == .scalar else { throw api.refusal(kind.complaint) }
    }

    /// `$cluster` in an expression of a person stands for the cluster's matchers. Empty, it leaves a comma at the most,
    /// which PromQL takes.
    private func ofCluster(_ expression: String) -> String { expression.replacing("$cluster", with: matcher ?? "") }

    package func scrapeInterval() async throws -> Duration { try await interval.value().interval }

    private func moment(_ given: Timestamp?) async throws -> Timestamp {
        if let given { return given }
        let answer = try await api.query("time()", at: nil)
        let seconds = answer.kind == .scalar ? PrometheusNumber.finite(try answer.element(1)) : nil
        guard let seconds, abs(seconds) < 1e12 else { throw api.foreign("time() is no moment") }
        return Timestamp(microseconds: Int64(seconds * 1_000_000))
    }
}
