import Domain
import Prometheus
import TestKit
import Testing

/// Authorization that refuses its own clients, under the default rules: nothing fails, and nobody gets in.
extension Scenarios {
    private func guarded(_ methods: [JSONValue], in cluster: TestCluster) -> JSONValue {
        [
            "apiVersion": "security.istio.io/v1beta1", "kind": "AuthorizationPolicy",
            "metadata": ["name": "reviews", "namespace": .string(cluster.namespace)],
            "spec": [
                "selector": ["matchLabels": ["app": "reviews"]], "action": "ALLOW",
                "rules": [["to": [["operation": ["methods": .array(methods)]]]]],
            ],
        ]
    }

    /// `reviews` lets its readers in; the newest version of its policy would let in nobody of them.
    private func lockingShop() async throws -> Shop {
        let world = try World.here
        let cluster = try await TestCluster(world.kube)
        try await cluster.run(service: "reviews", pods: 4)
        for number in 1...4 { try await cluster.run(pod: "web-\(number)", labels: ["app": "web"]) }
        let traffic = try await TrafficFixture.start(
            cluster.server, namespaces: [cluster.namespace], kinds: [.authorizationPolicy],
            prometheus: world.prometheus, labels: ["cluster": "west"])
        let rates = #"rate(istio_requests_total{namespace="\#(cluster.namespace)",pod=~"reviews-.*",$cluster}[4s])"#
        try await awaitCondition("Prometheus has measured every server") {
            try await PrometheusMetrics(
                url: world.prometheus.url, mesh: .istio, matcher: #"cluster="west""#, settings: .patient
            )
            .value(of: "count(sum by (pod) (\(rates)) > 1)") == 4
        }
        let made = try await world.api.succeed("POST", "/policies", guarded(["GET", "POST"], in: cluster))
        let policy = try #require(made["id"]?.string)
        let branch = Shop.Branch(name: "west", cluster: cluster, traffic: traffic)
        let shop = Shop(world: world, branches: [branch], policy: policy)
        try await shop.expectEnd("Completed", of: try await shop.submit([:]))
        try await world.api.succeed("PUT", "/policies/\(policy)", guarded(["DELETE"], in: cluster))
        return shop
    }

    @Test func whoLocksEverybodyOutIsTakenBack() async throws {
        let shop = try await lockingShop()
        let id = try await shop.canary([["percent": 50, "soak": "PT60S"]], rules: nil)
        let reason = try await shop.expectEnd("RolledBack", of: id)
        #expect(reason.contains("refused requests") && reason.contains("(rule refused)"), "\(reason)")
    }

    /// Tried on everybody before anybody has it: a person sees what would be denied.
    @Test func aShadowShowsWhoWouldBeLockedOut() async throws {
        let shop = try await lockingShop()
        let id = try await shop.submit([
            "strategy": [
                "type": "Canary", "unit": "workloads", "shadow": "PT5S", "steps": [["percent": 50, "soak": "PT60S"]],
            ]
        ])
        let held = try await shop.wait(id, until: "a person is asked") { $0["status"] == "Paused" }
        #expect(held["reason"]?.string?.hasPrefix("the new version would deny 100 % of the requests") == true)
        try await shop.command("abort", id)
        try await shop.expectEnd("Aborted", of: id)
    }
}
