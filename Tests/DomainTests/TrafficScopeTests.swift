import Domain
import Testing

/// What of a cluster's traffic is looked at.
@Suite struct TrafficScopeTests {
    private func scope(_ measurements: Measurement...) -> TrafficScope { TrafficScope(measurements) }

    @Test func itIsWhatTheMeasurementsLookAt() {
        let pods = Measurement(side: .server, cohort: .cohort, baseline: .rest)
        let clients = Measurement(side: .client, cohort: .namespaces(["a"]), baseline: .nobody)
        let subsets = Measurement(side: .client, cohort: .subsets(["v2"]), baseline: .subsets(["v1"]))
        let nobody = Measurement(side: .server, cohort: .nobody, baseline: .nobody)
        #expect(scope(pods) == TrafficScope(sides: [.server], hasSubsets: false))
        #expect(scope(clients) == TrafficScope(sides: [.client], hasSubsets: false))
        #expect(scope(subsets) == TrafficScope(sides: [], hasSubsets: true))
        #expect(scope(nobody) == .nothing && scope() == .nothing)
        var reported = pods
        reported.failuresTo = [ServiceName(namespace: "a", name: "b")]
        #expect(scope(reported) == TrafficScope(sides: [.server], hasSubsets: false, hasReports: true))
        #expect(scope(reported, nobody, clients, subsets) == .everything)
        let mixed = Measurement(side: .client, cohort: .subsets(["v2"]), baseline: .pods([]))
        #expect(scope(mixed) == TrafficScope(sides: [.client], hasSubsets: true))
    }
}
