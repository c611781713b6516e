import Domain
import Impact
import MeshModel
import Testing

/// Who loses access and who gains it.
@Suite struct AccessImpactTests {
    private let shop = Shop()

    @Test func aMethodThatIsTakenAwayIsLostByThoseWhoHadIt() throws {
        let old = Shop.authorization([Shop.from(["web", "admin"], methods: ["GET", "POST"])])
        let new = Shop.authorization([Shop.from(["web", "admin"], methods: ["GET"])])
        let impact = shop.impact(old, new)
        let lost = try #require(impact.lines(.accessLost).first)
        #expect(impact.lines.count == 1)
        #expect(lost.clients == ["shop/admin-1", "shop/web-1", "shop/web-2"])
        #expect(lost.targets == ["shop/reviews-v1-1", "shop/reviews-v2-1"])
        #expect(lost.requests == ["POST /"])
        #expect(lost.before == "allowed by shop/x" && lost.after == "no policy allows it")
        #expect(impact.newlyDenied.count == 1 && impact.newlyAllowed.isEmpty)
        #expect(impact.services == ["shop/reviews"])
    }

    /// Everything was allowed before: whatever the new rules let in no more is lost, by whichever request it shows.
    @Test(
        arguments: [
            (["methods": ["GET"]], "POST /"), (["methods": ["GET", "HEAD"]], "POST /"),
            (["methods": ["GET", "POST"]], "PUT /"),
            (["methods": ["POST"]], "GET /"), (["notMethods": ["DELETE"]], "DELETE /"), (["paths": ["/"]], "GET /any"),
            (["paths": ["/", "/any*"]], "GET /other"),
            (["hosts": ["reviews.shop.svc.cluster.local"]], "GET / (host other.example)"),
            (["hosts": ["*.example"]], "GET /"), (["methods": ["*"]], nil), (["paths": ["/*"]], nil),
        ] as [(JSONValue, String?)])
    func whatIsNarrowedIsLost(_ operation: JSONValue, _ request: String?) {
        var rule = Shop.from(["web"])
        let all = Shop.authorization([rule])
        rule["to"] = [["operation": operation]]
        let lost = shop.impact(all, Shop.authorization([rule])).lines(.accessLost)
        #expect(lost.isEmpty == (request == nil), "\(lost)")
        guard let request else { return }
        let web = ["shop/web-1", "shop/web-2"]
        #expect(lost.allSatisfy { $0.clients == web && $0.requests.contains(request) }, "\(lost)")
        let denied = Shop.authorization([["to": [["operation": operation]]]], action: "DENY", name: "no")
        let gone = Set(shop.impact(denied, nil).lines(.accessGained).flatMap(\.requests))
        #expect(!gone.isEmpty && !gone.contains(request), "\(gone)")
    }

    @Test func whatIsDeniedButForSomeIsLost() {
        let deny = Shop.authorization([["to": [["operation": ["notMethods": ["GET"]]]]]], action: "DENY")
        let lost = shop.impact(nil, deny).lines(.accessLost).flatMap(\.requests)
        #expect(lost.contains("POST /") && !lost.contains("GET /"), "\(lost)")
    }

    @Test func aCallerThatIsAddedGains() throws {
        let old = Shop.authorization([Shop.from(["web"])])
        let new = Shop.authorization([Shop.from(["web", "admin"])])
        let gained = try #require(shop.impact(old, new).lines.first)
        #expect(gained.topic == .accessGained && gained.clients == ["shop/admin-1"] && gained.isEveryRequest)
    }

    @Test func theFirstAllowDeniesEverybodyElse() {
        let impact = shop.impact(nil, Shop.authorization([Shop.from(["web"])]))
        let lost = Set(impact.lines(.accessLost).flatMap(\.clients))
        #expect(lost.isSuperset(of: ["shop/admin-1", "jobs/batch-1", "shop/old-1", "clients outside of the mesh"]))
        #expect(!lost.contains("shop/web-1") && impact.kind == .created)
    }

    @Test func removingTheLastAllowOpensToEverybody() {
        let impact = shop.impact(Shop.authorization([Shop.from(["web"])]), nil)
        #expect(Set(impact.lines(.accessGained).flatMap(\.clients)).contains("clients outside of the mesh"))
        #expect(impact.kind == .removed)
    }

    @Test func anotherPolicyThatDeniesAlreadyMakesAChangeWithoutImpact() {
        var shop = shop
        shop.policies = [Shop.authorization([[:]], action: "DENY", name: "all")]
        let impact = shop.impact(nil, Shop.authorization([Shop.from(["web"])]))
        #expect(impact.isEmpty && impact.kind == .created)
    }

    @Test func strictMutualTLSShutsOutPlainClients() throws {
        let strict = Shop.object(
            "PeerAuthentication", ["mtls": ["mode": "STRICT"]], apiVersion: Shop.istioSecurity)
        let impact = shop.impact(nil, strict)
        let lost = try #require(impact.lines(.accessLost).first)
        #expect(lost.clients == ["clients outside of the mesh", "shop/old-1"])
        let mode = try #require(impact.lines(.mutualTLS).first)
        #expect(mode.before == "PERMISSIVE" && mode.after == "STRICT")
    }

    @Test func whatAServiceCarriesIsSaid() throws {
        let impact = try #require(
            Impact.of(old: nil, new: Shop.authorization([Shop.from(["web"])]), in: shop.picture) { service in
                service.name == "reviews" ? 12.5 : nil
            })
        #expect(impact.lines.allSatisfy { $0.requestsPerSecond == 12.5 })
        #expect(impact.text.contains("12.5 requests/s now"))
    }

    @Test func tokensOfAnIssuerThatGoesAreRefused() {
        func tokens(_ issuers: [String]) -> JSONValue {
            let rules = issuers.map { JSONValue.object(["issuer": .string($0), "jwksUri": "https://keys.example"]) }
            return Shop.object(
                "RequestAuthentication", ["jwtRules": .array(rules)], apiVersion: Shop.istioSecurity)
        }
        let impact = shop.impact(tokens(["a", "b"]), tokens(["a"]))
        #expect(impact.lines(.accessLost).allSatisfy { $0.requests == ["GET / (token of b/any)"] })
        #expect(!impact.lines(.accessLost).isEmpty)
        #expect(impact.lines(.tokens).map(\.aspect) == ["b"])
    }

    @Test func aServerWithoutAuthorizationsDeniesItsPort() throws {
        var shop = shop
        shop.sidecar = "linkerd-proxy"
        let server = Shop.object(
            "Server", ["podSelector": ["matchLabels": ["app": "reviews"]], "port": 9080],
            apiVersion: "policy.linkerd.io/v1beta3")
        let impact = shop.impact(nil, server)
        let lost = try #require(impact.lines(.accessLost).first)
        #expect(lost.clients == ["every client"] && lost.after.contains("denies what nothing authorizes"))
        #expect(impact.lines(.server).first?.after == "Server x, accessPolicy deny, proxyProtocol unknown")
    }

    @Test func aQuestionTooManyIsSaid() throws {
        let impact = try #require(
            Impact.of(old: nil, new: Shop.authorization([Shop.from(["web"])]), in: shop.picture, questions: 1))
        #expect(impact.caveats.contains { $0.contains("were not looked at") })
    }

    /// What a policy takes away may be what only another one lets in.
    @Test func aDenialIsAskedAboutWithWhatOthersLetIn() throws {
        var shop = shop
        shop.policies = [Shop.authorization([Shop.from(["web", "admin"], methods: ["POST"], paths: ["/orders/*"])])]
        let impact = shop.impact(nil, Shop.authorization([Shop.from(["web"])], action: "DENY", name: "none"))
        let lost = try #require(impact.lines(.accessLost).first)
        #expect(lost.clients == ["shop/web-1", "shop/web-2"] && lost.requests == ["POST /orders/any"])
        #expect(lost.after == "denied by shop/none" && impact.lines.count == 1)
        #expect(impact.clients == ["shop/web-1", "shop/web-2"])
        // Whom no policy lets in loses nothing.
        #expect(
            shop.impact(nil, Shop.authorization([Shop.from(["batch"])], action: "DENY", name: "none")).lines.isEmpty)
    }

    @Test func constantsOfTwoPoliciesMeetInOneRequest() throws {
        var shop = shop
        shop.policies = [Shop.authorization([Shop.from(["web"], methods: ["PUT"], paths: ["/orders"])])]
        let condition: JSONValue = ["when": [["key": "request.headers[x-trial]", "values": ["on"]]]]
        let impact = shop.impact(nil, Shop.authorization([condition], action: "DENY", name: "none"))
        #expect(impact.lines(.accessLost).map(\.requests) == [["PUT /orders (header x-trial: on)"]])
    }

    private func plain(_ port: Int64, host: String = "reviews") -> JSONValue {
        Shop.object(
            "DestinationRule",
            [
                "host": .string(host),
                "trafficPolicy": [
                    "portLevelSettings": [["port": ["number": .int(port)], "tls": ["mode": "DISABLE"]]]
                ],
            ], name: "plain")
    }

    /// Settings of a DestinationRule's port are for one port of the service, which leads to one of the pods.
    @Test func plainTextAtOnePort() throws {
        var shop = shop
        for demand in [[:], ["to": [["operation": ["ports": ["9080"]]]]]] as [[String: JSONValue]] {
            let rule = Shop.from(["web"]).object.map { JSONValue.object($0.merging(demand) { $1 }) }
            shop.policies = [Shop.authorization([try #require(rule)])]
            let web = [["shop/web-1", "shop/web-2"]]
            #expect(shop.impact(nil, plain(80)).lines(.accessLost).map(\.clients) == web)
            #expect(shop.impact(plain(80), nil).lines(.accessGained).map(\.clients) == web)
            #expect(shop.impact(nil, plain(81)).lines(.accessLost).isEmpty)
        }
    }

    /// Plain text at one port is lost by another object than the rule that asks for it.
    @Test func strictMutualTLSShutsOutPlainTextAtOnePort() {
        var shop = shop
        shop.targets = [80: 9080, 9090: 9091]
        let strict = Shop.object("PeerAuthentication", ["mtls": ["mode": "STRICT"]], apiVersion: Shop.istioSecurity)
        func lost() -> [Int?] {
            shop.impact(nil, strict).lines(.accessLost)
                .filter { $0.clients == ["every client"] && $0.targets.contains("shop/reviews-v1-1") }.map(\.port)
        }
        #expect(lost().isEmpty)
        shop.policies = [plain(9090)]
        #expect(lost() == [9091])
        // Nobody is told of ports where no rule is for one of them.
        shop.policies = [plain(9999)]
        let lines = shop.impact(nil, strict).lines(.accessLost)
        #expect(!lines.isEmpty && lines.allSatisfy { $0.port == nil }, "\(lines)")
    }

    /// Of two ports that lead to the same one that which the change is about is asked for.
    @Test func portsOfTheChangeComeBeforeThoseOfOtherRules() {
        var shop = shop
        shop.targets = [80: 9080, 81: 9080]
        shop.policies = [plain(80, host: "ratings"), Shop.authorization([Shop.from(["web"])])]
        #expect(shop.impact(nil, plain(81)).lines(.accessLost).map(\.clients) == [["shop/web-1", "shop/web-2"]])
    }

    /// Without mutual TLS nobody is known by name.
    @Test func whoeverSpeaksPlainTextIsNobody() throws {
        func peers(_ mode: String) -> JSONValue {
            Shop.object(
                "PeerAuthentication", ["mtls": ["mode": .string(mode)]], name: "peers", apiVersion: Shop.istioSecurity)
        }
        let plain = Shop.object("DestinationRule", ["host": "reviews", "trafficPolicy": ["tls": ["mode": "DISABLE"]]])
        for (rule, isAsked) in [
            (Shop.from(["web"], paths: ["/a"]), true), (["to": [["operation": ["paths": ["/a"]]]]], false),
        ] {
            var shop = shop
            shop.policies = [Shop.authorization([rule])]
            var lost = [shop.impact(peers("PERMISSIVE"), peers("DISABLE")), shop.impact(nil, plain)]
            shop.policies.append(peers("STRICT"))
            lost.append(shop.impact(peers("STRICT"), peers("DISABLE")))
            for impact in lost {
                #expect(impact.lines(.accessLost).map(\.clients) == (isAsked ? [["shop/web-1", "shop/web-2"]] : []))
            }
        }
    }
}
