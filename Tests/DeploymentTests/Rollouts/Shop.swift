import Domain
import Kubernetes
import Ports
import TestKit
import Testing

/// A shop on a real kube-apiserver: a service `reviews`, ten clients that call it, and the route between them, whose next
/// version is either as good as the old one or bad, as the scenario says.
struct Shop: Sendable {
    let house: House
    let cluster: TestCluster
    let traffic: LiveTraffic
    let policy: String
    var reference: ObjectReference { cluster.virtualService("reviews") }

    /// Clients that get the new route err. `from` and `until` are seconds since that began.
    static func badRoute(_ more: [String: JSONValue] = [:]) -> JSONValue {
        var effect: [String: JSONValue] = [
            "when": ["kind": "VirtualService", "path": "spec.http[0].timeout", "equals": "9s"], "errorRate": 0.5,
        ]
        for (key, value) in more { effect[key] = value }
        return ["effects": [.object(effect)]]
    }

    /// Runs `body` in a house with the shop, whose old route is in force and whose new one is the newest version.
    static func with(
        _ scenario: JSONValue = [:], prometheus: String? = nil, _ body: @escaping @Sendable (Shop) async throws -> Void
    ) async throws {
        let cluster = try await ClusterFixture.kubeAPIServer.testCluster()
        let traffic = try LiveTraffic(scenario, in: cluster)
        let outcome: Result<Void, any Error>
        do {
            try await populate(cluster)
            try await House.with { house in
                try await house.register("west", cluster.server, prometheus: prometheus ?? traffic.prometheus)
                let policy = try await house.create(route("5s", in: cluster))
                try await house.deploy([policy])
                try await house.update(policy, route("9s", in: cluster))
                try await body(Shop(house: house, cluster: cluster, traffic: traffic, policy: policy))
            }
            outcome = .success(())
        } catch { outcome = .failure(error) }
        await traffic.stop()
        try outcome.get()
    }

    static func route(_ timeout: String, in cluster: TestCluster) -> JSONValue {
        cluster.document(
            cluster.virtualService("reviews"),
            spec: [
                "hosts": ["reviews"], "exportTo": ["."],
                "http": [["timeout": .string(timeout), "route": [["destination": ["host": "reviews"]]]]],
            ])
    }

    private static func populate(_ cluster: TestCluster) async throws {
        try await cluster.requests.succeed(
            "POST", "/api/v1/namespaces/\(cluster.namespace)/services",
            [
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "reviews"],
                "spec": ["selector": ["app": "reviews"], "ports": [["name": "http", "port": 9080]]],
            ])
        for index in 0..<2 { try await addPod("reviews-\(index)", app: "reviews", to: cluster) }
        for index in 0..<10 { try await addPod("web-\(index)", app: "web", to: cluster) }
    }

    static func addPod(_ name: String, app: String, to cluster: TestCluster) async throws {
        let pods = "/api/v1/namespaces/\(cluster.namespace)/pods"
        try await cluster.requests.succeed(
            "POST", pods,
            [
                "apiVersion": "v1", "kind": "Pod",
                "metadata": ["name": .string(name), "labels": ["app": .string(app)]],
                "spec": ["containers": [["name": "app", "image": "app"], ["name": "istio-proxy", "image": "proxy"]]],
            ])
        let path = "\(pods)/\(name)/status"
        var pod = try await cluster.requests.succeed("GET", "\(pods)/\(name)")
        pod["metadata"]?["resourceVersion"] = nil
        pod["status"] = ["phase": "Running", "podIP": "10.0.0.1"]
        try await cluster.requests.succeed("PUT", path, pod)
    }

    /// Asks for a canary of the newest version; rules and durations are short, but real.
    func canary(_ steps: [Int], soak: String, _ more: [String: JSONValue] = [:]) async throws -> String {
        var body: [String: JSONValue] = [
            "strategy": [
                "type": "Canary", "unit": "workloads", "soak": .string(soak),
                "steps": .array(steps.map { .int(Int64($0)) }),
            ],
            "defaultRules": false,
            "rules": [["metric": "errorRate", "above": 5, "for": "PT2S", "minimumRequests": 1]],
        ]
        for (key, value) in more { body[key] = value }
        return try await house.submit([policy], body)
    }

    /// The pods that carry a cohort's label.
    func labelled() async throws -> [String] {
        try await cluster.objects.list(.pods(namespace: cluster.namespace)).filter { pod in
            (pod.body["metadata"]?["labels"]?.object ?? [:]).keys.contains { $0.contains("hotswap.io") }
        }.map(\.name)
    }

    /// The route's spec as it is live.
    func liveSpec() async throws -> JSONValue? { try await cluster.objects.get(reference)?.body["spec"] }

    func expectLive(_ timeout: String, location: SourceLocation = #_sourceLocation) async throws {
        let expected = Self.route(timeout, in: cluster)["spec"]
        #expect(try await liveSpec() == expected, sourceLocation: location)
        let left = try await labelled()
        #expect(left.isEmpty, "labels are left on \(left)", sourceLocation: location)
    }

    func status(of deployment: String) async throws -> JSONValue {
        try await house.call("GET", "deployments/\(deployment)/status", expecting: 200)
    }

    /// Waits until the deployment is at a step of that name.
    func wait(_ deployment: String, for step: String) async throws {
        try await waitUntil("the deployment is at \(step)") {
            try await status(of: deployment)["step"]?["name"]?.string == step
        }
    }
}
