import Domain
import MeshModel
import MeshTestKit
import Testing

struct AuthorizationComparisonTests {
    private func allow(_ rules: JSONValue...) -> JSONValue { KindSample.rules("ALLOW", rules) }
    private func deny(_ rules: JSONValue...) -> JSONValue { KindSample.rules("DENY", rules) }
    private let shop = "cluster.local/ns/shop/sa/"
    private let web: JSONValue = "cluster.local/ns/shop/sa/web"

    private func source(_ fields: JSONValue) -> JSONValue { ["from": [["source": fields]]] }
    private func operation(_ fields: JSONValue) -> JSONValue { ["to": [["operation": fields]]] }
    private func condition(_ key: JSONValue, _ values: JSONValue) -> JSONValue {
        ["when": [["key": key, "values": values]]]
    }

    private func compare(
        _ old: JSONValue?, _ new: JSONValue?, others: [JSONValue] = []
    ) -> (allowed: [String], denied: [String]) {
        let comparison = AuthorizationComparison(old: old, new: new, others: others)
        #expect(comparison.isExact)
        return (comparison.newlyAllowed.map(\.description), comparison.newlyDenied.map(\.description))
    }

    @Test func valuesOfAListAreToldApart() {
        let (allowed, denied) = compare(
            allow(KindSample.from("web", "batch")), allow(KindSample.from("web", "guest")))
        #expect(allowed == ["principals: \(shop)guest"])
        #expect(denied == ["principals: \(shop)batch"])
    }

    @Test func theSameInOtherWordsIsNoChange() {
        let fields = allow(source(["principals": [web], "ipBlocks": ["10.1.0.0/16"]]))
        let conditions = allow([
            "when": [
                ["key": "source.ip", "values": ["10.1.0.0/16"]], ["key": "source.principal", "values": [web]],
            ]
        ])
        #expect(compare(fields, conditions) == ([], []))
        let one = allow(KindSample.from("web", "batch"))
        #expect(compare(one, allow(KindSample.from("web"), KindSample.from("batch"))) == ([], []))
        #expect(compare(allow([:]), allow(["from": [], "to": [], "when": []])) == ([], []))
    }

    @Test func patternsAreUnderstood() {
        #expect(compare(allow(operation(["paths": ["/a/b"]])), allow(operation(["paths": ["/a/*"]]))).denied == [])
        #expect(
            compare(allow(operation(["paths": ["/a/*"]])), allow(operation(["paths": ["/a/b"]]))).denied
                == ["paths: /a/*, not /a/b"])
        #expect(
            compare(
                allow(source(["ipBlocks": ["10.0.0.0/8"]])), allow(source(["ipBlocks": ["10.1.0.0/16"]]))
            ).denied == ["ipBlocks: 10.0.0.0/8, not 10.1.0.0/16"])
        #expect(compare(allow(operation(["hosts": ["A.com"]])), allow(operation(["hosts": ["a.COM"]]))) == ([], []))
        #expect(compare(allow(source(["namespaces": ["ab"]])), allow(source(["namespaces": ["a*"]]))).denied == [])
    }

    @Test func rulesOnHTTPDoNotMatchPlainTCP() {
        let (allowed, denied) = compare(allow([:]), allow(operation(["methods": ["GET"]])))
        #expect(allowed == [])
        #expect(denied == ["methods: not GET", "plain TCP only"])
        // A DENY denies what it cannot ask.
        #expect(compare(nil, deny(operation(["methods": ["GET"]]))).denied == ["methods: GET", "plain TCP only"])
    }

    @Test func withoutARuleNothingMatches() {
        #expect(compare(allow(), allow([:])).allowed == ["everything"])
        #expect(compare(["metadata": ["namespace": "shop"], "spec": [:]], allow()) == ([], []))
        #expect(compare(deny([:]), deny()).allowed == ["everything"])
    }

    @Test func withoutAnyALLOWEverythingIsAllowed() {
        let web = allow(KindSample.from("web"))
        #expect(compare(nil, web).denied == ["principals: not \(shop)web"])
        #expect(compare(web, nil).allowed == ["principals: not \(shop)web"])
        #expect(compare(nil, web, others: [allow([:])]) == ([], []))
        #expect(compare(nil, allow(KindSample.from("admin")), others: [web]).allowed == ["principals: \(shop)admin"])
    }

    @Test func denialsCountBeforeAll() {
        let guests = deny(KindSample.from("guest"))
        let (old, new) = (allow(KindSample.from("web")), allow(KindSample.from("web", "guest")))
        #expect(compare(old, new, others: [guests]) == ([], []))
        #expect(compare(guests, nil, others: [new]).allowed == ["principals: \(shop)guest"])
        #expect(compare(guests, nil, others: [old]).allowed == [])
    }

    @Test func anActionMayChange() {
        let (allowed, denied) = compare(allow(KindSample.from("web")), deny(KindSample.from("web")))
        #expect(allowed == ["principals: not \(shop)web"])
        #expect(denied == ["principals: \(shop)web"])
    }

    @Test func whatIsOnlyWatchedDecidesNothing() {
        var watched = deny(KindSample.from("web"))
        watched["metadata"]?["annotations"] = ["istio.io/dry-run": "true"]
        #expect(compare(nil, watched) == ([], []))
        #expect(compare(watched, deny(KindSample.from("web"))).denied == ["principals: \(shop)web"])
        #expect(compare(KindSample.rules("AUDIT", [[:]]), nil) == ([], []))
    }

    @Test(
        arguments: [
            ["when": [["key": "request.colour", "values": ["red"]]]], ["from": [["source": ["colours": ["red"]]]]],
            ["to": [["operation": ["ports": ["http"]]]]], ["from": [["source": ["ipBlocks": ["10.1.2"]]]]],
            "everything",
            ["to": [["operation": ["methods": [""]]]]], ["unless": []],
        ] as [JSONValue])
    func whatCannotBeReadIsNotProven(_ rule: JSONValue) {
        let comparison = AuthorizationComparison(old: allow(KindSample.from("web"), rule), new: allow())
        #expect(!comparison.isExact)
        #expect(comparison.newlyAllowed == [])
        #expect(comparison.newlyDenied.map(\.description) == ["everything"])
        // It may match nothing at all.
        let other = AuthorizationComparison(old: allow([:]), new: allow(rule))
        #expect(other.newlyDenied.map(\.description) == ["everything"])
    }

    @Test func ofACustomPolicyTheAuthorizerDecides() {
        let custom = KindSample.rules("CUSTOM", [operation(["paths": ["/admin/*"]])])
        let comparison = AuthorizationComparison(old: nil, new: custom)
        #expect(comparison.newlyDenied.map(\.description) == ["paths: /admin/*", "plain TCP only"])
        #expect(comparison.newlyAllowed == [])
        #expect(comparison.caveats == ["Of what a CUSTOM policy matches the external authorizer decides."])
    }

    @Test func aTokenCanHaveManyAudiences() {
        let (one, two) = (condition("request.auth.audiences", ["a"]), condition("request.auth.audiences", ["b"]))
        let rest = AuthorizationComparison(old: allow(one), new: allow(two))
        #expect(rest.newlyDenied.map(\.description) == ["request.auth.audiences: a, not b"])
        #expect(
            !AuthorizationRules(allow(one)).matched.isDisjoint(from: AuthorizationRules(allow(two)).matched))
    }

    @Test func fragmentsAreRules() {
        let comparison = AuthorizationComparison(
            old: allow(
                [
                    "from": [["source": ["principals": [web], "notNamespaces": ["b"]]]],
                    "to": [["operation": ["methods": ["GET", "POST"], "ports": ["8080"]]]],
                    "when": [["key": "request.headers[X-User]", "values": ["u*"], "notValues": ["u1"]]],
                ]), new: allow(operation(["methods": ["GET"]])))
        #expect(
            comparison.newlyDenied.map(\.rule) == [
                [
                    "from": [["source": ["principals": [web], "notNamespaces": ["b"]]]],
                    "to": [["operation": ["methods": ["POST"], "ports": ["8080"]]]],
                    "when": [["key": "request.headers[x-user]", "values": ["u*"], "notValues": ["u1"]]],
                ]
            ])
    }

    @Test func twoListsOfPathsAreNoRule() {
        let comparison = AuthorizationComparison(
            old: allow(operation(["paths": ["/a*"]])), new: allow(operation(["paths": ["/a*"], "notPaths": ["*z"]])))
        #expect(comparison.newlyDenied.map(\.description) == ["paths: /a*, *z"])
        #expect(comparison.newlyDenied.map(\.rule) == [nil])
    }

    @Test func accountsStandBesideNoPrincipals() {
        let accounts = source(["serviceAccounts": ["web", "payments/ledger"]])
        let comparison = AuthorizationComparison(
            old: allow(accounts), new: allow(source(["principals": [web]])))
        #expect(
            comparison.newlyDenied.map(\.rule) == [
                [
                    "from": [["source": ["serviceAccounts": ["shop/web", "payments/ledger"]]]],
                    "when": [["key": "source.principal", "notValues": [web]]],
                ]
            ])
    }

    @Test func tooManyRulesAreToldAtLeast() {
        let old = (0..<12).map { number in
            source(["principals": ["*"], "notPrincipals": ["\(shop)\(number)"].asJSON])
        }
        let new = (0..<12).map { number in
            [
                "from": [
                    ["source": ["namespaces": ["n\(number)"].asJSON, "ipBlocks": ["10.\(number).0.0/16"].asJSON]]
                ],
                "to": [["operation": ["methods": ["M\(number)"].asJSON, "hosts": ["h\(number)"].asJSON]]],
            ] as JSONValue
        }
        let comparison = AuthorizationComparison(
            old: KindSample.rules("ALLOW", old), new: KindSample.rules("ALLOW", new))
        #expect(comparison.caveats == ["The rules are too many to be told apart exactly."])
        #expect(!comparison.newlyDenied.isEmpty)
    }
}

extension [String] {
    /// Text that is put together has no literal of a document.
    fileprivate var asJSON: JSONValue { .array(map { .string($0) }) }
}
