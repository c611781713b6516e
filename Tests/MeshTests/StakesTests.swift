import Domain
import Mesh
import Testing

/// Which policies have to do with each other, by their documents.
struct StakesTests {
    private func policy(
        _ kind: PolicyKind, _ name: String, _ spec: JSONValue, in namespace: String = "shop"
    ) -> (PolicyKey, JSONValue) {
        (PolicyKey(kind: kind, group: kind.groups[0], namespace: namespace, name: name), ["spec": spec])
    }

    private func contend(
        _ one: (PolicyKey, JSONValue), _ way: Stakes.Way, _ other: (PolicyKey, JSONValue), _ otherWay: Stakes.Way
    ) -> Bool {
        let theirs = Stakes.of(other.0, [other.1], otherWay)
        return Stakes.of(one.0, [one.1], way).contains { stake in theirs.contains { stake.contends(with: $0) } }
    }

    /// Of a rollout of `one` and of `other`: whether the other may be deployed at once, and step by step.
    private func expect(
        _ one: (PolicyKey, JSONValue), meets other: (PolicyKey, JSONValue), _ meets: Bool,
        location: SourceLocation = #_sourceLocation
    ) {
        for way in [Stakes.Way.atOnce, .stepByStep] {
            #expect(contend(one, .stepByStep, other, way) == meets, "\(way)", sourceLocation: location)
            #expect(contend(other, way, one, .stepByStep) == meets, "\(way)", sourceLocation: location)
        }
        #expect(!contend(one, .atOnce, other, .atOnce), sourceLocation: location)
    }

    private func rule(_ host: String, in namespace: String = "shop") -> (PolicyKey, JSONValue) {
        policy(.destinationRule, "rule-of-\(host)", ["host": .string(host)], in: namespace)
    }

    private func routes(_ host: String, to destination: String) -> (PolicyKey, JSONValue) {
        policy(
            .virtualService, "routes-of-\(host)",
            [
                "hosts": [.string(host)],
                "http": [["route": [["destination": ["host": .string(destination), "subset": "v1"]]]]],
            ])
    }

    @Test func whoeverHasToDoWithAHostMeets() {
        expect(rule("reviews"), meets: routes("reviews", to: "reviews"), true)
        expect(rule("reviews"), meets: rule("reviews.shop.svc.cluster.local", in: "web"), true)
        expect(rule("reviews"), meets: rule("reviews", in: "web"), false)
        expect(rule("reviews"), meets: routes("ratings", to: "ratings"), false)
        // Its routes lead to the host, so that the rule's twins are in them.
        expect(rule("reviews"), meets: routes("shop.example.com", to: "reviews.shop.svc.cluster.local"), true)
        expect(routes("shop.example.com", to: "reviews"), meets: rule("reviews"), true)
        // Where both lead is for neither to change.
        expect(routes("a.example.com", to: "reviews"), meets: routes("b.example.com", to: "reviews"), false)
    }

    private func access(
        _ name: String, _ labels: JSONValue?, in namespace: String = "shop", kind: PolicyKind = .authorizationPolicy
    ) -> (PolicyKey, JSONValue) {
        var spec: JSONValue = ["action": "ALLOW"]
        spec["selector"] = labels.map { ["matchLabels": $0] }
        return policy(kind, name, spec, in: namespace)
    }

    @Test func whoeverMayChooseTheSamePodsMeets() {
        let app = access("a", ["app": "reviews"])
        expect(app, meets: access("b", ["app": "reviews", "version": "v1"]), true)
        expect(app, meets: access("b", ["app": "reviews"], kind: .requestAuthentication), true)
        expect(app, meets: access("b", ["app": "ratings"]), false)
        expect(app, meets: access("b", ["app": "reviews"], in: "web"), false)
        expect(app, meets: access("b", ["version": "v1"]), true)
        expect(app, meets: access("b", nil), true)
        expect(app, meets: access("b", nil, in: "web"), false)
        expect(app, meets: access("b", nil, in: "istio-system"), true)
        expect(access("a", nil), meets: access("b", nil, in: "web"), false)
        let sidecar = policy(.sidecar, "s", ["workloadSelector": ["labels": ["app": "reviews"]]])
        expect(app, meets: sidecar, false)
        expect(sidecar, meets: policy(.envoyFilter, "f", [:]), true)
    }

    @Test func whoeverSaysSomethingOfAServerMeets() {
        let server = policy(.server, "books", ["podSelector": ["matchLabels": ["app": "books"]], "port": "http"])
        func authorization(_ server: JSONValue) -> (PolicyKey, JSONValue) {
            policy(.serverAuthorization, "sa", ["server": server, "client": ["unauthenticated": true]])
        }
        expect(server, meets: authorization(["name": "books"]), true)
        expect(server, meets: authorization(["name": "authors"]), false)
        expect(server, meets: authorization(["selector": ["matchLabels": ["app": "books"]]]), true)
        let route = policy(
            .httpRoute, "r", ["parentRefs": [["group": "policy.linkerd.io", "kind": "Server", "name": "books"]]])
        expect(server, meets: route, true)
        expect(authorization(["name": "books"]), meets: route, true)
    }

    @Test func linkerdsRoutesMeetAtTheService() {
        let split = policy(
            .trafficSplit, "books", ["service": "books", "backends": [["service": "books-v1", "weight": 1]]])
        let profile = policy(.serviceProfile, "books.shop.svc.cluster.local", [:])
        let route = policy(
            .httpRoute, "r",
            ["parentRefs": [["group": "", "kind": "Service", "name": "books", "port": 80]], "rules": [[:]]], in: "shop")
        let gateway = policy(
            .httpRoute, "g",
            ["parentRefs": [["name": "books"]], "rules": [["backendRefs": [["name": "authors"]]]]], in: "shop")
        expect(split, meets: profile, true)
        expect(split, meets: route, true)
        expect(profile, meets: gateway, false)
    }

    /// A thousand canaries in one namespace have nothing to do with each other.
    @Test func manyRolloutsOfOneNamespaceAreIndependent() {
        let stakes = (0..<1000).map { number in
            Stakes.of(
                routes("shop-\(number)", to: "building").0, [routes("shop-\(number)", to: "building").1], .stepByStep)
        }
        let taken = Dictionary(grouping: stakes.flatMap(\.self), by: \.subject)
        for (subject, stakes) in taken {
            for stake in stakes.dropFirst() { #expect(!stakes[0].contends(with: stake), "\(subject)") }
        }
    }

    @Test func anObjectThatIsWrittenBesideMeetsItsPolicy() {
        let table = routes("reviews", to: "reviews")
        let beside = Stakes.of(companion: MeshObjectName(table.0), for: rule("ratings").0)
        #expect(Stakes.of(table.0, [], .atOnce).contains { beside.contends(with: $0) })
    }
}
