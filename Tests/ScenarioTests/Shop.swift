import Domain
import Prometheus
import TestKit
import Testing

extension PrometheusSettings {
    /// With limits that no machine is slow enough to reach.
    static var patient: PrometheusSettings {
        var settings = PrometheusSettings()
        settings.connectTimeout = patience
        settings.requestTimeout = patience
        return settings
    }
}

/// A service `reviews` and its clients in a namespace of their own, with the route between them: its old version is in
/// force, and its new one waits to be rolled out.
struct Shop: Sendable {
    /// A cluster that the shop is in, and its traffic there.
    struct Branch: Sendable {
        let name: String
        let cluster: TestCluster
        let traffic: TrafficFixture
    }

    let world: World
    let branches: [Branch]
    let policy: String
    var cluster: TestCluster { branches[0].cluster }
    var traffic: TrafficFixture { branches[0].traffic }

    /// A shop in `west` alone.
    ///
    /// - Parameters:
    ///   - clients: How many pods call `reviews`, ten times a second each.
    ///   - target: Where its deployments go, where that is the same API server by another name.
    static func open(
        _ scenario: JSONValue = [:], clients: Int = 10, target: String = "west", prometheus: PrometheusTargets? = nil
    ) async throws -> Shop {
        let world = try World.here
        let cluster = try await TestCluster(world.kube)
        let branch = try await branch(
            target, cluster, scenario, clients: clients, prometheus: prometheus ?? world.prometheus)
        return try await open([branch], in: world)
    }

    /// A shop in several clusters, in namespaces of the same name.
    static func open(_ branches: [Branch], in world: World) async throws -> Shop {
        let cluster = branches[0].cluster
        let made = try await world.api.succeed("POST", "/policies", route("5s", in: cluster))
        let policy = try #require(made["id"]?.string)
        let shop = Shop(world: world, branches: branches, policy: policy)
        let end = try await shop.end(of: try await shop.submit([:]))
        guard end["status"] == "Completed" else { throw TestKitError("the old version: \(end.jsonText)") }
        try await world.api.succeed("PUT", "/policies/\(policy)", route("9s", in: cluster))
        return shop
    }

    /// Pods, and traffic that Prometheus knows already: rollouts do not begin in empty towns. One Prometheus may hear
    /// of several clusters, whose pods have the same names.
    static func branch(
        _ name: String, _ cluster: TestCluster, _ scenario: JSONValue = [:], clients: Int = 10,
        prometheus: PrometheusTargets
    ) async throws -> Branch {
        // No sidecar stands before `reviews`: the cohort is drawn from clients only.
        try await cluster.run(service: "reviews", pods: 1, proxy: nil)
        for number in 1...clients { try await cluster.run(pod: "web-\(number)", labels: ["app": "web"]) }
        let traffic = try await TrafficFixture.start(
            cluster.server, namespaces: [cluster.namespace], kinds: [.virtualService, .destinationRule],
            scenario: scenario, prometheus: prometheus, labels: ["cluster": name])
        try await awaitCondition("Prometheus has measured every client") {
            let rates = #"rate(istio_requests_total{namespace="\#(cluster.namespace)",pod=~"web-.*",$cluster}[4s])"#
            let seen = try await PrometheusMetrics(
                url: prometheus.url, mesh: .istio, matcher: #"cluster="\#(name)""#, settings: .patient
            )
            .value(of: "count(sum by (pod) (\(rates)) > 1)")
            return seen == Double(clients)
        }
        return Branch(name: name, cluster: cluster, traffic: traffic)
    }

    static func route(_ timeout: String, in cluster: TestCluster) -> JSONValue {
        cluster.document(
            cluster.virtualService("reviews"),
            spec: [
                "hosts": ["reviews"], "exportTo": ["."],
                "http": [["timeout": .string(timeout), "route": [["destination": ["host": "reviews"]]]]],
            ])
    }

    /// A scenario in which requests by the new route (or another timeout's) fare like this.
    static func newRoute(_ effect: [String: JSONValue], timeout: String = "9s") -> JSONValue {
        ["effects": [effectOfRoute(effect, timeout: timeout)]]
    }

    static func effectOfRoute(_ effect: [String: JSONValue], timeout: String = "9s") -> JSONValue {
        var effect = effect
        effect["when"] = ["kind": "VirtualService", "path": "spec.http[0].timeout", "equals": .string(timeout)]
        return .object(effect)
    }

    /// The rule of most scenarios: three seconds above 5 % are enough.
    static let quickRule: JSONValue = ["metric": "errorRate", "above": 5, "for": "PT3S"]

    /// The new route fails half of the time, in this branch or that.
    static var failing: JSONValue { newRoute(["errorRate": 0.5]) }
}
