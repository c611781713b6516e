import Domain
import Testing

/// What clients know of and servers do not: whose it is, and what was there before.
@Suite struct ClientReportsTests {
    private let reviews = ServiceName(namespace: "shop", name: "reviews")
    private let v1 = PodName(namespace: "shop", name: "v1")
    private let v3 = PodName(namespace: "shop", name: "v3")

    private var measurement: Measurement {
        Measurement(
            side: .server, cohort: .pods([v3]), baseline: .pods([v1]), services: [reviews], failuresTo: [reviews])
    }

    /// So many requests a second reach v1, and so many fail at the callers.
    private func index(served: Double, unanswered: Double, calls: Double? = nil) -> SnapshotIndex {
        var client = Traffic()
        client.requests = served + unanswered
        client.reports = ClientReports(
            calls: calls ?? served + unanswered, unanswered: unanswered, unconnected: unanswered)
        let web = TrafficSnapshot.SeriesKey(
            side: .client, pod: PodName(namespace: "shop", name: "web"), service: reviews)
        let other = TrafficSnapshot.SeriesKey(
            side: .client, pod: web.pod, service: ServiceName(namespace: "shop", name: "else"))
        let server = TrafficSnapshot.SeriesKey(side: .server, pod: v1, service: reviews)
        return SnapshotIndex(
            TrafficSnapshot(
                at: SoakFixture.start, window: .seconds(8),
                rows: [web: client, other: client, server: SoakFixture.traffic(served)]))
    }

    private func measured(_ now: SnapshotIndex, before: SnapshotIndex) -> MeasuredTraffic {
        let whole = before.whole(measurement, cohortPods: [], restPods: [])
        return now.measured(measurement, cohortPods: [], restPods: [], before: whole).charged()
    }

    @Test func anOutageIsTheCohorts() {
        let seen = measured(index(served: 45, unanswered: 5), before: index(served: 50, unanswered: 0))
        #expect(seen.cohort.value(of: .errorRate) == 100 && seen.cohort.value(of: .connectionFailures) == 100)
        #expect(seen.cohort.requests == 5 && seen.shareSeen == 10)
        #expect(seen.baseline?.value(of: .errorRate) == 0)
    }

    /// Also where there is more traffic now, and for what chance makes of it.
    @Test(arguments: [(45.0, 5.0, 0.0), (90, 10, 0), (45, 6, 0), (45, 15, 9)])
    func whatFailedBeforeIsNobodys(_ served: Double, _ unanswered: Double, _ excess: Double) {
        let seen = measured(index(served: served, unanswered: unanswered), before: index(served: 45, unanswered: 5))
        #expect(abs(seen.cohort.requests - excess) < 0.5 && seen.cohort.failures == seen.cohort.requests)
    }

    /// A third of the pods, of which 15 % do not answer: in four seconds that is no more than chance makes of their
    /// part, and yet nobody else changes.
    @Test func aPartOfASmallShareIsTheCohorts() {
        func traffic(served: Double, failed: Double) -> Traffic {
            var traffic = SoakFixture.traffic(served)
            traffic.reports = ClientReports(calls: 100, unanswered: failed, unconnected: failed, overflowed: failed)
            return traffic
        }
        func charged(_ cohort: Traffic) -> Traffic {
            MeasuredTraffic(
                cohort: cohort, baseline: SoakFixture.traffic(66), before: traffic(served: 100, failed: 0),
                window: .seconds(4)
            ).charged(share: 0.34).cohort
        }
        let bad = charged(traffic(served: 29, failed: 5))
        #expect((bad.value(of: .errorRate) ?? 0) > 14 && (bad.value(of: .connectionFailures) ?? 0) > 14)
        #expect(bad.value(of: .circuitBreakerTrips) == 300)
        // Others' servers lack them: the cohort's have their part.
        let good = charged(traffic(served: 34, failed: 5))
        #expect(good.value(of: .errorRate) == 0 && good.value(of: .circuitBreakerTrips) == 0)
    }

    @Test func withoutATimeBeforeNothingIsCharged() {
        let seen = index(served: 45, unanswered: 5).measured(measurement, cohortPods: [], restPods: [])
        #expect(seen.charged() == seen && seen.cohort.requests == 0)
    }

    @Test func theyAreAskedForAndStored() throws {
        #expect(TrafficScope([measurement]) == TrafficScope(sides: [.server], hasSubsets: false, hasReports: true))
        #expect(Measurement(json: measurement.json) == measurement)
        var traffic = SoakFixture.traffic(3)
        traffic.reports = ClientReports(calls: 4, unanswered: 2, unconnected: 1, overflowed: 1)
        traffic.uncounted = [.handshakes, .subsets]
        #expect(Traffic(json: traffic.json) == traffic)
    }

    /// 50 of 100 requests went to v2 before, and 55 do with 10 %. All that fails beyond the usual is of the ten.
    @Test func whatCameSinceIsToldFromWhatWasThere() throws {
        func traffic(v1: Double, v2: Double, errors: Double) -> MeasuredTraffic {
            MeasuredTraffic(
                cohort: SoakFixture.traffic(v2, errors: errors), baseline: SoakFixture.traffic(v1),
                before: SoakFixture.traffic(100, errors: 0.5), window: .seconds(60))
        }
        let had = SoakFixture.traffic(50, errors: 1)
        let good = try #require(traffic(v1: 45, v2: 55, errors: 1).sinceBefore(had, share: 0.1))
        #expect(abs(good.cohort.requests - 10) < 0.01 && good.shareSeen == nil && good.before == had)
        #expect(abs((good.cohort.value(of: .errorRate) ?? 0) - 1) < 0.01)
        let bad = try #require(traffic(v1: 45, v2: 55, errors: 4).sinceBefore(had, share: 0.1))
        #expect((bad.cohort.value(of: .errorRate) ?? 0) > 15)
        // Twice the traffic, as bad as ever.
        let more = try #require(traffic(v1: 90, v2: 110, errors: 1).sinceBefore(had, share: 0.1))
        #expect(abs(more.cohort.requests - 20) < 0.01 && abs((more.cohort.value(of: .errorRate) ?? 0) - 1) < 0.01)
        #expect(traffic(v1: 90, v2: 10, errors: 1).sinceBefore(SoakFixture.traffic(0.1), share: 0.1) == nil)
        // What went there before has ended, as after a rollout that was taken back a moment ago: all of it is new.
        let ended = try #require(traffic(v1: 90, v2: 10, errors: 2).sinceBefore(had, share: 0.1))
        #expect(abs(ended.cohort.requests - 10) < 0.01)
    }
}

@Suite struct OptionalCounterTests {
    /// Zero of what nobody counts is no good news.
    @Test func whatNobodyCountsHasNoValue() {
        var traffic = SoakFixture.traffic(50)
        let metrics: [TrafficMetric] = [.tlsFailures, .tlsHandshakeFailures, .rbacDenials, .outlierEjections]
        for metric in metrics { #expect(traffic.value(of: metric) == 0) }
        traffic.uncounted = [.handshakes, .denials, .ejections]
        for metric in metrics { #expect(traffic.value(of: metric) == nil, "\(metric)") }
        (traffic.tlsHandshakeFailures, traffic.rbacDenials, traffic.outlierEjections) = (1, 1, 1)
        for metric in metrics { #expect((traffic.value(of: metric) ?? 0) > 0, "\(metric)") }
    }

    @Test func aGroupHasThoseOfItsEnd() {
        let pod = PodName(namespace: "shop", name: "a")
        let service = ServiceName(namespace: "shop", name: "cart")
        let index = SnapshotIndex(
            TrafficSnapshot(
                at: SoakFixture.start, window: .seconds(8), rows: [:],
                subsets: [.init(service: service, subset: "v1"): SoakFixture.traffic(1)],
                uncounted: [.client: [.subsets, .denials], .server: .handshakes]))
        func uncounted(_ group: MeasuredGroup, _ side: TrafficSide) -> OptionalCounters {
            index.traffic(of: group, side: side, cohortPods: [pod], restPods: []).uncounted
        }
        #expect(uncounted(.cohort, .server) == .handshakes && uncounted(.cohort, .client) == .denials)
        #expect(uncounted(.subsets(["v1"]), .server) == [.subsets, .denials])
    }
}
