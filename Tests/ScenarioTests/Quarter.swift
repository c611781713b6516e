import Domain
import TestKit
import Testing

/// Streets (namespaces) of many shops (services), which the same four client pods of the street call.
struct Quarter: Sendable {
    let world: World
    let streets: [TestCluster]
    let shops: Int
    let traffic: TrafficFixture
    /// Street by street.
    let policies: [String]

    /// Every shop's old route is in force, and its new one waits.
    static func open(streets count: Int, shops: Int) async throws -> Quarter {
        let world = try World.here
        let streets = try await (0..<count).concurrently { _ in try await street(world.kube, shops: shops) }
        let traffic = try await TrafficFixture.start(
            world.kube, namespaces: streets.map(\.namespace), kinds: [.virtualService], scenario: scenario([]),
            prometheus: world.prometheus, labels: ["cluster": "west"])
        let policies = try await (0..<count * shops).concurrently { index in
            let made = try await world.api.succeed(
                "POST", "/policies", route("5s", index % shops, in: streets[index / shops]))
            return try #require(made["id"]?.string)
        }
        let quarter = Quarter(world: world, streets: streets, shops: shops, traffic: traffic, policies: policies)
        try await quarter.putOldRoutesInForce()
        _ = try await policies.indices.concurrently { index in
            try await world.api.succeed(
                "PUT", "/policies/\(policies[index])", route("9s", index % shops, in: streets[index / shops]))
        }
        return quarter
    }

    /// All shops of a street are in one building: a pod without a sidecar, so that cohorts are drawn from clients only.
    private static func street(_ kube: KubeServer, shops: Int) async throws -> TestCluster {
        let street = try await TestCluster(kube)
        try await street.run(pod: "building", labels: ["app": "building"], proxy: nil)
        for number in 1...4 { try await street.run(pod: "web-\(number)", labels: ["app": "web"]) }
        for shop in 0..<shops {
            try await street.requests.succeed(
                "POST", "/api/v1/namespaces/\(street.namespace)/services",
                [
                    "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string("shop-\(shop)")],
                    "spec": ["selector": ["app": "building"], "ports": [["name": "http", "port": 80]]],
                ])
        }
        return street
    }

    /// Hundreds of services need few buckets, and nothing of what Envoy itself counts.
    static func scenario(_ bad: [JSONValue]) -> JSONValue {
        var scenario: JSONValue = [
            "defaults": ["clients": [["labels": ["app": "web"]]]], "latencyBuckets": [100, 1000],
            "proxyStatistics": false,
        ]
        if !bad.isEmpty {
            scenario["effects"] = [Shop.effectOfRoute(["errorRate": 0.5, "services": .array(bad)])]
        }
        return scenario
    }

    static func route(_ timeout: String, _ shop: Int, in street: TestCluster) -> JSONValue {
        let host: JSONValue = .string("shop-\(shop)")
        return street.document(
            street.virtualService("shop-\(shop)"),
            spec: [
                "hosts": [host], "exportTo": ["."],
                "http": [["timeout": .string(timeout), "route": [["destination": ["host": host]]]]],
            ])
    }
}
