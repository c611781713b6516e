import Domain
import Ports
import Testing

@testable import Application

/// Comparisons of bundles, and what can be seen of them.
@Suite struct ComparisonTickTests {
    private let start = Timestamp(seconds: 1_760_000_000)

    private func pod(_ name: String) -> PodName { PodName(namespace: "shop", name: name) }

    /// One place for each pair of failure rates of A and B; 100 requests a second each.
    private func judge(
        _ failures: [(a: Double, b: Double)], clusters: Int = 1, isHeld: (Int64) -> Bool = { _ in false }
    ) -> (WatchVerdict.Outcome?, JSONValue) {
        var rows: [TrafficSnapshot.SeriesKey: Traffic] = [:]
        var measurements: [CohortMeasurement] = []
        for (index, rate) in failures.enumerated() {
            for (name, failed) in [("a\(index)", rate.a), ("b\(index)", rate.b)] {
                var traffic = Traffic()
                (traffic.requests, traffic.failures) = (100, failed)
                traffic.latency = LatencyHistogram([10: 50, .infinity: 100])
                rows[.init(side: .server, pod: pod(name), service: nil)] = traffic
            }
            measurements.append(
                CohortMeasurement(
                    policies: [ID(high: 0, low: UInt64(index))], unit: .workloads,
                    measurement: Measurement(
                        side: .server, cohort: .pods([pod("b\(index)")]), baseline: .pods([pod("a\(index)")])),
                    notes: []))
        }
        let cohort = CohortRecord(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, scopes: [], share: .percent(50),
            measurements: measurements)
        let test = ABSpec(minimumSamples: 1000, maximumDuration: .seconds(600))
        var (state, last): (JSONValue?, JSONValue) = (nil, .null)
        for second in stride(from: Int64(10), through: 600, by: 10) {
            let watch = Watch(
                deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, step: 5, startedAt: start,
                subject: .compare(test), rules: [], cohort: cohort, state: state, lastSlot: 0,
                isHeld: isHeld(second), comparing: clusters)
            let at = start + .seconds(second)
            let snapshot = TrafficSnapshot(at: at, window: .seconds(40), rows: rows)
            let reading = WatchTick.Reading(
                now: SnapshotIndex(snapshot), window: .seconds(40), takenAt: at, problem: nil)
            let judged = WatchTick(watch: watch, slot: second, at: at, interval: .seconds(10), cluster: "west")
                .judge(reading, before: nil, custom: [:])
            (state, last) = (judged.update.state, judged.update.evaluation)
            if let verdict = judged.verdict, !isHeld(second) { return (verdict.outcome, last) }
        }
        return (nil, last)
    }

    @Test func allPlacesOfABundleCount() {
        guard case .compared(.newWins)? = judge([(5, 5), (20, 5)]).0,
            case .compared(.noWinner(let reason, let worse))? = judge([(20, 5), (5, 20)]).0
        else {
            Issue.record("the first place was taken for all")
            return
        }
        #expect(reason.hasPrefix("the measurements disagree") && worse == [.a, .b])
    }

    @Test func theSamplesAndLooksAreShown() {
        let (outcome, evaluation) = judge([(5, 5)])
        guard case .compared(.noWinner)? = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        let state = evaluation["measurements"]?[0]?["comparison"]
        // All of the first window that lies within the comparison: the ones before it have requests from before.
        #expect(state?["a"]?["requests"] == 60_000.0 && state?["b"]?["errorRate"] == 5.0)
        #expect(state?["looks"]?.int.map { $0 > 3 } == true && state?["pErrorRate"] == 1.0)
        #expect(state?["nextLookAtRequests"]?.number.map { $0 > 60_000 } == true && state?["better"] == nil)
        #expect(evaluation["comparison"]?["verdict"] == "none" && evaluation["comparison"]?["why"] != nil)
    }

    /// One of several says who it is, and that it has looked: others need not wait for it.
    @Test func oneOfSeveralClustersIsNamed() {
        guard case .compared(.open(let reason, let worse))? = judge([(5, 5)], clusters: 2).0,
            case .compared(.newWins(let better))? = judge([(20, 5)], clusters: 2).0,
            case .compared(.newWins(let alone))? = judge([(20, 5)]).0
        else {
            Issue.record("nothing is found")
            return
        }
        #expect(reason.hasPrefix("west: neither is better") && worse.isEmpty, "\(reason)")
        #expect(better.hasPrefix("west: B is better") && alone.hasPrefix("B is better"), "\(better)")
        // They share the permitted error: half a look's 0.025, divided by four directions and two clusters.
        #expect(alone.contains("p < 0.0063 decides") && better.contains("p < 0.0031 decides"), "\(better)")
    }

    /// What was found while a person held it is found still.
    @Test func aWinnerStaysOneUntilItIsHeard() {
        guard case .compared(.newWins(let reason))? = judge([(20, 5)], isHeld: { $0 <= 100 }).0 else {
            Issue.record("forgotten until the next look")
            return
        }
        #expect(reason.hasPrefix("B was better at a look, and now: error rate 20 % of A, 5 % of B"), "\(reason)")
    }
}
