import Domain
import MeshModel
import Ports
import Prometheus
import TestKit
import Testing

/// Traffic over what is really in an API server, read back from the real Prometheus.
@Suite struct TrafficFixtureTests {
    private static let scenario: JSONValue = [
        "defaults": ["requestsPerSecond": 40],
        "effects": [
            [
                "when": ["kind": "VirtualService", "path": "spec.http[0].timeout", "equals": "9s"],
                "errorRate": 0.5,
            ]
        ],
    ]

    /// With limits that no machine is slow enough to reach.
    private static var patient: PrometheusSettings {
        var settings = PrometheusSettings()
        settings.connectTimeout = patience
        settings.requestTimeout = patience
        return settings
    }

    private func shop(_ cluster: TestCluster) async throws {
        try await cluster.run(service: "reviews", pods: 2)
        try await cluster.run(service: "web", pods: 2)
    }

    private func virtualService(_ cluster: TestCluster) -> JSONValue {
        let to: JSONValue = [["destination": ["host": "reviews"]]]
        return cluster.document(
            cluster.virtualService("reviews"),
            spec: [
                "hosts": ["reviews"],
                "http": [
                    ["match": [["sourceLabels": ["cohort": "canary"]]], "timeout": "9s", "route": to],
                    ["timeout": "5s", "route": to],
                ],
            ])
    }

    private func create(_ document: JSONValue, _ cluster: TestCluster) async throws {
        let version = document["apiVersion"]?.string ?? ""
        try await cluster.requests.succeed(
            "POST", "/apis/\(version)/namespaces/\(cluster.namespace)/virtualservices", document)
    }

    private func label(_ pod: String, _ cluster: TestCluster) async throws {
        try await cluster.requests.succeed(
            "PATCH", "/api/v1/namespaces/\(cluster.namespace)/pods/\(pod)",
            ["metadata": ["labels": ["cohort": "canary"]]],
            as: "application/merge-patch+json")
    }

    @Test(arguments: ClusterFixture.all) func objectsAndLabelsShowInTheCounters(_ fixture: ClusterFixture) async throws
    {
        let cluster = try await fixture.testCluster()
        try await shop(cluster)
        let traffic = try await TrafficFixture.start(
            cluster.server, namespaces: [cluster.namespace], scenario: Self.scenario, prometheus: nil)
        func fails(_ pod: String) -> Bool {
            traffic.text.split(separator: "\n").contains { line in
                line.hasPrefix("istio_requests_total") && line.contains(#"reporter="source""#)
                    && line.contains(#"response_code="500""#) && line.contains(#"pod="\#(pod)""#)
            }
        }
        try await awaitCondition("there is traffic") { traffic.text.contains(#"pod="web-1""#) }
        try await create(virtualService(cluster), cluster)
        try await label("web-2", cluster)
        try await awaitCondition("the canary fails") { fails("web-2") }
        #expect(!fails("web-1"))
        // Pods that come later take part, and what goes is gone.
        try await cluster.run(pod: "web-3", labels: ["app": "web", "cohort": "canary"])
        try await awaitCondition("so does a pod that is born into the cohort") { fails("web-3") }
        try await cluster.requests.succeed(
            "DELETE", "/api/v1/namespaces/\(cluster.namespace)/pods/web-3?gracePeriodSeconds=0")
        try await awaitCondition("its counters go with it") { !traffic.text.contains(#"pod="web-3""#) }
        try traffic.setScenario(["onlyListed": true])
        #expect(throws: (any Error).self) { try traffic.setScenario(["mesh": 1]) }
        await traffic.stop()
    }

    @Test(.enabled(if: PrometheusTargets.mustRun), arguments: ClusterFixture.all)
    func theCohortsErrorsComeOutOfPrometheus(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        try await shop(cluster)
        let prometheus = try PrometheusTargets.ofEnvironment()
        let traffic = try await TrafficFixture.start(
            cluster.server, namespaces: [cluster.namespace], scenario: Self.scenario, prometheus: prometheus)
        let metrics = PrometheusMetrics(url: prometheus.url, mesh: .istio, settings: Self.patient)
        func row(_ snapshot: TrafficSnapshot, _ pod: String) -> Traffic? {
            snapshot.rows[
                TrafficSnapshot.SeriesKey(
                    side: .client, pod: PodName(namespace: cluster.namespace, name: pod),
                    service: ServiceName(namespace: cluster.namespace, name: "reviews"))]
        }
        _ = try await eventualValue("forty requests a second of each client") {
            let snapshot = try await metrics.snapshot(at: nil)
            return row(snapshot, "web-1").map { abs($0.requests - 40) < 4 } ?? false ? snapshot : nil
        }
        try await create(virtualService(cluster), cluster)
        try await label("web-2", cluster)
        let snapshot = try await eventualValue("half of the canary's requests fail") {
            let snapshot = try await metrics.snapshot(at: nil)
            let rate = row(snapshot, "web-2")?.value(of: .errorRate) ?? 0
            return abs(rate - 50) < 3 ? snapshot : nil
        }
        #expect(row(snapshot, "web-1")?.value(of: .errorRate) == 0)
        let p50 = try #require(row(snapshot, "web-1")?.value(of: .p50))
        #expect(p50 > 10 && p50 < 25)
        #expect(traffic.scrapes > 0)
        await traffic.stop()
    }

    @Test(.enabled(if: PrometheusTargets.mustRun)) func linkerdsDenialsComeOutOfPrometheus() async throws {
        let cluster = try await ClusterFixture.sandbox.testCluster()
        try await cluster.run(service: "reviews", pods: 2, proxy: .linkerd)
        try await cluster.run(service: "web", pods: 1, proxy: .linkerd)
        let prometheus = try PrometheusTargets.ofEnvironment()
        let traffic = try await TrafficFixture.start(
            cluster.server, namespaces: [cluster.namespace], scenario: ["mesh": "linkerd"], prometheus: prometheus)
        let server: JSONValue = [
            "apiVersion": "policy.linkerd.io/v1beta3", "kind": "Server", "metadata": ["name": "canary"],
            "spec": ["podSelector": ["matchLabels": ["cohort": "canary"]], "port": "http"],
        ]
        try await cluster.requests.succeed(
            "POST", "/apis/policy.linkerd.io/v1beta3/namespaces/\(cluster.namespace)/servers", server)
        try await label("reviews-2", cluster)
        let metrics = PrometheusMetrics(url: prometheus.url, mesh: .linkerd, settings: Self.patient)
        func denials(_ snapshot: TrafficSnapshot, _ pod: String) -> Double {
            snapshot.rows.filter { $0.key.side == .server && $0.key.pod.name == pod }
                .filter { $0.key.pod.namespace == cluster.namespace }.reduce(0) { $0 + $1.value.rbacDenials }
        }
        let snapshot = try await eventualValue("five denials a second") {
            let snapshot = try await metrics.snapshot(at: nil)
            return abs(denials(snapshot, "reviews-2") - 5) < 1 ? snapshot : nil
        }
        #expect(denials(snapshot, "reviews-1") == 0)
        await traffic.stop()
    }
}
