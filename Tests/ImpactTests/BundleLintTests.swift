import Domain
import MeshModel
import Testing
import Validation

@testable import Impact

/// Policies that are rolled out together: each may be safe alone, and a moment between their writes not.
@Suite struct BundleLintTests {
    private func found(
        _ changes: [(old: JSONValue?, new: JSONValue?)], _ way: RolloutWay, live: [JSONValue] = [],
        sidecar: String = "istio-proxy"
    ) -> [String] {
        var shop = Shop()
        shop.sidecar = sidecar
        shop.policies = changes.compactMap(\.old) + live
        return RolloutLint.readings(
            changes.map { .init(old: $0.old, new: $0.new, way: way) }, in: shop.picture
        )
        .enumerated().flatMap { index, reading in
            reading.findings.map { "\(index) \($0.code.id) \($0.message)" }
        }
    }

    private func route(_ subset: String?, name: String = "route") -> JSONValue {
        var destination: JSONValue = ["host": "reviews"]
        if let subset { destination["subset"] = .string(subset) }
        return Shop.object(
            "VirtualService", ["hosts": ["reviews"], "http": [["route": [["destination": destination]]]]], name: name)
    }

    private func rule(_ subsets: [String], tls: String? = nil) -> JSONValue {
        var spec: JSONValue = [
            "host": "reviews",
            "subsets": .array(subsets.map { ["name": .string($0), "labels": ["version": .string($0)]] }),
        ]
        if let tls { spec["trafficPolicy"] = ["tls": ["mode": .string(tls)]] }
        return Shop.object("DestinationRule", spec, name: "rule")
    }

    private func mutualTLS(_ mode: String) -> JSONValue {
        Shop.object(
            "PeerAuthentication", ["selector": ["matchLabels": ["app": "reviews"]], "mtls": ["mode": .string(mode)]],
            name: "peers", apiVersion: Shop.istioSecurity)
    }

    /// The rule is written first: a subset that it brings is there in time, one that it takes is gone too early.
    @Test func aSubsetThatARuleTakesFromARoute() {
        let brings = [(old: route(nil), new: route("v2")), (old: rule(["v1"]), new: rule(["v1", "v2"]))]
        #expect(found(brings, RolloutWay(.direct)).isEmpty)
        let takes = [(old: route("v1"), new: route("v2")), (old: rule(["v1"]), new: rule(["v2"]))]
        let told = found(takes, RolloutWay(.direct))
        #expect(told.count == 1, "\(told)")
        #expect(told.first?.hasPrefix("1 HS8109 once DestinationRule shop/rule is written: ") == true, "\(told)")
        #expect(
            told.first?.hasSuffix(
                "which both versions answer, gets none (503: subset v1 of reviews.shop.svc.cluster.local is declared "
                    + "nowhere)") == true, "\(told)")
        // Each alone is what it is: the route to a subset that nobody has, before or after.
        for change in takes { #expect(found([change], RolloutWay(.direct)).isEmpty) }
        #expect(found(takes, RolloutWay(.canary, unit: .clusters)).first?.hasPrefix("1 HS8109") == true)
    }

    /// What is removed goes in the other order: the route first.
    @Test func aRouteAndItsRuleGoTogether() {
        let both: [(old: JSONValue?, new: JSONValue?)] = [(rule(["v1"]), nil), (route("v1"), nil)]
        #expect(found(both, RolloutWay(.direct)).isEmpty)
        #expect(found(both.map { ($0.new, $0.old) }, RolloutWay(.direct)).isEmpty)
    }

    /// Clients that stop speaking mutual TLS before the pods stop asking for it.
    @Test func clientsAndPodsChangeTheirTLS() {
        let down = [
            (old: mutualTLS("STRICT"), new: mutualTLS("DISABLE")),
            (old: rule([], tls: "ISTIO_MUTUAL"), new: rule([], tls: "DISABLE")),
        ]
        let told = found(down, RolloutWay(.direct))
        #expect(told.count == 1 && told.first?.hasPrefix("1 HS8109 once DestinationRule shop/rule is written") == true)
        #expect(told.first?.contains("the pod takes mutual TLS only") == true, "\(told)")
        let up = [
            (old: mutualTLS("PERMISSIVE"), new: mutualTLS("STRICT")),
            (old: rule([], tls: "DISABLE"), new: rule([], tls: "ISTIO_MUTUAL")),
        ]
        #expect(found(up, RolloutWay(.direct)).isEmpty)
    }

    private func tokens(_ issuer: String) -> JSONValue {
        Shop.object(
            "RequestAuthentication",
            ["selector": ["matchLabels": ["app": "reviews"]], "jwtRules": [["issuer": .string(issuer)]]],
            name: "tokens", apiVersion: Shop.istioSecurity)
    }

    /// The verification of tokens comes before the policy that asks for them, in every order of the request.
    @Test func tokensAndWhoAsksForThem() {
        let asks = Shop.authorization([["from": [["source": ["requestPrincipals": ["a.example/*"]]]]]])
        let before = Shop.authorization([Shop.from(["web"])])
        let pair: [(old: JSONValue?, new: JSONValue?)] = [(before, asks), (nil, tokens("a.example"))]
        for way in [RolloutWay(.direct), RolloutWay(.canary)] {
            #expect(found(pair, way).isEmpty)
            #expect(found(pair.reversed(), way).isEmpty)
        }
    }

    private func server(_ name: String) -> JSONValue {
        Shop.object(
            "Server", ["podSelector": ["matchLabels": ["app": "reviews"]], "port": 9080], name: name,
            apiVersion: Shop.linkerdPolicy)
    }

    private func allowed(_ server: String, name: String) -> JSONValue {
        Shop.object(
            "ServerAuthorization", ["server": ["name": .string(server)], "client": ["meshTLS": ["identities": ["*"]]]],
            name: name, apiVersion: Shop.linkerdPolicy)
    }

    /// An authorization that is turned to another Server leaves the first one without, until that is gone.
    @Test func aServerAndItsAuthorization() {
        let together: [(old: JSONValue?, new: JSONValue?)] = [
            (nil, server("reviews")), (nil, allowed("reviews", name: "all")),
        ]
        #expect(found(together, RolloutWay(.direct), sidecar: "linkerd-proxy").isEmpty)
        let turned: [(old: JSONValue?, new: JSONValue?)] = [
            (server("a"), nil), (nil, server("b")), (allowed("a", name: "all"), allowed("b", name: "all")),
        ]
        let told = found(turned, RolloutWay(.direct), sidecar: "linkerd-proxy")
        #expect(
            told.count == 1 && told.first?.hasPrefix("2 HS8109 once ServerAuthorization shop/all") == true, "\(told)")
    }

    /// By steps both go by one book, so the steps are gone through, and none of them is in between.
    @Test func aServerAndItsAuthorizationByShares() {
        var shop = Shop()
        shop.sidecar = "linkerd-proxy"
        func clients(_ name: String) -> JSONValue {
            Shop.object(
                "ServerAuthorization",
                [
                    "server": ["name": "reviews"],
                    "client": ["meshTLS": ["serviceAccounts": [["name": .string(name)]]]],
                ], name: "callers", apiVersion: Shop.linkerdPolicy)
        }
        func speaking(_ version: String) -> JSONValue {
            Shop.object(
                "Server",
                [
                    "podSelector": ["matchLabels": ["app": "reviews"]], "port": 9080,
                    "proxyProtocol": .string(version),
                ], name: "reviews", apiVersion: Shop.linkerdPolicy)
        }
        let pairs: [[(old: JSONValue?, new: JSONValue?)]] = [
            [(speaking("HTTP/1"), speaking("HTTP/2")), (clients("web"), clients("admin"))],
            [(nil, speaking("HTTP/2")), (nil, clients("web"))], [(speaking("HTTP/1"), nil), (clients("web"), nil)],
        ]
        for pair in pairs {
            shop.policies = pair.compactMap(\.old)
            for way in [RolloutWay(.canary), RolloutWay(.canary, unit: .workloads)] {
                let readings = RolloutLint.readings(
                    pair.map { .init(old: $0.old, new: $0.new, way: way) }, in: shop.picture)
                #expect(readings.flatMap(\.findings).isEmpty, "\(readings.flatMap(\.findings).map(\.message))")
                #expect(readings.compactMap(\.caveat).isEmpty)
            }
        }
    }

    /// In a rollout by steps the step is named, too, and it is an error.
    @Test func theStepOfAProgressiveRolloutIsNamed() {
        let down = [
            (old: mutualTLS("STRICT"), new: mutualTLS("PERMISSIVE")),
            (old: rule([], tls: "ISTIO_MUTUAL"), new: rule([], tls: "DISABLE")),
        ]
        let told = found(down, RolloutWay(.canary))
        #expect(told.count == 1 && told.first?.contains(" HS8105 at the ") == true, "\(told)")
    }

    /// Policies that have nothing to do with one another are as quiet as each is alone.
    @Test func strangersAreQuiet() {
        let changes: [(old: JSONValue?, new: JSONValue?)] = [
            (route(nil), Shop.object("VirtualService", ["hosts": ["ratings"]], name: "other")),
            (Shop.authorization([Shop.from(["web"])]), Shop.authorization([Shop.from(["web", "admin"])])),
        ]
        for way in [RolloutWay(.direct), RolloutWay(.canary), RolloutWay(.canary, unit: .clusters)] {
            #expect(!found(changes, way).contains { $0.contains("HS8105") || $0.contains("HS8109") })
        }
    }

    /// Only what has to do with one another is gone through together.
    @Test func policiesAreGroupedByWhatTheyHaveToDoWith() {
        func groups(_ documents: [JSONValue]) -> [[String]] {
            let policies = documents.enumerated().compactMap { index, document in
                BundlePolicy(.init(old: nil, new: document, way: RolloutWay(.direct)), at: index)
            }
            return BundleGroups.groups(of: policies, rootNamespace: "istio-system").map { $0.map(\.object.kind) }
        }
        let other = Shop.object("VirtualService", ["hosts": ["ratings.shop.svc.cluster.local"]], name: "other")
        let allow = Shop.authorization([])
        #expect(
            groups([route("v1"), other, rule(["v1"]), allow]) == [
                ["VirtualService", "DestinationRule"], ["VirtualService"], ["AuthorizationPolicy"],
            ])
        let secured = rule(["v1"], tls: "DISABLE")
        #expect(groups([allow, other, secured]) == [["AuthorizationPolicy", "DestinationRule"], ["VirtualService"]])
        let leads = Shop.object(
            "VirtualService",
            ["hosts": ["ratings"], "http": [["route": [["destination": ["host": "reviews.shop.svc"]]]]]])
        #expect(groups([other, leads, rule([])]).count == 1)
        let everywhere = Shop.object("Sidecar", ["egress": [["hosts": ["./*"]]]])
        #expect(groups([allow, other, everywhere]).count == 1)
        #expect(groups([]).isEmpty)
    }

    /// Whatever goes together, no more than a bounded number of requests is asked about.
    @Test func manyPoliciesAreAskedABoundedNumberOfQuestions() throws {
        var shop = Shop()
        let rules = (0..<40).map { Shop.authorization([Shop.from(["web"], paths: ["/\($0)"])], name: "a\($0)") }
        shop.policies = rules
        let readings = RolloutLint.readings(
            rules.map {
                .init(old: $0, new: Shop.authorization([Shop.from(["admin"])], name: "x"), way: RolloutWay(.direct))
            },
            in: shop.picture)
        #expect(readings.count == 40)
        let changes = (0..<40).map { index in
            RolloutLint.Change(
                old: rules[index],
                new: Shop.authorization([Shop.from(["admin"], paths: ["/\(index)"])], name: "a\(index)"),
                way: RolloutWay(.direct))
        }
        #expect(RolloutLint.readings(changes, in: shop.picture).allSatisfy { $0.caveat?.contains("first 15") == true })
    }
}
