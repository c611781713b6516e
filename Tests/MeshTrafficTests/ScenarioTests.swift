import Domain
import MeshModel
import MeshTraffic
import Testing

@Suite struct ScenarioTests {
    @Test func everythingIsRead() throws {
        let scenario = try Scenario([
            "mesh": "linkerd", "onlyListed": true, "proxyStatistics": false, "latencyBuckets": [10, 100],
            "defaults": ["requestsPerSecond": 3, "p50": 7],
            "services": [
                [
                    "service": "shop/reviews", "p95": 90, "errorRate": 0.01, "errorCode": 503, "concurrency": 4,
                    "port": 80,
                    "clients": [["namespace": "front", "labels": ["app": "web"]]],
                    "requests": [
                        [
                            "share": 2, "method": "POST", "path": "/a", "headers": ["X-A": "b"], "query": ["q": "1"],
                            "host": "h", "token": ["issuer": "i", "subject": "s", "valid": false],
                        ]
                    ],
                ], ["service": "api.example.com"],
            ],
            "effects": [
                [
                    "when": [
                        ["kind": "Server", "nameContains": "canary", "path": "spec.accessPolicy", "exists": false],
                        [
                            "kind": "AuthorizationPolicy", "namespace": "shop", "name": "a", "path": "spec.action",
                            "differs": "DENY",
                        ],
                        ["kind": "VirtualService", "namePrefix": "r", "path": "spec.hosts", "contains": "reviews"],
                    ], "errorRate": 0.5, "from": 1, "until": 2, "ramp": 3, "requestFactor": 0.5,
                ]
            ],
            "noData": ["shop/a", ["service": "shop/b", "from": 1]], "noise": ["amplitude": 0.2, "latency": 0],
            "podRestarts": [["nameContains": "web", "at": 5, "every": 10]],
        ])
        let reviews = scenario.services[0]
        #expect(reviews.service == ServiceName(namespace: "shop", name: "reviews"))
        #expect((reviews.requestsPerSecond, reviews.p50, reviews.p95, reviews.errorCode) == (3, 7, 90, 503))
        #expect(reviews.requests[0].request.headers == ["x-a": "b"])
        #expect(reviews.requests[0].request.token?.isValid == false)
        #expect(scenario.services[1].host == "api.example.com")
        #expect(scenario.effects[0].conditions.map(\.test) == [.absent, .differs("DENY"), .contains("reviews")])
        #expect(scenario.effects[0].change.requestFactor == 0.5)
        #expect((scenario.noise.errors, scenario.noise.latency) == (0.2, 0))
        #expect(scenario.silences.map(\.from) == [nil, 1])
        #expect(scenario.restarts[0].every == 10)
        #expect(scenario.latencyBuckets == [10, 100])
        #expect(try Scenario([:]) == Scenario())
    }

    @Test(
        arguments: [
            (["efects": []], "efects: there is no such field"),
            ([], "an object is expected here, and there is a array"),
            (["mesh": "consul"], "mesh: istio or linkerd"),
            (["services": [[:]]], "services[0].service: which service?"),
            (["services": [["service": "reviews"]]], "services[0].service: a service is named namespace/name"),
            (["services": [["service": "a/b", "errorRate": 5]]], "services[0].errorRate: a number from 0 to 1 is due"),
            (["defaults": ["p50": 100, "p95": 50]], "defaults.p95: is at least p50, which is 100"),
            (["defaults": ["service": "a/b"]], "defaults.service: there is no such field"),
            (["effects": [["when": ["kind": "Pod"], "errorRate": 1]]], "effects[0].when.kind: is one of"),
            (
                ["effects": [["when": [["kind": "Server", "path": "a..b"]], "errorRate": 1]]],
                "effects[0].when[0].path: is no path"
            ),
            (
                ["effects": [["when": ["kind": "Server", "equals": 1], "errorRate": 1]]],
                "effects[0].when.path: what of the object"
            ),
            (
                ["effects": [["when": ["kind": "Server", "path": "a", "equals": 1, "exists": true], "errorRate": 1]]],
                "one test is enough"
            ),
            (["effects": [["from": 3]]], "effects[0]: the effect changes nothing"),
            (["noData": ["reviews"]], "noData[0]: a service is named namespace/name"),
            (["latencyBuckets": [3, 2]], "latencyBuckets: a list of rising numbers above 0 is due"),
            (["noise": ["period": "often"]], "noise.period: a number from 0.1 to 1000000 is due"),
            (["services": [["service": "a/b", "port": 80.5]]], "services[0].port: a whole number is due"),
        ] as [(JSONValue, String)])
    func mistakesAreNamed(_ document: JSONValue, _ message: String) {
        #expect { try Scenario(document) } throws: { error in "\(error)".contains(message) }
    }
}
