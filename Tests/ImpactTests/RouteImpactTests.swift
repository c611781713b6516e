import Domain
import Impact
import MeshModel
import Testing

/// Which requests go elsewhere, and which are treated differently.
@Suite struct RouteImpactTests {
    private let shop = Shop()

    private func destination(_ subset: String, _ weight: Int64) -> JSONValue {
        ["destination": ["host": "reviews", "subset": .string(subset)], "weight": .int(weight)]
    }

    private func service(_ http: JSONValue) -> JSONValue {
        Shop.object("VirtualService", ["hosts": ["reviews"], "http": http])
    }

    @Test func weightsMoveShares() throws {
        let old = service([["route": [destination("v1", 100)]]])
        let new = service([["route": [destination("v1", 90), destination("v2", 10)]]])
        let moved = try #require(shop.impact(old, new).lines(.destination).first)
        #expect(moved.before == "reviews.shop subset v1")
        #expect(moved.after == "reviews.shop subset v1 90 %, reviews.shop subset v2 10 %")
        #expect(moved.clients == ["every client"] && moved.isEveryRequest)
    }

    @Test func aMatchByHeaderMovesOnlyItsRequests() throws {
        let match: JSONValue = [["headers": ["x-user": ["exact": "ann"]], "uri": ["prefix": "/v2"]]]
        let old = service([["route": [destination("v1", 1)]]])
        let new = service([["match": match, "route": [destination("v2", 1)]], ["route": [destination("v1", 1)]]])
        let impact = shop.impact(old, new)
        let moved = try #require(impact.lines(.destination).first)
        #expect(impact.lines(.destination).count == 1)
        #expect(moved.requests.allSatisfy { $0.contains("x-user: ann") && $0.contains("/v2") })
        #expect(!moved.isEveryRequest)
        #expect(impact.routes == ["spec.http[0]"] || impact.routes == ["spec.http[0]", "spec.http[1]"])
    }

    @Test func sourceLabelsMoveOnlyThoseClients() throws {
        let match: JSONValue = [["sourceLabels": ["app": "admin"]]]
        let old = service([["route": [destination("v1", 1)]]])
        let new = service([["match": match, "route": [destination("v2", 1)]], ["route": [destination("v1", 1)]]])
        let moved = try #require(shop.impact(old, new).lines(.destination).first)
        #expect(moved.clients == ["shop/admin-1"])
    }

    @Test func aTimeoutIsATreatment() throws {
        let old = service([["route": [destination("v1", 1)]]])
        let new = service([["route": [destination("v1", 1)], "timeout": "2s"]])
        let impact = shop.impact(old, new)
        #expect(impact.lines.map(\.aspect) == ["timeout"])
        #expect(impact.lines.first?.before == "none" && impact.lines.first?.after == "\"2s\"")
    }

    @Test func aSubsetThatGoesIsMissed() throws {
        func rule(_ subsets: [String]) -> JSONValue {
            Shop.object(
                "DestinationRule",
                [
                    "host": "reviews",
                    "subsets": .array(subsets.map { ["name": .string($0), "labels": ["version": .string($0)]] }),
                ])
        }
        var shop = shop
        shop.policies = [service([["route": [destination("v2", 1)]]])]
        let line = try #require(shop.impact(rule(["v1", "v2"]), rule(["v1"])).lines(.settings).first)
        #expect(line.aspect == "subset reviews.shop subset v2" && line.after.contains("503"))
    }

    @Test func settingsOfOnePort() throws {
        let rule = Shop.object(
            "DestinationRule",
            [
                "host": "reviews",
                "trafficPolicy": ["portLevelSettings": [["port": ["number": 80], "tls": ["mode": "DISABLE"]]]],
            ])
        let line = try #require(shop.impact(nil, rule).lines(.settings).first)
        #expect(line.aspect.hasPrefix("tls towards reviews") && line.requests == ["GET / (port 80)"])
    }

    @Test func aSidecarThatCutsOff() throws {
        let sidecar = Shop.object(
            "Sidecar",
            [
                "workloadSelector": ["labels": ["app": "web"]],
                "egress": [["hosts": ["./ratings.shop.svc.cluster.local"]]],
                "outboundTrafficPolicy": ["mode": "REGISTRY_ONLY"],
            ])
        let lines = shop.impact(nil, sidecar).lines(.outbound)
        #expect(Set(lines.flatMap(\.targets)) == ["reviews.shop.svc.cluster.local", "web.shop.svc.cluster.local"])
        #expect(lines.allSatisfy { $0.clients == ["shop/web-1", "shop/web-2"] && $0.after == "refused by its proxy" })
    }

    @Test func aGatewaysRoutesAreAskedByTheHostTheyAreFor() throws {
        var shop = shop
        let gateway = Shop.object(
            "Gateway",
            [
                "selector": ["app": "admin"],
                "servers": [["port": ["number": 80, "protocol": "HTTP", "name": "http"], "hosts": ["shop.example"]]],
            ], name: "edge")
        shop.policies = [gateway]
        func route(_ host: String) -> JSONValue {
            Shop.object(
                "VirtualService",
                [
                    "hosts": ["shop.example"], "gateways": ["edge"],
                    "http": [["route": [["destination": ["host": .string(host)]]]]],
                ])
        }
        let line = try #require(shop.impact(route("reviews"), route("ratings")).lines(.destination).first)
        #expect(line.targets == ["shop.example"] && line.clients == ["shop/admin-1"])
        #expect(line.before == "reviews.shop" && line.after == "ratings.shop")
        #expect(shop.impact(nil, nil as JSONValue?).kind == .none)
        #expect(shop.impact(gateway, nil).lines(.listener).map(\.aspect) == ["host shop.example"])
    }

    @Test func linkerdsRoutesAndSplits() throws {
        var shop = shop
        shop.sidecar = "linkerd-proxy"
        func route(_ weights: [(String, Int64)]) -> JSONValue {
            Shop.object(
                "HTTPRoute",
                [
                    "parentRefs": [["group": "core", "kind": "Service", "name": "reviews"]],
                    "rules": [
                        [
                            "backendRefs": .array(
                                weights.map { ["name": .string($0.0), "port": 80, "weight": .int($0.1)] })
                        ]
                    ],
                ], apiVersion: "policy.linkerd.io/v1beta3")
        }
        let impact = shop.impact(route([("reviews", 1)]), route([("reviews", 3), ("ratings", 1)]))
        let line = try #require(impact.lines(.destination).first)
        #expect(line.after == "shop/ratings:80 25 %, shop/reviews:80 75 %")
        let split = Shop.object(
            "TrafficSplit", ["service": "reviews", "backends": [["service": "ratings", "weight": 1]]],
            apiVersion: "split.smi-spec.io/v1alpha2")
        #expect(shop.impact(nil, split).lines(.destination).first?.after == "shop/ratings")
    }

    @Test func patternsWithoutAnExampleAreNamed() {
        let match: JSONValue = [["uri": ["regex": "^/(?=x)[q-z]{7}$"]]]
        let impact = shop.impact(nil, service([["match": match, "route": [destination("v1", 1)]]]))
        #expect(impact.caveats.contains { $0.contains("[q-z]{7}") })
    }
}
