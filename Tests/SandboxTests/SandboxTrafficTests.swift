import Domain
import HTTPClient
import HTTPTestKit
import MeshTraffic
import Sandbox
import TestKit
import Testing

/// The sandbox's simulated mesh: metrics that react to policies, and istiod's table of the proxies.
@Suite struct SandboxTrafficTests {
    private static let syncz = "/api/v1/namespaces/istio-system/pods/istiod-v1-6f8d5c7b49-k2x9m:15014/proxy/debug/syncz"
    private static let routes = "type.googleapis.com/envoy.config.route.v3.RouteConfiguration"

    private func metrics(_ client: SandboxClient) async throws -> String {
        let response = try await HTTPClient().send(patientRequest("GET", client.sandbox.url + "/metrics"))
        #expect(response.status == 200)
        return String(decoding: response.body, as: UTF8.self)
    }

    private func setDelay(_ milliseconds: Int64, _ client: SandboxClient) async throws {
        try await client.admin.succeed("PUT", "/sandbox/propagation", ["milliseconds": .int(milliseconds)])
    }

    @Test func metricsAreThereWithoutATokenAndFaultsSpareThem() async throws {
        let client = try SandboxClient()
        client.sandbox.inject(Fault(.answer(status: 500)))
        try await awaitCondition("requests to reviews are counted") {
            try await metrics(client).contains(#"destination_service="reviews.default.svc.cluster.local""#)
        }
        let text = try await metrics(client)
        #expect(text.hasPrefix("# TYPE istio_requests_total counter\n"))
        #expect(text.contains(#"namespace="clients",pod="curl-v1-5f8d7c9b66-t2m8k"}"#))
        #expect(!text.contains(#"pod="istiod"#))
    }

    @Test func linkerdsSandboxSpeaksOfLinkerd() async throws {
        let client = try SandboxClient { $0.meshes = [.linkerd] }
        try await awaitCondition("responses are counted") { try await metrics(client).contains("response_total{") }
        let told = try SandboxClient {
            $0.meshes = [.linkerd]
            $0.scenario = ["defaults": ["requestsPerSecond": 20]]
        }
        try await awaitCondition("responses are counted") { try await metrics(told).contains("response_total{") }
        try told.sandbox.begin(["defaults": ["requestsPerSecond": 30]])
        #expect(try await !metrics(told).contains("istio_requests_total{"))
    }

    /// Where there is one mesh, its pods show its proxy.
    @Test func podsShowTheProxyOfTheirMesh() async throws {
        for (mesh, proxy) in [(Mesh.istio, "istio-proxy"), (.linkerd, "linkerd-proxy")] {
            let pods = try await pods(of: [mesh])
            let shown = pods.filter { $0["spec"]?["containers"]?[1]?["name"] == .string(proxy) }
            // All but istiod itself.
            #expect(pods.count == 13 && shown.count == 12)
        }
        let both = try await pods(of: [.istio, .linkerd])
        #expect(both.count == 13 && both.allSatisfy { $0["spec"]?["containers"]?.array?.count == 1 })
    }

    private func pods(of meshes: Set<Mesh>) async throws -> [JSONValue] {
        let client = try SandboxClient { $0.meshes = meshes }
        // The sandbox ends with it.
        defer { withExtendedLifetime(client) {} }
        return try await client.admin.succeed("GET", "/api/v1/pods")["items"]?.array ?? []
    }

    @Test func policiesChangeTheTraffic() async throws {
        let client = try SandboxClient {
            $0.scenario = [
                "effects": [
                    [
                        "when": ["kind": "VirtualService", "path": "spec.http[0].timeout", "equals": "9s"],
                        "errorRate": 1, "errorCode": 555,
                    ]
                ]
            ]
        }
        try await setDelay(0, client)
        try await awaitCondition("there is traffic") { try await metrics(client).contains("reviews.default") }
        #expect(try await !metrics(client).contains(#"response_code="555""#))
        _ = try await client.create(
            "reviews",
            ["hosts": ["reviews"], "http": [["timeout": "9s", "route": [["destination": ["host": "reviews"]]]]]])
        try await awaitCondition("the policy shows") { try await metrics(client).contains(#"response_code="555""#) }
    }

    @Test func theScenarioIsChangedAtRunTime() async throws {
        let client = try SandboxClient()
        #expect(try await client.admin.succeed("GET", "/sandbox/scenario") == ["mesh": "istio"])
        let scenario: JSONValue = ["onlyListed": true]
        try await client.admin.succeed("PUT", "/sandbox/scenario", scenario)
        #expect(try await client.admin.succeed("GET", "/sandbox/scenario") == scenario)
        let (status, document) = try await client.admin.send("PUT", "/sandbox/scenario", ["efects": []])
        #expect(status == 400)
        #expect(document["message"]?.string?.contains("efects: there is no such field") == true)
        #expect(try await client.admin.send("PUT", "/sandbox/propagation", ["milliseconds": -1]).status == 400)
        #expect(try await client.admin.send("POST", "/sandbox/scenario", [:]).status == 405)
        #expect(throws: ScenarioProblem.self) { try client.sandbox.begin(["mesh": "none"]) }
        #expect(throws: (any Error).self) { try SandboxClient { $0.scenario = ["mesh": "none"] } }
    }

    @Test func istiodTellsWhatEachProxyHas() async throws {
        let client = try SandboxClient()
        let all = try await client.admin.succeed("GET", Self.syncz).array ?? []
        // All pods but istiod itself.
        #expect(all.count == 12)
        let own = try await client.admin.succeed("GET", Self.syncz + "?namespace=clients").array ?? []
        #expect(own.map { $0["proxy"] } == ["curl-v1-5f8d7c9b66-t2m8k.clients"])
        try await awaitCondition("everything is acknowledged") { try await states(client).allSatisfy(\.isAcked) }
    }

    @Test func aChangeIsSentAndThenAcknowledgedByThoseItReaches() async throws {
        let client = try SandboxClient()
        // Half of it passes between sending and acknowledging: long enough to be seen on a busy machine.
        try await setDelay(6000, client)
        try await awaitCondition("everything is acknowledged") { try await states(client).allSatisfy(\.isAcked) }
        // Who looks too late makes another change.
        for number in 1...20 {
            let before = try await states(client)
            _ = try await client.create("v\(number)", ["hosts": ["reviews"], "http": []], metadata: [:])
            let now = try await eventualValue("it is sent") {
                let now = try await states(client)
                return zip(before, now).allSatisfy { $0.sent != $1.sent } ? now : nil
            }
            let isSeen = zip(before, now).allSatisfy { !$1.isAcked && $0.acked == $1.acked }
            #expect(isSeen || number < 20, "it was never sent and not acknowledged")
            if isSeen { break }
            try await awaitCondition("it is acknowledged") { try await states(client).allSatisfy(\.isAcked) }
        }
        try await awaitCondition("it is acknowledged") { try await states(client).allSatisfy(\.isAcked) }
        let after = try await states(client)
        // Only what is for one namespace leaves the others alone.
        try await setDelay(0, client)
        let filter: JSONValue = [
            "apiVersion": "networking.istio.io/v1alpha3", "kind": "EnvoyFilter", "metadata": ["name": "f"], "spec": [:],
        ]
        try await client.admin.succeed(
            "POST", "/apis/networking.istio.io/v1alpha3/namespaces/clients/envoyfilters", filter)
        let last = try await states(client)
        let changed = zip(after, last).filter { $0.sent != $1.sent }.map(\.0.proxy)
        #expect(changed == ["curl-v1-5f8d7c9b66-t2m8k.clients"])
    }

    @Test func aLabelReachesItsPodOnly() async throws {
        let client = try SandboxClient()
        try await setDelay(0, client)
        let before = try await states(client)
        try await client.admin.succeed(
            "PATCH", "/api/v1/namespaces/clients/pods/curl-v1-5f8d7c9b66-t2m8k", ["metadata": ["labels": ["a": "b"]]],
            as: "application/merge-patch+json")
        let changed = zip(before, try await states(client)).filter { $0.sent != $1.sent }.map(\.0.proxy)
        #expect(changed == ["curl-v1-5f8d7c9b66-t2m8k.clients"])
    }

    @Test func onlyIstiodAnswers() async throws {
        let client = try SandboxClient { $0.powerlessToken = "weak" }
        let pods = "/api/v1/namespaces/clients/pods"
        func status(_ path: String, _ requests: KubeRequests? = nil) async throws -> Int {
            try await (requests ?? client.admin).send("GET", path).status
        }
        #expect(try await status("\(pods)/curl-v1-5f8d7c9b66-t2m8k:15014/proxy/debug/syncz") == 503)
        #expect(try await status("\(pods)/nobody:15014/proxy/debug/syncz") == 404)
        #expect(try await status(Self.syncz.replacing("syncz", with: "configz")) == 404)
        #expect(try await status(Self.syncz.replacing("15014", with: "99")) == 503)
        #expect(try await status(Self.syncz.replacing("15014", with: "http")) == 404)
        let weak = KubeRequests(server: client.sandbox.url, authority: nil, token: "weak")
        #expect(try await status(Self.syncz, weak) == 403)
        #expect(try await client.admin.send("POST", Self.syncz, [:]).status == 405)
    }

    private struct State {
        let proxy: String
        let sent: String
        let acked: String
        var isAcked: Bool { sent == acked && !sent.isEmpty }
    }

    /// Of the routes.
    private func states(_ client: SandboxClient) async throws -> [State] {
        try await client.admin.succeed("GET", Self.syncz).array?.map { line in
            let routes = line["resources"]?[Self.routes]
            #expect(routes?["sent"]?.string == line["route_sent"]?.string)
            return State(
                proxy: line["proxy"]?.string ?? "", sent: routes?["sent"]?.string ?? "",
                acked: routes?["acked"]?.string ?? "")
        } ?? []
    }
}
