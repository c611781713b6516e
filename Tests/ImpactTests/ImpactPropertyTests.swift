import Domain
import Impact
import MeshModel
import Testing

/// What holds of every change.
@Suite struct ImpactPropertyTests {
    /// A generator that gives the same numbers every time.
    struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
        mutating func some<T>(_ values: [T], upTo count: Int = 2) -> [T] {
            Array(values.shuffled(using: &self).prefix(Int.random(in: 0...count, using: &self)))
        }
    }

    static func authorization(_ dice: inout Dice, name: String) -> JSONValue {
        let rules = (0..<Int.random(in: 0...2, using: &dice)).map { _ -> JSONValue in
            var rule: JSONValue = .object([:])
            var source: JSONValue = .object([:])
            let accounts = dice.some(["web", "admin", "batch"]).map {
                JSONValue.string("cluster.local/ns/shop/sa/\($0)")
            }
            let namespaces = dice.some(["shop", "jobs"], upTo: 1).map { JSONValue.string($0) }
            if !accounts.isEmpty { source["principals"] = .array(accounts) }
            if !namespaces.isEmpty { source["namespaces"] = .array(namespaces) }
            if source != .object([:]) { rule["from"] = [["source": source]] }
            var operation: JSONValue = .object([:])
            for (field, values) in [
                ("methods", ["GET", "POST", "PUT"]), ("paths", ["/a", "/b/*", "*/c", "/d/{*}"]), ("notPaths", ["/a"]),
                ("ports", ["9080"]),
            ] {
                let some = dice.some(values).map { JSONValue.string($0) }
                if !some.isEmpty { operation[field] = .array(some) }
            }
            if operation != .object([:]) { rule["to"] = [["operation": operation]] }
            return rule
        }
        return Shop.authorization(
            .array(rules), action: Bool.random(using: &dice) ? "ALLOW" : "DENY", name: name,
            app: dice.some(["reviews", "ratings"], upTo: 1).first)
    }

    static func virtualService(_ dice: inout Dice, name: String) -> JSONValue {
        let rules = (0..<Int.random(in: 1...3, using: &dice)).map { _ -> JSONValue in
            var match: JSONValue = .object([:])
            if Bool.random(using: &dice) {
                match["uri"] = [dice.some(["exact", "prefix"], upTo: 1).first ?? "regex": "/a"]
            }
            if Bool.random(using: &dice) { match["sourceLabels"] = ["app": "web"] }
            if Bool.random(using: &dice) { match["headers"] = ["x-a": ["exact": "1"]] }
            var rule: JSONValue = [
                "route": [
                    ["destination": ["host": "reviews"], "weight": .int(Int64.random(in: 1...3, using: &dice))],
                    ["destination": ["host": "ratings"], "weight": .int(Int64.random(in: 0...3, using: &dice))],
                ]
            ]
            if match != .object([:]) { rule["match"] = [match] }
            if Bool.random(using: &dice) { rule["timeout"] = "1s" }
            return rule
        }
        return Shop.object("VirtualService", ["hosts": ["reviews"], "http": .array(rules)], name: name)
    }

    static let seeds = Array(UInt64(1)...40)

    /// A cluster, and two versions of an object of it.
    static func change(_ seed: UInt64) -> (shop: Shop, old: JSONValue, new: JSONValue) {
        var dice = Dice(state: seed)
        var shop = Shop()
        let isAuthorization = seed % 2 == 0
        func make(_ name: String) -> JSONValue {
            isAuthorization ? authorization(&dice, name: name) : virtualService(&dice, name: name)
        }
        shop.policies = seed % 3 == 0 ? [make("other")] : []
        return (shop, make("x"), make("x"))
    }

    @Test(arguments: seeds) func aVersionAgainstItselfDoesNothing(_ seed: UInt64) {
        let (shop, old, _) = Self.change(seed)
        let impact = shop.impact(old, old)
        #expect(impact.isEmpty && impact.kind == .none && impact.text.contains("nothing changes"))
    }

    @Test(arguments: seeds) func whatIsLiveIsReplacedByWhatIsGiven(_ seed: UInt64) {
        let (shop, old, new) = Self.change(seed)
        var live = shop
        live.policies.append(new)
        #expect(live.impact(old, new) == shop.impact(old, new))
    }

    @Test(arguments: seeds) func orderAndNamesOfPodsDoNotMatter(_ seed: UInt64) throws {
        let (shop, old, new) = Self.change(seed)
        let impact = shop.impact(old, new)
        let turned = try #require(
            Impact.of(old: old, new: new, in: MeshPicture(objects: Array(shop.objects.reversed()))))
        #expect(turned.json == impact.json)
    }

    @Test(arguments: seeds) func orderWithinRulesDoesNotMatter(_ seed: UInt64) {
        let (shop, old, _) = Self.change(seed)
        guard old["kind"] == "AuthorizationPolicy" else { return }
        var turned = old
        var spec = old["spec"] ?? .object([:])
        spec["rules"] = .array((spec["rules"]?.array ?? []).reversed())
        turned["spec"] = spec
        #expect(shop.impact(old, turned).isEmpty)
    }

    /// Asks the model again, by ways of its own.
    @Test(arguments: seeds) func everyLineIsConfirmed(_ seed: UInt64) throws {
        let (shop, old, new) = Self.change(seed)
        let before = PolicySet(shop.policies + [old])
        let after = PolicySet(shop.policies + [new])
        for line in shop.impact(old, new).lines {
            switch try #require(line.witness) {
            case .access(let question):
                func isAllowed(_ set: PolicySet) -> Bool {
                    set.authorization(
                        of: question.request,
                        from: Caller(question.caller, isAuthenticated: question.caller.proxy != nil),
                        on: question.server, port: question.port, service: question.service
                    ).isAllowed
                }
                #expect(isAllowed(before) == (line.topic == .accessLost))
                #expect(isAllowed(after) == (line.topic == .accessGained))
            case .route(let client, let host, let request, let port):
                let one = before.route(request, from: client, toHost: host, port: port)
                let other = after.route(request, from: client, toHost: host, port: port)
                #expect(one.target != other.target || one.rule != other.rule)
            case .pod: Issue.record("no line of these kinds is about a pod alone")
            }
        }
    }

    /// And nothing that the model says of requests like these is missing.
    @Test(arguments: seeds.filter { $0 % 2 == 0 }) func nothingIsMissed(_ seed: UInt64) {
        let (shop, old, new) = Self.change(seed)
        let before = PolicySet(shop.policies + [old])
        let after = PolicySet(shop.policies + [new])
        let pods = shop.picture.pods
        var lost = false
        for caller in pods {
            for server in pods where server.proxy != nil {
                for path in ["/", "/a", "/b/any", "/any/c", "/d/any"] {
                    for method in ["GET", "POST", "PUT"] {
                        let request = MeshRequest(method: method, path: path)
                        let answers = [before, after].map {
                            $0.authorization(
                                of: request, from: Caller(caller, isAuthenticated: caller.proxy != nil), on: server,
                                port: 9080
                            ).isAllowed
                        }
                        lost = lost || answers[0] != answers[1]
                    }
                }
            }
        }
        #expect(lost == !shop.impact(old, new).lines.isEmpty)
    }
}
