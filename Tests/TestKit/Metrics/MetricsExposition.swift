import HTTPServer
import Synchronization

/// A target for Prometheus to scrape: a server that gives series in the text format at every path. Dropping it ends it.
package final class MetricsExposition: Sendable {
    /// What is served.
    private final class Board: Sendable {
        private struct Counter {
            var count: Double
            var rate: Double
            var since: ContinuousClock.Instant
        }

        private let state = Mutex<(series: [MetricSeries], counters: [String: Counter], scrapes: Int)>(([], [:], 0))
        /// What a counter begins with: enough for `rate` not to conclude that it was 0 within the window.
        private static let beginning = 1_000_000.0

        func replace(_ series: [MetricSeries]) {
            let now = ContinuousClock.now
            state.withLock { state in
                var counters: [String: Counter] = [:]
                for case (let identity, .counter(let rate)) in series.map({ ($0.identity, $0.value) }) {
                    let count = state.counters[identity].map { Self.count($0, now) } ?? Self.beginning
                    counters[identity] = Counter(count: count, rate: rate, since: now)
                }
                (state.series, state.counters) = (series, counters)
            }
        }

        func text() -> String {
            let now = ContinuousClock.now
            return state.withLock { state in
                state.scrapes += 1
                return state.series.reduce(into: "") { text, series in
                    let identity = series.identity
                    let value =
                        switch series.value {
                        case .counter: "\(state.counters[identity].map { Self.count($0, now) } ?? 0)"
                        case .gauge(let number): "\(number)"
                        case .text(let text): text
                        }
                    text += "\(identity) \(value)\n"
                }
            }
        }

        var scrapes: Int { state.withLock { $0.scrapes } }

        private static func count(_ counter: Counter, _ now: ContinuousClock.Instant) -> Double {
            counter.count + counter.rate * ((now - counter.since) / .seconds(1))
        }
    }

    private let server: HTTPServer
    private let board = Board()

    /// Serves `series` at a free port of the loopback.
    package init(_ series: [MetricSeries] = []) throws {
        board.replace(series)
        server = try HTTPServer { [board] _ in
            HTTPResponse(
                status: 200, headers: [("Content-Type", "text/plain; version=0.0.4")],
                body: .bytes(Array(board.text().utf8)))
        }
    }

    package var port: UInt16 { server.port }

    /// How often it was asked.
    package var scrapes: Int { board.scrapes }

    /// Serves these from now on, instead of those before. Counters that were served already go on from where they are.
    package func serve(_ series: [MetricSeries]) { board.replace(series) }

    package func stop() async { await server.stop(within: .zero) }
}
