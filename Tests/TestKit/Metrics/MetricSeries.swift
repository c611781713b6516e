/// One time series that a `MetricsExposition` serves.
package struct MetricSeries: Sendable {
    package enum Value: Sendable {
        /// Advances by the wall clock, so that PromQL's `rate` gives this number.
        case counter(perSecond: Double)
        case gauge(Double)
        /// As it is written, e.g. `NaN`.
        case text(String)
    }

    package let name: String
    package let labels: [String: String]
    package let value: Value

    package init(_ name: String, _ labels: [String: String] = [:], _ value: Value) {
        (self.name, self.labels, self.value) = (name, labels, value)
    }

    package static func counter(
        _ name: String, _ labels: [String: String] = [:], perSecond rate: Double
    ) -> MetricSeries {
        MetricSeries(name, labels, .counter(perSecond: rate))
    }

    /// The buckets and the count of a histogram.
    ///
    /// - Parameter buckets: Observations per second up to each upper bound, cumulative; the last is `.infinity`.
    package static func histogram(
        _ name: String, _ labels: [String: String] = [:], perSecond buckets: [Double: Double]
    ) -> [MetricSeries] {
        let counters = buckets.map { bound, rate in
            let le = bound == .infinity ? "+Inf" : "\(bound)"
            return counter(name + "_bucket", labels.merging(["le": le]) { $1 }, perSecond: rate)
        }
        return counters + [counter(name + "_count", labels, perSecond: buckets[.infinity] ?? 0)]
    }

    /// The name and labels in the text format.
    var identity: String {
        let labels = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(Self.escaped($0.value))\"" }
        return name + "{" + labels.joined(separator: ",") + "}"
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { out, character in
            switch character {
            case "\\": out += #"\\"#
            case "\"": out += #"\""#
            case "\n": out += #"\n"#
            default: out.append(character)
            }
        }
    }
}
