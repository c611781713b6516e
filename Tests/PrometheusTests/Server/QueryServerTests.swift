import Domain
import Ports
import TestKit
import Testing

@testable import Prometheus

/// Single expressions, and what a snapshot costs, at a real Prometheus.
@Suite(.enabled(if: PrometheusTargets.mustRun)) struct QueryServerTests {
    private func metrics(_ mesh: Mesh = .istio) throws -> PrometheusMetrics {
        PrometheusMetrics(url: try PrometheusTargets.ofEnvironment().url, mesh: mesh, settings: .patient)
    }

    /// The words of a refusal; `nil` where there was none.
    private func refusal(_ call: () async throws -> Void) async -> String? {
        do {
            try await call()
            return nil
        } catch {
            guard let error = error as? PortError, error.kind == .permanent else { return "unexpected: \(error)" }
            return error.message
        }
    }

    @Test func values() async throws {
        let metrics = try metrics()
        #expect(try await metrics.value(of: "1 + 1.5") == 2.5)
        #expect(try await metrics.value(of: "vector(7)") == 7)
        #expect(try await metrics.value(of: #"sum(nothing_like_it{a="é"})"#) == nil)
        for none in ["0 / 0", "1 / 0", "vector(-1 / 0)", "scalar(nothing_like_it)"] {
            #expect(try await metrics.value(of: none) == nil, "\(none)")
        }
        let several = #"vector(1) or label_replace(vector(2), "a", "b", "", "")"#
        #expect(await refusal { _ = try await metrics.value(of: several) }?.contains("2 values") == true)
    }

    @Test func expressionsAreChecked() async throws {
        let metrics = try metrics()
        try await metrics.check(#"sum(rate(http_requests_total{code=~"5.."}[1m])) / 2"#)
        try await metrics.check("time()")
        #expect(await refusal { try await metrics.check("sum(rate(x[1m])") }?.contains("unclosed left paren") == true)
        #expect(await refusal { try await metrics.check("") }?.contains("no expression") == true)
        #expect(await refusal { try await metrics.check("rate(x)") }?.contains("range vector") == true)
        #expect(await refusal { try await metrics.check("up[5m]") }?.contains("rate") == true)
        #expect(await refusal { try await metrics.check(#""text""#) }?.contains("string") == true)
        #expect(await refusal { _ = try await metrics.value(of: "sum(") }?.contains("parse error") == true)
        let long = (0..<2000).map { "vector(\($0))" }.joined(separator: " + ")
        try await metrics.check(long)
    }

    @Test func theIntervalThatItReports() async throws {
        let scraped = try Scraped { _ in [] }
        #expect(try await scraped.metrics(.istio).scrapeInterval() == .seconds(1))
    }

    @Test(arguments: Mesh.allCases) func nothingWasThereYesterday(mesh: Mesh) async throws {
        let now = try #require(try await metrics().value(of: "time()"))
        let yesterday = Timestamp(seconds: Int64(now) - 86_400)
        let snapshot = try await metrics(mesh).snapshot(at: yesterday)
        // What the proxies export at all is asked of today, whatever the moment.
        let nothing = TrafficSnapshot(
            at: yesterday, window: .seconds(4), rows: [:], uncounted: snapshot.uncounted)
        #expect(snapshot == nothing)
    }

    /// Two clusters with pods of the same names behind one Prometheus: a matcher keeps them apart, in every query.
    @Test(arguments: [Mesh.istio, .linkerd]) func aClusterIsToldByItsLabel(_ mesh: Mesh) async throws {
        let run = String(UInt64.random(in: .min ... .max), radix: 36)
        func series(_ rate: Double) -> [MetricSeries] {
            let labels = [
                "reporter": "source", "direction": "outbound", "namespace": "shop-\(run)", "pod": "web-0",
                "destination_service_namespace": "shop-\(run)", "destination_service_name": "cart",
                "dst_namespace": "shop-\(run)", "dst_service": "cart",
            ]
            return ["istio_requests_total", "response_total"].map { name in
                MetricSeries.counter(
                    name, labels.merging(["response_code": "200", "status_code": "200"]) { $1 }, perSecond: rate)
            }
        }
        let west = try Scraped(labels: ["cluster": "west-\(run)"]) { _ in series(10) }
        let east = try Scraped(labels: ["cluster": "east-\(run)"]) { _ in series(40) }
        func rate(_ cluster: String?) async throws -> Double {
            let metrics = PrometheusMetrics(
                url: west.prometheus.url, mesh: mesh, matcher: cluster.map { #"cluster="\#($0)-\#(run)""# },
                settings: .patient)
            let rows = try await metrics.snapshot(at: nil).rows.filter { $0.key.pod.namespace == "shop-\(run)" }
            return rows.values.reduce(0) { $0 + $1.requests }
        }
        for (cluster, wanted) in [("west", 10.0), ("east", 40), (nil, 50)] as [(String?, Double)] {
            _ = try await eventualValue("the rate of \(cluster ?? "both")") {
                isAbout(try await rate(cluster), wanted) ? true : nil
            }
        }
        let own = PrometheusMetrics(
            url: west.prometheus.url, mesh: mesh, matcher: #"cluster="east-\#(run)""#, settings: .patient)
        let all = PrometheusMetrics(url: west.prometheus.url, mesh: mesh, settings: .patient)
        let counted = #"count(istio_requests_total{namespace="shop-\#(run)",$cluster})"#
        // A scrape that comes late leaves a gap.
        for (metrics, wanted) in [(own, 1.0), (all, 2)] {
            _ = try await eventualValue("\(wanted) series") {
                try await metrics.value(of: counted) == wanted ? true : nil
            }
        }
        try await all.check("up{$cluster}")
        withExtendedLifetime((west, east)) {}
    }

    /// The number of queries is the same for a thousand pods as for one.
    @Test func aThousandPods() async throws {
        let scraped = try Scraped { namespace in
            (0..<1000).flatMap { pod in
                let labels = [
                    "reporter": "source", "namespace": namespace, "pod": "web-\(pod)",
                    "destination_service_namespace": namespace, "destination_service_name": "svc-\(pod % 100)",
                ]
                let requests = MetricSeries.counter(
                    "istio_requests_total", labels.merging(["response_code": "200"]) { $1 }, perSecond: 10)
                return [requests]
                    + MetricSeries.histogram(
                        "istio_request_duration_milliseconds", labels, perSecond: [1: 1, 5: 5, .infinity: 10])
            }
        }
        // A series that has been there for less than the window has lower rates.
        _ = try await scraped.snapshot(.istio, "the rates of all pods") {
            $0.rows.count == 1000
                && $0.rows.values.allSatisfy { isAbout($0.requests, 10) && isAbout($0.value(of: .p50), 5) }
        }
        // Where scrapes have been missed since, with a proxy that nobody has asked yet.
        let (proxy, metrics) = try await eventualValue("all pods in one snapshot") {
            let proxy = try RecordingProxy(before: scraped.prometheus.url)
            let metrics = PrometheusMetrics(url: proxy.url, mesh: .istio, settings: .patient)
            return try await metrics.snapshot(at: nil).rows.count >= 1000 ? (proxy, metrics) : nil
        }
        let first = proxy.asked.count
        #expect(
            (12...13).contains(first),
            "the interval, its jobs, the time, what is exported, seven queries, bounds: \(proxy.asked)")
        let empty = try await metrics.snapshot(at: Timestamp(seconds: 1_000_000_000))
        #expect(empty.rows.isEmpty)
        #expect(proxy.asked.count - first == 7, "the interval and the bounds are known, the time is given")
    }
}
