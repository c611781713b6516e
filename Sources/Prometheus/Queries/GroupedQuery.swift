import Domain
import Ports

/// One query of a snapshot: what is asked, and where its series go.
struct GroupedQuery: Sendable {
    let expression: String
    /// The histogram whose buckets it asks for.
    let histogram: String?
    private let take: @Sendable (Series, inout SnapshotRows) -> Void

    init(_ expression: String, take: @escaping @Sendable (Series, inout SnapshotRows) -> Void) {
        self.expression = expression
        histogram = nil
        self.take = take
    }

    /// The buckets of a histogram that have moved, summed by labels.
    init(
        buckets histogram: String, _ matchers: String, by labels: [String], _ window: RateWindow,
        take: @escaping @Sendable (Series, inout SnapshotRows) -> Void
    ) {
        expression = PromQL.rate(histogram + "_bucket", matchers, by: labels + ["le"], window) + " > 0"
        self.histogram = histogram
        self.take = take
    }

    /// What the answer adds to the snapshot. Each series is gone once it is taken.
    func reduce(_ answer: PrometheusAnswer) throws(PortError) -> SnapshotRows {
        var rows = SnapshotRows()
        try answer.forEachSeries { series in
            // A counter's rate is never negative; what is, is no counter.
            if series.value >= 0 { take(series, &rows) }
        }
        return rows
    }

    /// Everything that a snapshot of a mesh is made of: the same few whatever runs in the cluster.
    static func of(_ scope: TrafficScope, in mesh: Mesh, _ window: RateWindow) -> [GroupedQuery] {
        switch mesh {
        case .istio: IstioQueries.of(scope, window) + EnvoyQueries.of(scope, window)
        case .linkerd: LinkerdQueries.of(scope, window)
        }
    }
}

/// Over how long rates are taken, and of which series.
struct RateWindow: Sendable {
    let length: Duration
    private let scrapeInterval: Duration

    /// Only what was scraped of a pod, of this cluster.
    let ofPods: String

    /// - Parameter matcher: Which series are the cluster's; `nil`: all.
    init(scrapeInterval: Duration, matcher: String? = nil) {
        self.scrapeInterval = scrapeInterval
        ofPods = Self.ofPods(matcher)
        length = RateLength.of(scrapeInterval: scrapeInterval)
    }

    /// The matchers of what was scraped of a pod.
    static func ofPods(_ matcher: String?) -> String {
        #"namespace!="",pod!="""# + (matcher.map { "," + $0 } ?? "")
    }

    /// `[4000ms]`
    var range: String { "[\(milliseconds(length))]" }
    /// `[4000ms:1000ms]`: of an expression instead of a selector.
    var subquery: String { "[\(milliseconds(length)):\(milliseconds(scrapeInterval))]" }

    private func milliseconds(_ duration: Duration) -> String { "\(max(duration.wholeMicroseconds / 1000, 1))ms" }
}

/// PromQL, built of the pieces that the snapshot's queries share.
enum PromQL {
    /// What tells the parts of `union` apart.
    static let part = "metric"

    /// A matcher of the label that says who counted; `nil` where nobody is looked at. The regular expression for both
    /// leaves out third parties (a waypoint is not one of the two ends).
    static func end(_ label: String, client: String, server: String, _ scope: TrafficScope) -> String? {
        switch (scope.sides.contains(.client), scope.sides.contains(.server)) {
        case (true, true): #"\#(label)=~"\#(client)|\#(server)""#
        case (true, false): #"\#(label)="\#(client)""#
        case (false, true): #"\#(label)="\#(server)""#
        case (false, false): nil
        }
    }

    /// The rates of a counter, summed by labels.
    static func rate(_ metric: String, _ matchers: String..., by labels: [String], _ window: RateWindow) -> String {
        let selector = metric + "{" + (matchers + [window.ofPods]).joined(separator: ",") + "}"
        return "sum by (\(labels.joined(separator: ","))) (rate(\(selector)\(window.range)))"
    }

    /// The upper bounds that a histogram has, whoever counts by them.
    static func bounds(_ histogram: String, _ window: RateWindow) -> String {
        "group by (le) (\(histogram)_bucket{\(window.ofPods)})"
    }

    /// Several expressions in one query, each under a name. Only what is above zero, since most counters stand still.
    static func union(_ parts: [(name: String, expression: String)]) -> String {
        parts.map { "label_replace((\($0.expression)) > 0, \"\(part)\", \"\($0.name)\", \"\", \"\")" }
            .joined(separator: " or ")
    }
}
