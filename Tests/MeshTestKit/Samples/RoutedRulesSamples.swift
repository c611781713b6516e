import Domain
import Mesh

extension KindSample {
    /// DestinationRules together with the VirtualServices that route to their hosts.
    static let routedRules: [KindSample] = RoutedRulesSample.byRequests + RoutedRulesSample.byLabel
}

/// What becomes of a rule and of the routes to its host in one rollout.
package enum RoutedRulesSample {
    private static let ruleKey = TrafficSample.key(.destinationRule, "reviews")
    private static let routeKey = TrafficSample.key(.virtualService, "reviews")
    private static let full: [Scene] = [
        .green, .share(.percent(10)), .share(.percent(50)), .share(.percent(100)), .switched, .promoted,
    ]
    private static let fewer: [Scene] = [.share(.percent(10)), .share(.percent(50)), .promoted]

    /// One version: the specs of the rule and of the routes; `nil`: there is none.
    private struct Version {
        var rule: JSONValue?
        var routes: JSONValue?
    }

    /// - Parameter passing: What both are for a moment on the way back from the end; usually the old routes by the new
    ///   rule.
    private static func sample(
        _ name: String, _ unit: CohortUnit, _ old: Version, _ new: Version, passing: Version? = nil,
        others: [MeshObject] = [], scenes: [Scene] = full, isShown: Bool = false
    ) -> KindSample {
        let changes = [
            TrafficSample.change(ruleKey, old.rule, new.rule), TrafficSample.change(routeKey, old.routes, new.routes),
        ]
        let moment = passing ?? Version(rule: new.rule, routes: old.routes)
        return together(
            name, unit, changes,
            passing: [
                zip([ruleKey, routeKey], [moment.rule, moment.routes]).map { key, spec in
                    spec.map { TrafficSample.document(key, $0) }
                }
            ], others: others, scenes: scenes, isShown: isShown)
    }

    private static func together(
        _ name: String, _ unit: CohortUnit, _ changes: [PolicyChange], passing: [[JSONValue?]],
        others: [MeshObject] = [], scenes: [Scene] = full, isShown: Bool = false
    ) -> KindSample {
        let judge = TrafficJudge(
            changes, drawing: unit == .requests, others: others, pods: TrafficSample.pods, TrafficSample.requests,
            passing: passing)
        return KindSample(
            name: "routedrules-\(name)", unit: unit, change: changes[0], led: Array(changes.dropFirst()),
            others: others, pods: TrafficSample.pods, services: TrafficSample.services, scenes: scenes,
            isShown: isShown
        ) { world, _ in judge.violations(world) }
    }

    // MARK: What they are made of

    private static func rule(_ subsets: JSONValue..., policy: JSONValue? = nil, host: String = "reviews") -> JSONValue {
        var spec: JSONValue = ["host": .string(host)]
        spec["subsets"] = subsets.isEmpty ? nil : .array(subsets)
        spec["trafficPolicy"] = policy
        return spec
    }

    private static func subset(_ name: String, _ policy: JSONValue? = nil, version: String? = nil) -> JSONValue {
        var subset: JSONValue = ["name": .string(name), "labels": ["version": .string(version ?? name)]]
        subset["trafficPolicy"] = policy
        return subset
    }

    private static func http(_ rules: JSONValue...) -> JSONValue { ["hosts": ["reviews"], "http": .array(rules)] }
    private static func route(_ destinations: JSONValue...) -> JSONValue { ["route": .array(destinations)] }

    private static func pool(_ size: Int64) -> JSONValue {
        ["connectionPool": ["http": ["http1MaxPendingRequests": .int(size)]]]
    }
    private static let strict: JSONValue = [
        "connectionPool": ["http": ["http1MaxPendingRequests": 10]],
        "outlierDetection": ["consecutive5xxErrors": 3],
    ]
    private static let ingress = TrafficSample.object(
        TrafficSample.key(.virtualService, "bookinfo"),
        [
            "hosts": ["*"], "gateways": ["bookinfo-gateway"],
            "http": [["match": [["uri": ["prefix": "/"]]], "route": [TrafficSample.to("v1")]]],
            "tcp": [["route": [TrafficSample.to(nil)]]],
        ])
    private static func to(_ subset: String?, _ weight: Int64?, _ host: String) -> JSONValue {
        TrafficSample.to(subset, weight, host: host)
    }

    private static let v1 = http(route(to("v1", nil, "reviews")))
    private static let v2 = http(route(to("v2", nil, "reviews")))
    private static let itself = http(route(to(nil, nil, "reviews")))
    private static let split = http(route(to("v1", 80, "reviews"), to("v2", 20, "reviews")))

    // MARK: By requests

    private static let lost = sample(
        "replaced", .requests, Version(rule: rule(subset("v1"), policy: pool(100)), routes: v1),
        Version(rule: rule(subset("v2"), policy: pool(5)), routes: v2),
        passing: Version(rule: rule(subset("v1"), subset("v2", pool(5)), policy: pool(100)), routes: v2))

    static let byRequests: [KindSample] = [
        sample(
            "subset", .requests, Version(rule: rule(subset("v1")), routes: v1),
            Version(rule: rule(subset("v1"), subset("v2", pool(5))), routes: split), isShown: true),
        sample(
            "policy", .requests, Version(rule: rule(subset("v1"), policy: pool(100)), routes: v1),
            Version(rule: rule(subset("v1", pool(7)), subset("v2"), policy: strict), routes: split),
            others: [ingress]),
        lost,
        sample(
            "relabelled", .requests, Version(rule: rule(subset("v1"), subset("v2")), routes: split),
            Version(rule: rule(subset("v1", version: "v2"), subset("v2")), routes: v1)),
        sample(
            "made", .requests, Version(), Version(rule: rule(subset("v2", pool(5)), policy: strict), routes: v2)),
        sample(
            "gone", .requests, Version(rule: rule(subset("v1"), policy: pool(9)), routes: v1), Version(),
            passing: Version(rule: rule(subset("v1"), policy: pool(9)), routes: nil)),
        sample(
            "rule-made", .requests, Version(routes: itself),
            Version(rule: rule(subset("v2", pool(5)), policy: strict), routes: v2)),
        sample(
            "rule-gone", .requests, Version(rule: rule(subset("v2", pool(5)), policy: pool(9)), routes: v2),
            Version(routes: itself),
            passing: Version(rule: rule(subset("v2", pool(5)), policy: pool(9)), routes: itself)),
        sample(
            "routes-made", .requests, Version(rule: rule(subset("v1"), policy: pool(9))),
            Version(rule: rule(subset("v1"), subset("v2"), policy: pool(8)), routes: split)),
        sample(
            "routes-gone", .requests, Version(rule: rule(subset("v1"), subset("v2")), routes: split),
            Version(rule: rule(policy: pool(8))),
            passing: Version(rule: rule(subset("v1"), subset("v2")))),
        sample(
            "without-subsets", .requests, Version(rule: rule(policy: pool(100)), routes: itself),
            Version(rule: rule(policy: strict), routes: itself)),
        sample(
            "header", .requests, Version(rule: rule(subset("v1"), policy: pool(100)), routes: v1),
            Version(rule: rule(subset("v1"), subset("v2"), policy: pool(5)), routes: split),
            scenes: [.variant(.header(name: "x-group", value: "b")), .share(.percent(50)), .promoted]),
        several,
    ]

    private static let page = TrafficSample.key(.destinationRule, "productpage")
    private static let front = TrafficSample.key(.virtualService, "front")

    /// Two rules and two VirtualServices, of which one routes to both hosts.
    private static let several: KindSample = {
        func entry(_ weight: Int64, _ host: String, _ subset: String?) -> JSONValue { to(subset, weight, host) }
        let both = ["v1", "v2"].map { name in
            http(route(entry(50, "reviews", name), entry(50, "productpage", nil)))
        }
        let edges = ["v1", "v2"].map { name -> JSONValue in
            ["hosts": ["*"], "gateways": ["bookinfo-gateway"], "http": [route(entry(100, "reviews", name))]]
        }
        let rules = [rule(subset("v1"), policy: pool(100)), rule(subset("v1"), subset("v2"), policy: pool(5))]
        let pages = [pool(100), pool(5)].map { rule(policy: $0, host: "productpage") }
        let changes = [
            TrafficSample.change(page, pages[0], pages[1]), TrafficSample.change(ruleKey, rules[0], rules[1]),
            TrafficSample.change(front, edges[0], edges[1]), TrafficSample.change(routeKey, both[0], both[1]),
        ]
        return together(
            "several", .requests, changes,
            // One rule is written, and restored, after the other.
            passing: [
                [changes[0].new, changes[1].new, changes[2].old, changes[3].old],
                [changes[0].old, changes[1].new, changes[2].old, changes[3].old],
                [changes[0].new, changes[1].old, changes[2].old, changes[3].old],
            ])
    }()

    // MARK: By the label of client pods

    private static func timed(_ subset: String?, _ timeout: JSONValue, _ match: JSONValue? = nil) -> JSONValue {
        var rule = route(to(subset, nil, "reviews"))
        rule["timeout"] = timeout
        rule["match"] = match.map { [$0] }
        return rule
    }
    private static let jason: JSONValue = ["headers": ["end-user": ["exact": "jason"]]]
    private static let narrow: JSONValue = http(timed("v2", "1s", ["uri": ["prefix": "/reviews"]]))

    static let byLabel: [KindSample] = [
        sample(
            "testers", .workloads, Version(rule: rule(subset("v1")), routes: v1),
            Version(
                rule: rule(subset("v1"), subset("v2", pool(5))),
                routes: http(timed("v2", "1s", jason), timed("v1", "5s"))), isShown: true),
        sample(
            "testers-policy", .workloads,
            Version(rule: rule(subset("v1"), policy: pool(100)), routes: http(timed("v1", "9s"))),
            Version(rule: rule(subset("v1"), subset("v2"), policy: strict), routes: narrow), others: [ingress]),
        sample(
            "testers-replaced", .workloads, Version(rule: rule(subset("v1"), policy: pool(100)), routes: v1),
            Version(rule: rule(subset("v2"), policy: pool(5)), routes: http(timed("v2", "1s"))),
            passing: Version(
                rule: rule(subset("v1"), subset("v2", pool(5)), policy: pool(100)), routes: http(timed("v2", "1s")))),
        sample(
            "testers-made", .workloads, Version(),
            Version(rule: rule(subset("v2", pool(5)), policy: strict), routes: narrow)),
        sample(
            "testers-gone", .workloads, Version(rule: rule(subset("v2"), policy: pool(9)), routes: narrow), Version(),
            passing: Version(rule: rule(subset("v2"), policy: pool(9)))),
        sample(
            "connections", .workloads,
            Version(
                rule: rule(subset("v1"), policy: pool(100)),
                routes: [
                    "hosts": ["reviews"], "tcp": [["match": [["port": 9090]], "route": [to("v1", nil, "reviews")]]],
                ]),
            Version(
                rule: rule(subset("v1"), subset("v2"), policy: pool(5)),
                routes: [
                    "hosts": ["reviews"],
                    "tcp": [
                        ["match": [["port": 7000]], "route": [to("v2", nil, "reviews")]],
                        ["match": [["port": 9090]], "route": [to("v1", nil, "reviews")]],
                    ],
                ]),
            scenes: fewer),
    ]

    /// The judge that lets nothing pass but the old and the new version.
    package static func strictJudge(_ sample: KindSample) -> TrafficJudge {
        TrafficJudge(
            sample.changes, drawing: sample.unit == .requests, others: sample.others, pods: sample.pods,
            TrafficSample.requests)
    }
}
