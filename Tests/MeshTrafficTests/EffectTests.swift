import Domain
import MeshTraffic
import Testing

/// What a scenario adds: effects of policies in time, noise, restarts, silence.
@Suite struct EffectTests {
    private func route(_ rules: [JSONValue]) -> JSONValue {
        Town.policy("VirtualService", "reviews", ["hosts": ["reviews"], "http": .array(rules)])
    }

    private func rule(_ timeout: String?, sourceLabels: JSONValue? = nil) -> JSONValue {
        var rule: JSONValue = ["route": [["destination": ["host": "reviews"]]]]
        rule["timeout"] = timeout.map { .string($0) }
        rule["match"] = sourceLabels.map { [["sourceLabels": $0]] }
        return rule
    }

    private let badTimeout: JSONValue = [
        "effects": [
            ["when": ["kind": "VirtualService", "path": "spec.http[0].timeout", "equals": "9s"], "errorRate": 0.4]
        ]
    ]

    @Test func onlyTheCohortMeetsItsRule() throws {
        var town = Town.bookshop()
        town.policies = [route([rule("9s", sourceLabels: ["cohort": "canary"]), rule("5s")])]
        #expect(try town.counted(badTimeout).share("web-1", "500") == 0)
        town.label("web-2", "cohort", "canary")
        let counted = try town.counted(badTimeout)
        #expect(counted.share("web-2", "500") == 40)
        #expect(counted.share("web-1", "500") == 0)
    }

    @Test func onlyTheSubsetMeetsItsPolicy() throws {
        var town = Town.bookshop()
        func subset(_ name: String, _ limit: Int64) -> JSONValue {
            [
                "name": .string(name), "labels": ["app": "reviews"],
                "trafficPolicy": ["connectionPool": ["http": ["maxRetries": .int(limit)]]],
            ]
        }
        func destination(_ subset: String, _ weight: Int64) -> JSONValue {
            ["destination": ["host": "reviews", "subset": .string(subset)], "weight": .int(weight)]
        }
        town.policies = [
            route([["route": [destination("stable", 90), destination("canary", 10)]]]),
            Town.policy(
                "DestinationRule", "r", ["host": "reviews", "subsets": [subset("stable", 3), subset("canary", 7)]]),
        ]
        let path = "spec.trafficPolicy.connectionPool.http.maxRetries"
        let counted = try town.counted([
            "effects": [["when": ["kind": "DestinationRule", "path": .string(path), "equals": 7], "errorRate": 1]]
        ])
        let canary = ["cluster_name": "outbound|80|canary|reviews.shop.svc.cluster.local"]
        #expect(counted.sum("envoy_cluster_upstream_rq", canary.merging(["response_code": "500"]) { $1 }) == 200)
        #expect(counted.requests(["response_code": "500"]) == 200)
    }

    @Test func aSpikeLastsAsLongAsItIsTold() throws {
        var scenario = badTimeout
        scenario["effects"] = [
            [
                "when": ["kind": "VirtualService", "path": "spec.http[0].timeout", "equals": "9s"], "errorRate": 1,
                "from": 10, "until": 30,
            ]
        ]
        var town = Town.bookshop()
        town.policies = [route([rule("5s")])]
        var model = try town.model(scenario)
        town.policies = [route([rule("9s")])]
        model.update(town.state, at: .zero + .seconds(100))
        func errors(after seconds: Double) -> Double {
            model.advance(to: .zero + .seconds(100 + seconds))
            return Counted(model.exposition()).requests(["response_code": "500"])
        }
        #expect(errors(after: 10) == 0)
        #expect(errors(after: 20) == 200)
        #expect(errors(after: 60) == 400)
        // Once nobody meets the policy any more, the next time begins anew.
        town.policies = []
        model.update(town.state, at: .zero + .seconds(200))
        town.policies = [route([rule("9s")])]
        model.update(town.state, at: .zero + .seconds(300))
        #expect(errors(after: 209.5) == 400)
        #expect(errors(after: 260) == 800)
    }

    @Test func effectsMayCountFromTheStart() throws {
        let counted = try Town.bookshop().counted(["effects": [["errorRate": 1, "fromStart": 20, "untilStart": 50]]])
        #expect(counted.requests(["response_code": "500"]) == 600)
    }

    @Test func aRampGrowsSlowly() throws {
        let counted = try Town.bookshop().counted(["effects": [["errorRate": 0.5, "ramp": 100]]])
        // From 0 to 50 % in a straight line: a quarter on average.
        #expect(abs(counted.requests(["response_code": "500"]) - 500) < 1)
    }

    @Test func effectsAddUpAndEachIsCountedAsWhatItIs() throws {
        let counted = try Town.bookshop().counted([
            "effects": [
                ["rbacDenied": 0.1], ["connectionFailures": 0.2, "tlsFailures": 0.5],
                ["circuitBreakerTrips": 0.5, "outlierEjections": 6], ["services": ["shop/other"], "errorRate": 1],
                ["when": ["kind": "VirtualService"], "errorRate": 1],
            ]
        ])
        #expect(counted.sum("envoy_cluster_upstream_rq_pending_overflow") == 1000)
        #expect(counted.sum("envoy_cluster_upstream_cx_connect_fail") == 200)
        #expect(counted.sum("envoy_cluster_ssl_connection_error") == 100)
        #expect(counted.requests(["response_code": "403"]) == 80)
        #expect(counted.requests(["response_code": "200"]) == 720)
        #expect(counted.sum("envoy_cluster_outlier_detection_ejections_enforced_total") == 60)
    }

    @Test func latencyEffectsMoveTheHistogram() throws {
        func below(_ bound: String, _ effect: JSONValue) throws -> Double {
            try Town.bookshop().counted(["effects": [effect]]).sum(
                "istio_request_duration_milliseconds_bucket", ["le": .init(bound), "reporter": "source"])
        }
        #expect(try below("50", ["latencyFactor": 2.5]) == 1000)
        #expect(try below("250", ["latencyAdd": 230]) == 1000)
        #expect(try below("100", ["latencyAdd": 230]) == 0)
    }

    @Test func noiseSwingsAroundTheValueAndIsTheSameEveryTime() throws {
        let scenario: JSONValue = [
            "defaults": ["errorRate": 0.1], "noise": ["errors": 0.5, "requests": 0.3, "period": 20],
            "services": [["service": "shop/reviews", "errorRate": 0.1, "clients": [["labels": ["app": "web"]]]]],
        ]
        let town = Town.bookshop()
        let whole = try town.counted(scenario)
        #expect(try town.counted(scenario).samples == whole.samples)
        #expect(abs(whole.requests() - 2000) < 20)
        var shares: [Double] = []
        var (before, errors) = (0.0, 0.0)
        var model = try town.model(scenario)
        for second in 1...40 {
            model.advance(to: .zero + .seconds(Double(second)))
            let counted = Counted(model.exposition())
            let (all, failed) = (
                counted.requests(["pod": "web-1"]), counted.requests(["pod": "web-1", "response_code": "500"])
            )
            shares.append((failed - errors) / (all - before))
            (before, errors) = (all, failed)
        }
        #expect((shares.min() ?? 1) < 0.09 && (shares.max() ?? 0) > 0.11)
        #expect((shares.min() ?? 0) >= 0.05 && (shares.max() ?? 1) <= 0.15)
    }

    @Test func stepsOfAnyLengthCountTheSame() throws {
        let scenario: JSONValue = ["effects": [["errorRate": 1, "fromStart": 3.3, "untilStart": 7.7]]]
        let town = Town.bookshop()
        var model = try town.model(scenario)
        for tenth in 1...100 { model.advance(to: .zero + .milliseconds(tenth * 100)) }
        let often = Counted(model.exposition())
        let once = try town.counted(scenario, seconds: 10)
        #expect(often.requests(["response_code": "500"]) == once.requests(["response_code": "500"]))
        #expect(once.requests(["response_code": "500"]) == 88)
        model.advance(to: .zero)
        #expect(Counted(model.exposition()).samples == often.samples)
    }

    @Test func aSilentServiceHasNoSeries() throws {
        func requests(_ silence: JSONValue) throws -> Double {
            try Town.bookshop().counted(["noData": [silence]]).requests()
        }
        #expect(try requests("shop/reviews") == 0)
        #expect(try requests(["service": "shop/reviews", "from": 50, "until": 200]) == 0)
        #expect(try requests(["service": "shop/reviews", "from": 50, "until": 90]) == 2000)
        #expect(try requests("shop/other") == 2000)
    }

    @Test func restartsBeginAtZero() throws {
        let counted = try Town.bookshop().counted(["podRestarts": [["nameContains": "web-1", "at": 60]]])
        #expect(counted.requests(["pod": "web-1"]) == 400)
        #expect(counted.requests(["pod": "web-2"]) == 1000)
        let often = try Town.bookshop().counted(["podRestarts": [["labels": ["app": "web"], "at": 15, "every": 20]]])
        #expect(often.requests() == 100)
    }

    @Test func podsThatGoTakeTheirCountersAlong() throws {
        var town = Town.bookshop()
        var model = try town.model()
        model.advance(to: .zero + .seconds(50))
        town.pods.removeFirst()
        model.update(town.state, at: .zero + .seconds(50))
        #expect(Counted(model.exposition()).requests(["pod": "web-1"]) == 0)
        #expect(Counted(model.exposition()).requests(["pod": "web-2"]) == 500)
        // One of the same name is another one.
        town.pods.append(Town.pod("web-1", ["app": "web"], uid: "another"))
        model.update(town.state, at: .zero + .seconds(50))
        model.advance(to: .zero + .seconds(60))
        #expect(Counted(model.exposition()).requests(["pod": "web-1"]) == 100)
        #expect(Counted(model.exposition()).requests(["pod": "web-2"]) == 600)
    }

    @Test func anotherScenarioGoesOnCounting() throws {
        let town = Town.bookshop()
        var model = try town.model()
        model.begin(try Scenario(["effects": [["errorRate": 1]]]), at: .zero + .seconds(10))
        model.advance(to: .zero + .seconds(20))
        let counted = Counted(model.exposition())
        #expect(counted.requests(["response_code": "200", "pod": "web-1"]) == 100)
        // By itself every service is called by its namespace-mates: web by reviews too.
        #expect(counted.requests(["response_code": "500", "pod": "web-1"]) == 100)
        #expect(counted.requests(["response_code": "500", "pod": "reviews-1"]) == 100)
    }
}
