import Domain
import Prometheus
import TestKit
import Testing

/// Routes from a part of a service's pods to all of them.
extension Scenarios {
    private func route(_ subset: String?, in cluster: TestCluster) -> JSONValue {
        var destination: JSONValue = ["host": "reviews"]
        destination["subset"] = subset.map { .string($0) }
        return cluster.document(
            cluster.virtualService("reviews"),
            spec: ["hosts": ["reviews"], "http": [["route": [["destination": destination]]]]])
    }

    private func requests(to pods: String, in cluster: TestCluster) async throws -> Double? {
        let rates = #"rate(istio_requests_total{namespace="\#(cluster.namespace)",pod=~"\#(pods)",$cluster}[4s])"#
        return try await PrometheusMetrics(
            url: try World.here.prometheus.url, mesh: .istio, matcher: #"cluster="west""#, settings: .patient
        ).value(of: "sum(\(rates))")
    }

    /// Two pods of v1, which have all requests, and two of v2, which are to get some; with six clients.
    private func shopOfTwoVersions() async throws -> Shop {
        let world = try World.here
        let cluster = try await TestCluster(world.kube)
        try await cluster.serve("reviews")
        for version in ["v1", "v2"] {
            for number in 1...2 {
                try await cluster.run(
                    pod: "reviews-\(version)-\(number)", labels: ["app": "reviews", "version": version])
            }
        }
        for number in 1...6 { try await cluster.run(pod: "web-\(number)", labels: ["app": "web"]) }
        let subsets = ["v1", "v2"].map { name -> JSONValue in
            ["name": .string(name), "labels": ["version": .string(name)]]
        }
        try await cluster.requests.succeed(
            "POST", "/apis/networking.istio.io/v1/namespaces/\(cluster.namespace)/destinationrules",
            [
                "apiVersion": "networking.istio.io/v1", "kind": "DestinationRule", "metadata": ["name": "reviews"],
                "spec": ["host": "reviews", "subsets": .array(subsets)],
            ])
        let traffic = try await TrafficFixture.start(
            cluster.server, namespaces: [cluster.namespace], kinds: [.virtualService, .destinationRule],
            prometheus: world.prometheus, labels: ["cluster": "west"])
        let made = try await world.api.succeed("POST", "/policies", route("v1", in: cluster))
        let branch = Shop.Branch(name: "west", cluster: cluster, traffic: traffic)
        let shop = Shop(world: world, branches: [branch], policy: try #require(made["id"]?.string))
        try await shop.expectEnd("Completed", of: try await shop.submit([:]))
        try await awaitCondition("v1 alone has requests") {
            let (old, new) = (
                try await requests(to: "reviews-v1-.*", in: cluster),
                try await requests(to: "reviews-v2-.*", in: cluster)
            )
            return (old ?? 0) > 20 && (new ?? 0) == 0
        }
        return shop
    }

    /// Those that gain are compared with those that had it all, and no share is shown: these get requests of both
    /// versions.
    @Test func aSubsetThatBecomesTheWholeServiceIsJudged() async throws {
        let shop = try await shopOfTwoVersions()
        try await shop.world.api.succeed("PUT", "/policies/\(shop.policy)", route(nil, in: shop.cluster))
        let id = try await shop.submit([
            "strategy": [
                "type": "Canary", "unit": "requests", "steps": [["percent": 50, "soak": "PT8S"]],
            ]
        ])
        try await shop.expectEnd("Completed", of: id)
        let soaked = try await shop.evaluations(of: id).filter { $0["measurements"]?[0]?["shareAsked"] == "50 %" }
        #expect(soaked.contains { $0.verdicts["p95"] == "ok" }, "\(soaked.map(\.verdicts))")
        #expect(soaked.allSatisfy { $0.shareSeen == nil } && soaked.contains { $0["note"] != nil }, "\(soaked)")
        #expect(try await shop.liveSpec()?["http"] == route(nil, in: shop.cluster)["spec"]?["http"])
    }
}
