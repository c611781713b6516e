import Domain
import Impact
import MeshModel
import Testing

/// Recorded requests against two versions of an AuthorizationPolicy.
@Suite struct AccessLogReplayTests {
    private let shop = Shop()

    private func line(
        _ method: String, _ path: String, from account: String? = "web", to address: String = "10.0.0.4:9080",
        more: [String: JSONValue] = [:]
    ) -> JSONValue {
        var line: JSONValue = [
            "method": .string(method), "path": .string(path), "authority": "reviews.shop:80", "response_code": 200,
            "upstream_cluster": "inbound|9080||", "downstream_local_address": .string(address),
            "downstream_remote_address": "10.0.0.1:4321", "start_time": "2026-05-01T10:00:00.000Z",
        ]
        if let account {
            line["downstream_peer_uri_san"] = .string("spiffe://cluster.local/ns/shop/sa/\(account)")
        }
        for (key, value) in more { line[key] = value }
        return line
    }

    private func replay(
        _ records: [JSONValue?], _ old: JSONValue?, _ new: JSONValue?, beside others: [JSONValue] = []
    ) -> AccessLogReplay {
        AccessLogReplay(Self.log(records), old: old, new: new, beside: others, in: shop.picture)
    }

    private static func log(_ records: [JSONValue?]) -> [AccessLogReplay.Line] {
        records.enumerated().map { AccessLogReplay.Line(number: $0 + 1, record: $1) }
    }

    @Test func countsWhatIsNewlyDeniedAndAllowed() {
        let old = Shop.authorization([Shop.from(["web"], methods: ["GET", "POST"])])
        let new = Shop.authorization([Shop.from(["web", "admin"], methods: ["GET"])])
        let result = replay(
            [line("GET", "/a"), line("POST", "/a?x=1"), line("POST", "/a"), line("GET", "/a", from: "admin"), nil],
            old, new)
        #expect(result.lines == 5 && result.judged == 4 && result.newlyDenied == 2 && result.newlyAllowed == 1)
        #expect(
            result.deniedExamples.map(\.request)
                == ["POST reviews.shop:80/a from cluster.local/ns/shop/sa/web"])
        #expect(result.deniedExamples.first?.count == 2)
        #expect(result.refusals.map { "\($0.line) \($0.why)" } == ["5 is no JSON"])
        // The old version denied admin, and the log has its 200.
        #expect(result.disagreements == 1)
    }

    @Test func withoutAPrincipalThePodOfTheAddressCalled() {
        let new = Shop.authorization([Shop.from(["admin"])])
        #expect(replay([line("GET", "/", from: nil)], nil, new).newlyDenied == 1)
        let unknown = line("GET", "/", from: nil, more: ["downstream_remote_address": "192.0.2.1:99"])
        #expect(replay([unknown], nil, new).unjudged == ["the line does not tell source.principal": 1])
        let plain = line("GET", "/", from: nil, more: ["downstream_peer_uri_san": "-"])
        #expect(replay([plain], nil, new).newlyDenied == 1)
    }

    @Test func whatNoRuleAsksForMayBeMissing() {
        let new = Shop.authorization([["to": [["operation": ["methods": ["GET"]]]]]])
        let bare: JSONValue = ["method": "PUT", "downstream_local_address": "10.0.0.5:9080"]
        #expect(replay([bare], nil, new).newlyDenied == 1)
    }

    @Test func otherPodsAreNotConcerned() {
        let new = Shop.authorization([Shop.from(["admin"])])
        let result = replay([line("GET", "/", to: "10.0.0.6:9080"), line("GET", "/", to: "10.9.9.9:9080")], nil, new)
        #expect(result.unconcerned == 1 && result.unjudged == ["no pod has the address of the line now": 1])
    }

    @Test func headersThatNoLineHasLeaveItOpen() {
        let new = Shop.authorization(
            [["when": [["key": "request.headers[x-team]", "values": ["a"]]]]], action: "DENY")
        #expect(
            replay([line("GET", "/")], nil, new).unjudged == ["the line does not tell request.headers[x-team]": 1])
        let with = line("GET", "/", more: ["request_headers": ["X-Team": "a"]])
        #expect(replay([with], nil, new).newlyDenied == 1)
    }

    @Test func linesOfAClientsProxyNameTheServerUpstream() {
        let new = Shop.authorization([Shop.from(["admin"])])
        let outbound = line(
            "GET", "/", from: nil,
            more: ["upstream_cluster": "outbound|80||reviews.shop.svc.cluster.local", "upstream_host": "10.0.0.5:9080"])
        #expect(replay([outbound], nil, new).newlyDenied == 1)
    }

    @Test func withoutPodsThePolicyIsTakenToBeForTheLines() {
        let new = Shop.authorization([Shop.from(["admin"])])
        let result = AccessLogReplay(
            Self.log([line("GET", "/")]), old: nil, new: new,
            in: MeshPicture(policies: [], pods: [], services: []))
        #expect(result.newlyDenied == 1)
    }

    @Test func recordsThatAreNoneOfARequestAreNotJudged() {
        let new = Shop.authorization([Shop.from(["admin"])])
        let records: [JSONValue?] = [
            [:], ["response_code": 200], ["method": 5], ["method": "GET", "request_headers": ["a": 1]],
            ["method": "GET", "response_code": "soon"], "GET /", ["method": "GET", "downstream_local_address": true],
        ]
        let result = replay(records, nil, new)
        #expect(result.judged == 0 && result.refused == records.count && result.newlyDenied == 0)
        #expect(result.refusals.map(\.line) == Array(1...records.count))
    }

    @Test func linesKeepTheirNumbersInTheText() {
        let lines = AccessLogReplay.Line.lines(of: Array("{}\n\n \r\n{}".utf8)) { _ in [:] }
        #expect(lines.map(\.number) == [1, 4])
    }

    /// A text that is an array has its elements; what only begins like one has lines.
    @Test func elementsOfAnArray() {
        func lines(_ text: String, _ whole: JSONValue?) -> [AccessLogReplay.Line] {
            AccessLogReplay.Line.lines(of: Array(text.utf8)) { $0.count == text.utf8.count ? whole : nil }
        }
        let elements = lines(" [{},\n{}]\n", [["method": "GET"], [:]])
        #expect(elements.map(\.number) == [1, 2] && elements.map(\.record) == [["method": "GET"], [:]])
        #expect(lines("[{}\n{}", nil).map(\.number) == [1, 2])
    }

    /// What one policy no longer allows another one of the same change does.
    @Test func policiesThatChangeTogetherAreJudgedTogether() {
        let old = Shop.authorization([Shop.from(["web"], methods: ["GET", "POST"])])
        let new = Shop.authorization([Shop.from(["web"], methods: ["GET"])])
        let other = Shop.authorization([Shop.from(["web"], methods: ["POST"])], name: "orders")
        #expect(replay([line("POST", "/a")], old, new).newlyDenied == 1)
        #expect(replay([line("POST", "/a")], old, new, beside: [other, new]).newlyDenied == 0)
    }

    /// A line that tells everything is judged as the mesh's model judges the request.
    @Test(arguments: ImpactPropertyTests.seeds) func agreesWithTheModel(_ seed: UInt64) {
        var dice = ImpactPropertyTests.Dice(state: seed &+ 77)
        let old = ImpactPropertyTests.authorization(&dice, name: "x")
        let new = ImpactPropertyTests.authorization(&dice, name: "x")
        let pods = shop.picture.pods
        let requests = [("GET", "/a"), ("POST", "/b/x"), ("PUT", "/x/c"), ("GET", "/d/e"), ("GET", "/")]
        let (before, after) = (PolicySet([old]), PolicySet([new]))
        var records: [JSONValue] = []
        var (denied, allowed) = (0, 0)
        for caller in pods where caller.proxy != nil {
            for server in pods where server.proxy != nil {
                for (method, path) in requests {
                    records.append([
                        "method": .string(method), "path": .string(path), "authority": "reviews",
                        "downstream_peer_uri_san": .string("spiffe://" + caller.principal),
                        "downstream_local_address": .string("\(server.workload.ip ?? ""):9080"),
                    ])
                    let answers = [before, after].map {
                        $0.authorization(
                            of: MeshRequest(method: method, path: path), from: Caller(caller, isAuthenticated: true),
                            on: server, port: 9080
                        ).isAllowed
                    }
                    if answers[0], !answers[1] { denied += 1 }
                    if !answers[0], answers[1] { allowed += 1 }
                }
            }
        }
        let result = replay(records, old, new)
        #expect(result.newlyDenied == denied && result.newlyAllowed == allowed)
        #expect(result.judged + result.unconcerned == records.count)
    }
}
