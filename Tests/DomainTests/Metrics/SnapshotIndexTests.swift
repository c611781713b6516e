import Domain
import Testing

private func pod(_ name: String, in namespace: String = "shop") -> PodName { PodName(namespace: namespace, name: name) }
private func service(_ name: String) -> ServiceName { ServiceName(namespace: "shop", name: name) }

@Suite struct SnapshotIndexTests {
    /// Every row has a rate of its own, a power of two: a sum tells which rows are in it.
    private let index: SnapshotIndex = {
        let rows: [(TrafficSide, PodName, ServiceName?)] = [
            (.server, pod("a"), service("cart")), (.server, pod("a"), service("till")), (.server, pod("a"), nil),
            (.server, pod("b"), service("cart")), (.client, pod("a"), service("cart")),
            (.server, pod("a", in: "bank"), service("cart")), (.server, pod("b", in: "bank"), nil),
        ]
        let subsets = [("cart", "v1"), ("cart", "v2"), ("till", "v1"), ("till", "")]
        return SnapshotIndex(
            TrafficSnapshot(
                at: SoakFixture.start, window: .seconds(8),
                rows: Dictionary(
                    uniqueKeysWithValues: rows.enumerated().map { number, row in
                        (.init(side: row.0, pod: row.1, service: row.2), SoakFixture.traffic(Double(1 << number)))
                    }),
                subsets: Dictionary(
                    uniqueKeysWithValues: subsets.enumerated().map { number, subset in
                        (.init(service: service(subset.0), subset: subset.1), SoakFixture.traffic(Double(1 << number)))
                    })))
    }()

    @Test(arguments: [
        (MeasuredGroup.cohort, [], 7.0), (.rest, [], 8), (.cohort, [service("cart")], 5),
        (.cohort, [service("cart"), service("till")], 7), (.cohort, [service("none")], 4),
        (.pods([pod("b"), pod("b")]), [], 8), (.pods([pod("c")]), [], 0), (.namespaces(["bank"]), [], 96),
        (.namespaces(["bank"]), [service("cart")], 96), (.namespaces(["shop"]), [service("till")], 6),
        (.namespaces(["shop", "bank", "shop", "empty"]), [], 111), (.subsets(["v1"]), [service("cart")], 1),
        (.subsets(["v1", "v2"]), [service("cart")], 3), (.subsets(["v1"]), [], 5), (.subsets([""]), [], 8),
        (.subsets(["v9"]), [service("cart")], 0), (.nobody, [], 0),
    ])
    func aGroupIsTheSumOfItsRows(_ group: MeasuredGroup, _ services: [ServiceName], _ requests: Double) {
        let traffic = index.traffic(
            of: group, side: .server, services: services, cohortPods: [pod("a")], restPods: [pod("b")])
        #expect(traffic.requests == requests)
        #expect(traffic.latency.buckets[.infinity] ?? 0 == requests)
    }

    @Test func sidesAreApart() {
        let traffic = index.traffic(of: .cohort, side: .client, cohortPods: [pod("a")], restPods: [])
        #expect(traffic.requests == 16)
    }

    @Test func aMeasurementHasItsGroups() {
        let before = SoakFixture.traffic(3)
        var measurement = Measurement(side: .server, cohort: .cohort, baseline: .rest)
        var measured = index.measured(measurement, cohortPods: [pod("a")], restPods: [pod("b")], before: before)
        #expect(measured.cohort.requests == 7 && measured.baseline?.requests == 8 && measured.before == before)
        #expect(measured.window == .seconds(8) && index.at == SoakFixture.start)
        measurement.baseline = .nobody
        measured = index.measured(measurement, cohortPods: [pod("a")], restPods: [pod("b")])
        #expect(measured.baseline == nil && measured.before == nil)
    }

    /// Rows of no service (4) belong to either side, and to the whole once.
    @Test func theBaselineMayBeOtherServices() {
        let measurement = Measurement(
            side: .server, cohort: .pods([pod("a")]), baseline: .pods([pod("a")]), services: [service("cart")],
            baselineServices: [service("till")])
        let measured = index.measured(measurement, cohortPods: [], restPods: [])
        #expect(measured.cohort.requests == 5 && measured.baseline?.requests == 6)
        #expect(index.whole(measurement, cohortPods: [], restPods: []).requests == 7)
        let pods = Measurement(side: .server, cohort: .cohort, baseline: .rest)
        #expect(index.whole(pods, cohortPods: [pod("a")], restPods: [pod("b")]).requests == 15)
    }
}

@Suite struct LatencyHistogramTests {
    /// What `histogram_quantile` of Prometheus gives for the same buckets.
    @Test(arguments: [(0.5, 75.0), (0.95, 185), (0.1, 15), (0.2, 30), (1, 200)])
    func quantilesLieWithinTheirBuckets(_ quantile: Double, _ value: Double) {
        let histogram = LatencyHistogram([50: 100 / 3.0, 100: 200 / 3.0, 200: 100, .infinity: 100])
        #expect(abs((histogram.quantile(quantile) ?? 0) - value) < 0.001)
        let top = LatencyHistogram([50: 10, .infinity: 100])
        #expect(top.quantile(0.95) == 50)
        #expect(LatencyHistogram().quantile(0.5) == nil && LatencyHistogram([50: 1]).quantile(0.5) == nil)
        #expect(LatencyHistogram([.infinity: 5]).quantile(0.5) == nil)
    }

    @Test func sumsAreByBound() {
        var sum = LatencyHistogram()
        sum.add(LatencyHistogram([10: 1, .infinity: 2]))
        sum.add(LatencyHistogram([10: 3, .infinity: 4]))
        sum.add(LatencyHistogram())
        #expect(sum.buckets == [10: 4, .infinity: 6])
        sum.add(LatencyHistogram([5: 1, .infinity: 1, .nan: 7]))
        #expect(sum.buckets == [5: 1, 10: 4, .infinity: 7] && sum.bounds == [5, 10, .infinity])
    }
}
