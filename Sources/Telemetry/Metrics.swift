import Synchronization

/// A metric: its name, its kind and what it means.
package struct Metric: Hashable, Sendable {
    /// What kind of metric it is.
    package enum Kind: Hashable, Sendable {
        case counter
        case gauge
        /// With the upper bounds of its buckets, ascending.
        case histogram([Double])
    }

    package let name: String
    package let kind: Kind
    package let help: String

    package init(_ name: String, _ kind: Kind, _ help: String) {
        self.name = name
        self.kind = kind
        self.help = help
    }
}

/// The metrics of this process, rendered in Prometheus' text format 0.0.4.
package final class Metrics: Sendable {
    /// Label names with their values; few of them, and none that grows with use.
    package typealias Labels = [String: String]

    private struct Histogram {
        var counts: [UInt64]
        var sum = 0.0
        var count: UInt64 = 0
    }

    private struct State {
        var values: [Metric: [Labels: Double]] = [:]
        var histograms: [Metric: [Labels: Histogram]] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// Adds to a counter (or gauge).
    package func add(_ amount: Double = 1, to metric: Metric, _ labels: Labels = [:]) {
        state.withLock { $0.values[metric, default: [:]][labels, default: 0] += amount }
    }

    /// Sets a gauge.
    package func set(_ metric: Metric, to value: Double, _ labels: Labels = [:]) {
        state.withLock { $0.values[metric, default: [:]][labels] = value }
    }

    /// Forgets all values of a gauge, before its present ones are set: series that are gone must not stay.
    package func clear(_ metric: Metric) { state.withLock { $0.values[metric] = nil } }

    /// Puts a value into a histogram.
    package func observe(_ value: Double, in metric: Metric, _ labels: Labels = [:]) {
        guard case .histogram(let bounds) = metric.kind else { return }
        state.withLock { state in
            var histogram =
                state.histograms[metric]?[labels] ?? Histogram(counts: Array(repeating: 0, count: bounds.count))
            for (index, bound) in bounds.enumerated() where value <= bound { histogram.counts[index] += 1 }
            histogram.sum += value
            histogram.count += 1
            state.histograms[metric, default: [:]][labels] = histogram
        }
    }

    /// The whole, in Prometheus' text format.
    package func exposition() -> String {
        let (values, histograms) = state.withLock { ($0.values, $0.histograms) }
        var lines: [String] = []
        for (metric, series) in values.sorted(by: { $0.key.name < $1.key.name }) {
            lines += Self.head(metric)
            for (labels, value) in series.sorted(by: { Self.text($0.key) < Self.text($1.key) }) {
                lines.append("\(metric.name)\(Self.text(labels)) \(value)")
            }
        }
        for (metric, series) in histograms.sorted(by: { $0.key.name < $1.key.name }) {
            lines += Self.head(metric)
            for (labels, histogram) in series.sorted(by: { Self.text($0.key) < Self.text($1.key) }) {
                lines += Self.lines(of: histogram, metric, labels)
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func head(_ metric: Metric) -> [String] {
        let kind =
            switch metric.kind {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        return ["# HELP \(metric.name) \(metric.help)", "# TYPE \(metric.name) \(kind)"]
    }

    private static func lines(of histogram: Histogram, _ metric: Metric, _ labels: Labels) -> [String] {
        guard case .histogram(let bounds) = metric.kind else { return [] }
        let buckets = zip(bounds, histogram.counts).map { bound, count in
            "\(metric.name)_bucket\(text(labels.merging(["le": "\(bound)"]) { $1 })) \(count)"
        }
        return buckets + [
            "\(metric.name)_bucket\(text(labels.merging(["le": "+Inf"]) { $1 })) \(histogram.count)",
            "\(metric.name)_sum\(text(labels)) \(histogram.sum)",
            "\(metric.name)_count\(text(labels)) \(histogram.count)",
        ]
    }

    private static func text(_ labels: Labels) -> String {
        guard !labels.isEmpty else { return "" }
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0)=\"\(escaped($1))\"" }
        return "{\(pairs.joined(separator: ","))}"
    }

    private static func escaped(_ value: String) -> String {
        // By scalars: a carriage return and a line feed are one Character.
        value.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            default: String(scalar)
            }
        }.joined()
    }
}
