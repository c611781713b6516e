import Domain
import HTTPServer
import Ports
import Prometheus
import Testing

/// Over how long rates are taken: by the jobs that have the mesh's series.
@Suite struct ScrapeIntervalTests {
    private static func target(_ job: String, every interval: String, pod: String? = "p") -> JSONValue {
        var labels: JSONValue = ["job": .string(job)]
        labels["pod"] = pod.map { .string($0) }
        return ["scrapeInterval": .string(interval), "labels": labels]
    }

    private func snapshot(
        _ targets: [JSONValue], counting jobs: [String], matcher: String? = nil
    ) async throws -> (snapshot: TrafficSnapshot, asked: [String]) {
        let prometheus = try StandIn { request, form in
            if request.path.hasSuffix("/targets") { return .success(["activeTargets": .array(targets)]) }
            if form["query"] == "time()" {
                return .success(["resultType": "scalar", "result": [1_700_000_000.25, "1700000000.25"]])
            }
            let isOfJobs = form["query"]?.hasPrefix("count by (job)") == true
            let found = isOfJobs ? jobs.map { element(["job": $0], "3") } : []
            return .success(["resultType": "vector", "result": .array(found)])
        }
        let metrics = PrometheusMetrics(url: prometheus.url, mesh: .istio, matcher: matcher, settings: .patient)
        _ = try await metrics.snapshot(at: nil)
        return (try await metrics.snapshot(at: nil), prometheus.asked)
    }

    @Test func whatHasNothingOfTheMeshSaysNothing() async throws {
        let targets = [Self.target("proxies", every: "15s"), Self.target("billing", every: "5m")]
        let found = try await snapshot(targets, counting: ["proxies"], matcher: #"cluster="west""#)
        #expect(found.snapshot.window == .seconds(60) && found.snapshot.warning == nil)
        // Believed for a while: a tick costs no query more.
        let asked = found.asked.filter { $0.hasPrefix("count by (job)") }
        #expect(asked == [#"count by (job) (istio_requests_total{namespace!="",pod!="",cluster="west"})"#])
        // Where nobody has any series yet, whoever is a pod may have some.
        #expect(try await snapshot(targets, counting: []).snapshot.window == .seconds(1200))
        #expect(
            try await snapshot([Self.target("x", every: "9s", pod: nil)], counting: ["x"]).snapshot.window
                == .seconds(36))
    }

    @Test func jobsOfTheMeshThatDifferAreTold() async throws {
        let targets = [
            Self.target("gateways", every: "30s"), Self.target("proxies", every: "15s"),
            Self.target("billing", every: "5m"),
        ]
        let found = try await snapshot(targets, counting: ["proxies", "gateways"]).snapshot
        #expect(found.window == .seconds(120))
        #expect(found.warning?.contains("proxies every PT15S, gateways every PT30S") == true, "\(found.warning ?? "")")
        // Nobody can have meant two days, and is told so all the more.
        let slow = [Self.target("gateways", every: "2d"), Self.target("proxies", every: "15s")]
        let cut = try await snapshot(slow, counting: ["proxies", "gateways"]).snapshot
        #expect(cut.window == .seconds(4 * 86_400))
        #expect(cut.warning?.contains("gateways every P2D") == true, "\(cut.warning ?? "")")
    }
}
