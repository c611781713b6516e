import Domain
import MeshModel

/// Adds what a flow's requests are counted as during a stretch of time.
struct Counting {
    let maker: SeriesMaker
    /// Seconds.
    let length: Double
    let bounds: [Family: [Double]]
    /// The shares below the bounds, of the curves met so far: many flows have the same.
    private var cumulative: [Curve: [Double]] = [:]

    private struct Curve: Hashable {
        let curve: LatencyCurve
        let isLinkerd: Bool
    }

    init(maker: SeriesMaker, length: Double, bounds: [Family: [Double]]) {
        self.maker = maker
        self.length = length
        self.bounds = bounds
    }

    mutating func count(_ flow: inout Flow, _ fare: Fare, in table: inout CounterTable) {
        var failures = 0.0
        for part in fare.parts {
            let amount = part.rate * length
            if part.outcome.code >= 500 { failures += part.rate }
            let handles = flow.handles[part.outcome] ?? maker.handles(flow, part.outcome, in: &table)
            flow.handles[part.outcome] = handles
            for place in handles.counters { table.add(amount, at: place) }
            for (place, family) in handles.latencies {
                table.add(
                    amount, histogram: place, cumulative: shares(part.curve, family), average: part.curve.average)
            }
        }
        eject(flow, fare, failing: fare.rate > 0 ? failures / fare.rate : 0, in: &table)
    }

    private mutating func shares(_ curve: LatencyCurve, _ family: Family) -> [Double] {
        let key = Curve(curve: curve, isLinkerd: family == .linkerdLatency)
        if let known = cumulative[key] { return known }
        let made = (bounds[family] ?? []).map(curve.share)
        cumulative[key] = made
        return made
    }

    /// Outlier detection: so many errors in a row take the host out, once per ejection time; effects add theirs.
    private func eject(_ flow: Flow, _ fare: Fare, failing share: Double, in table: inout CounterTable) {
        var rate = fare.change.outlierEjections / 60
        if let needed = flow.fate.ejectionAfter, share > 0 {
            var row = fare.rate
            for _ in 0..<max(needed, 1) { row *= share }
            rate += min(row, 1 / flow.fate.ejectionTime)
        }
        let client = maker.map.pods[flow.client]
        guard rate > 0, client.proxy == .istio else { return }
        let key = IstioSeries.clusterKey(.clusterEjections, flow, client)
        let place = maker.place(key, flow, in: &table) { IstioSeries.clusterLabels(flow, client, &$0) }
        if let place { table.add(rate * length, at: place) }
    }
}
