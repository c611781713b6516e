import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

/// What is written for a VirtualService, word for word, and what is refused.
struct VirtualServiceMechanicsTests {
    private let key = TrafficSample.key(.virtualService, "reviews")
    private let cohort = KindSample.cohort
    private let v1 = TrafficSample.to("v1")
    private let v2 = TrafficSample.to("v2")

    private func book(
        _ old: JSONValue?, _ new: JSONValue?, _ unit: CohortUnit, others: [MeshObject] = [TrafficSample.subsets],
        pods: [Workload] = TrafficSample.pods
    ) throws(Impossible) -> any RolloutBook {
        let objects = Dictionary(others.map { ($0.name, $0.document) }) { $1 }
        return try Mechanics.book(
            for: TrafficSample.change(key, old, new), unit: unit,
            in: Surroundings(pods: pods, services: TrafficSample.services, objects: objects), cohort: cohort)
    }

    private func written(_ book: any RolloutBook, _ scene: Scene) throws -> JSONValue? {
        guard case .write(let object)? = try book.moves(to: scene).first else { return nil }
        #expect(object.name == MeshObjectName(key))
        return object.document["spec"]
    }

    private func http(_ rules: JSONValue...) -> JSONValue { ["hosts": ["reviews"], "http": .array(rules)] }

    private func refused(_ old: JSONValue?, _ new: JSONValue?, _ unit: CohortUnit) -> Impossible? {
        do { _ = try book(old, new, unit) } catch { return error }
        return nil
    }

    // MARK: Requests

    @Test(arguments: [
        (1, [99, 1]), (10, [90, 10]), (50, [50, 50]), (99, [1, 99]), (100, [100]),
    ])
    func oneDestinationForAnother(_ percent: Int, _ weights: [Int]) throws {
        let book = try book(http(["route": [v1]]), http(["route": [v2]]), .requests)
        let entries = try #require(try written(book, .share(.percent(percent)))?["http"]?[0]?["route"]?.array)
        #expect(entries.compactMap { $0["weight"]?.int } == weights.map { Int64($0) })
        #expect(entries.last?["destination"]?["subset"] == "v2")
    }

    @Test func weightsAreMixedInExactIntegers() throws {
        let book = try book(
            http(["route": [TrafficSample.to("v1", 2), TrafficSample.to("v2", 1)]]),
            http(["route": [TrafficSample.to("v2", 3), TrafficSample.to(nil, 4)]]), .requests)
        let entries = try #require(try written(book, .share(.percent(10)))?["http"]?[0]?["route"]?.array)
        // 2/3 * 0.9, 1/3 * 0.9 + 3/7 * 0.1 and 4/7 * 0.1 in parts of 70.
        #expect(entries.compactMap { $0["weight"]?.int } == [42, 24, 4].map { $0 / 2 })
    }

    @Test func headersBelongToTheDestination() throws {
        var tagged = v1
        tagged["headers"] = ["request": ["set": ["x-version": "new"]]]
        let book = try book(http(["route": [v1]]), http(["route": [tagged]]), .requests)
        let entries = try #require(try written(book, .share(.percent(25)))?["http"]?[0]?["route"]?.array)
        #expect(entries.map { $0["headers"] != nil } == [false, true])
        #expect(entries.compactMap { $0["weight"]?.int } == [75, 25])
    }

    @Test func theWayBackIsOneWrite() throws {
        let book = try book(http(["route": [v1]]), http(["route": [v2]]), .requests)
        #expect(book.movesBack() == [.restore(MeshObjectName(key))])
        #expect(book.scope == nil)
    }

    @Test func whatGainsIsComparedWithWhatLoses() throws {
        let book = try book(http(["route": [v1]]), http(["route": [v2]]), .requests)
        let measurement = book.measurement(of: .share(.percent(10)))
        #expect(measurement.side == .server)
        #expect(measurement.cohort == .pods([PodName(namespace: "default", name: "reviews-v2")]))
        #expect(measurement.baseline == .pods([PodName(namespace: "default", name: "reviews-v1")]))
        #expect(measurement.services == [ServiceName(namespace: "default", name: "reviews")])
        #expect(measurement.failuresTo == measurement.services && measurement.isByDestination)
        // When all have the new version they are compared with all before, of whom nobody went to v2.
        for scene in [Scene.switched, .promoted, .share(.percent(100))] {
            let measurement = book.measurement(of: scene)
            let everybody = ["reviews-v1", "reviews-v2"].map { PodName(namespace: "default", name: $0) }
            #expect(measurement.baseline == .nobody && measurement.cohort == .pods(everybody), "\(scene)")
        }
    }

    /// From a part of the pods to all of them, by a route or by none: those that gain are compared with those that
    /// lose, which get requests of both versions then, so that no share shows. Variants would be taken for one another.
    @Test func aSubsetAndTheWholeService() throws {
        let whole = http(["route": [TrafficSample.to(nil)]])
        func pods(_ names: String...) -> MeasuredGroup {
            .pods(names.map { PodName(namespace: "default", name: $0) })
        }
        for new in [whole, nil] as [JSONValue?] {
            let book = try book(http(["route": [v1]]), new, .requests)
            let measurement = book.measurement(of: .share(.percent(10)))
            #expect(measurement.cohort == pods("reviews-v2") && measurement.baseline == pods("reviews-v1"))
            #expect(!measurement.showsShare && Measurement(json: measurement.json) == measurement)
            let everybody = book.measurement(of: .promoted)
            #expect(everybody.cohort == pods("reviews-v1", "reviews-v2") && everybody.baseline == .nobody)
            let variant = book.measurement(of: .variant(.header(name: "x-user", value: "jason")))
            #expect(variant.baseline == .nobody)
        }
        let back = try book(whole, http(["route": [v1]]), .requests).measurement(of: .share(.percent(10)))
        #expect(back.cohort == pods("reviews-v1") && back.baseline == pods("reviews-v2") && !back.showsShare)
    }

    /// What the new version sends to losers, the old one to winners, or rules that do not change to either, is no
    /// share.
    @Test func aShareShowsWhereTheVersionsAreApart() throws {
        func shows(_ old: JSONValue, _ new: JSONValue) throws -> Bool {
            try book(old, new, .requests).measurement(of: .share(.percent(10))).showsShare
        }
        let (half, other) = (TrafficSample.to("v1", 50), TrafficSample.to("v2", 50))
        #expect(try shows(http(["route": [v1]]), http(["route": [v2]])))
        #expect(try !shows(http(["route": [v1]]), http(["route": [half, other]])))
        #expect(try !shows(http(["route": [half, other]]), http(["route": [v2]])))
        let matched: JSONValue = ["match": [["uri": ["prefix": "/a"]]]]
        func rule(_ destination: JSONValue) -> JSONValue { matched.with { $0["route"] = [destination] } }
        let kept: JSONValue = ["route": [v1]]
        #expect(try !shows(http(rule(v1), kept), http(rule(v2), kept)))
        let elsewhere: JSONValue = ["route": [TrafficSample.to(nil, host: "productpage")]]
        #expect(try shows(http(rule(v1), elsewhere), http(rule(v2), elsewhere)))
    }

    /// What goes there fails at its callers: among those of everybody it would be lost at a small share.
    @Test func destinationsWithoutPodsAreACohortOfTheirOwn() throws {
        let remaining = TrafficSample.pods.filter { $0.name != "reviews-v2" }
        let (old, new) = (http(["route": [v1]]), http(["route": [v2]]))
        let measurement = try book(old, new, .requests, pods: remaining).measurement(of: .share(.percent(5)))
        #expect(measurement.cohort == .pods([]) && measurement.failuresTo == measurement.services)
        #expect(measurement.baseline == .pods([PodName(namespace: "default", name: "reviews-v1")]))
        // Nobody's pods of a host outside the cluster are known.
        let outside = http(["route": [["destination": ["host": "example.com"]]]])
        let everybody = try book(old, outside, .requests).measurement(of: .share(.percent(5)))
        guard case .namespaces = everybody.cohort else {
            Issue.record("\(everybody)")
            return
        }
    }

    @Test func aTimeoutHasNoPercentage() throws {
        let refusal = refused(
            http(["route": [v1], "timeout": "1s"]), http(["route": [v1], "timeout": "2s"]), .requests)
        #expect(refusal?.reason.contains("spec.http[0] changes timeout") == true)
        #expect(refusal?.offers == [.workloads, .clusters])
    }

    @Test func requestsAreRefusedWithReason() throws {
        let rule: JSONValue = ["route": [v1]]
        let cases: [(JSONValue?, JSONValue?, String)] = [
            (http(rule), http(rule, rule), "1 rules before and 2 after"),
            (http(rule), ["hosts": ["ratings"], "http": [rule]], "spec changes hosts"),
            (http(rule), http(["route": [TrafficSample.to("v1", -1), v2]]), "no whole number"),
            (http(rule), http(["route": [TrafficSample.to("v1", 0), v2]]), "add up to nothing"),
            (
                http(["route": [TrafficSample.to("v1", 99_991), TrafficSample.to("v2", 99_989)]]),
                http(["route": [TrafficSample.to("v1", 65_537), TrafficSample.to("v2", 2)]]), "no mixture"
            ),
            (nil, http(["route": [v2], "timeout": "1s"]), "more than one HTTP rule"),
            (nil, ["hosts": ["*.com"], "http": [rule]], "one host without a wildcard"),
            (["hosts": ["reviews"], "gateways": ["mesh", "public"], "http": [rule]], nil, "at a gateway"),
        ]
        for (old, new, reason) in cases {
            let refusal = try #require(refused(old, new, .requests))
            #expect(refusal.reason.contains(reason), "\(refusal.reason)")
        }
        let book = try book(http(rule), http(["route": [v2]]), .requests)
        #expect(throws: Impossible.self) { try book.moves(to: .share(.count(3))) }
        #expect(throws: Impossible.self) { try book.moves(to: .shadow) }
    }

    // MARK: Workloads

    private var chosen: JSONValue {
        ["sourceLabels": .object([cohort.labelKey: "canary"])]
    }

    @Test func newRulesComeFirstForTheCohort() throws {
        let old: JSONValue = ["route": [v1], "timeout": "9s"]
        let book = try book(
            http(old),
            http(
                ["match": [["uri": ["prefix": "/a"], "sourceLabels": ["app": "shop"]]], "route": [v2]],
                ["route": [v1], "timeout": "1s"]), .workloads)
        let labels: JSONValue = .object(["app": "shop", cohort.labelKey: "canary"])
        #expect(
            try written(book, .share(.percent(10))) == [
                "hosts": ["reviews"],
                "http": [
                    [
                        "match": [["uri": ["prefix": "/a"], "sourceLabels": labels]],
                        "route": [v2],
                    ], ["match": [chosen], "route": [v1], "timeout": "1s"], old,
                ],
            ])
        #expect(try book.moves(to: .share(.percent(10))).last == .label(.percent(10)))
        #expect(try book.moves(to: .promoted).dropFirst() == [.settle, .unlabel])
        #expect(book.movesBack() == [.restore(MeshObjectName(key)), .unlabel])
        #expect(book.measurement(of: .share(.percent(10))).cohort == .cohort)
    }

    /// Beside named gateways istiod does not look at the labels of an HTTP match: no such match may be left.
    @Test func aMatchForTheMeshIsNarrowedByTheLabelAlone() throws {
        let meant: JSONValue = [
            "gateways": ["mesh", "edge"], "sourceLabels": ["app": "shop"], "sourceNamespace": "shop",
            "uri": ["prefix": "/a"],
        ]
        let book = try book(http(["route": [v1]]), http(["match": [meant], "route": [v2]]), .workloads)
        let rules = try #require(try written(book, .share(.percent(10)))?["http"]?.array)
        var narrowed = chosen
        narrowed["uri"] = ["prefix": "/a"]
        #expect(rules.first?["match"] == [narrowed])
        let tcp = { (match: JSONValue, to: JSONValue) -> JSONValue in
            ["hosts": ["reviews"], "tcp": [["match": [match], "route": [to]]]]
        }
        let meantOfTCP: JSONValue = ["gateways": ["mesh"], "sourceLabels": ["app": "shop"]]
        let connections = try self.book(tcp(meantOfTCP, v1), tcp(meantOfTCP, v2), .workloads)
        let labels: JSONValue = .object(["app": "shop", cohort.labelKey: "canary"])
        #expect(
            try written(connections, .share(.percent(10)))?["tcp"]?[0]?["match"] == [["sourceLabels": labels]])
    }

    @Test func whoMissesAllNewRulesGetsWhatTheNewVersionWouldAnswer() throws {
        let narrow = http(["match": [["uri": ["prefix": "/a"]]], "route": [v2]])
        let book = try book(http(["route": [v1]]), narrow, .workloads)
        let rules = try #require(try written(book, .share(.percent(10)))?["http"]?.array)
        #expect(rules.count == 3)
        #expect(rules[1] == ["match": [chosen], "directResponse": ["status": 404]])
        #expect(book.notes.contains { $0.contains("404") })
    }

    @Test func withoutRulesRequestsGoToTheServiceItself() throws {
        let itself = RouteToItself.rule
        let made = try book(nil, http(["route": [v2]]), .workloads)
        let rules = try #require(try written(made, .share(.percent(10)))?["http"]?.array)
        #expect(rules == [["match": [chosen], "route": [v2]], itself(["gateways": ["mesh"]])])
        let gone = try book(http(["route": [v2]]), nil, .workloads)
        #expect(try written(gone, .share(.percent(10)))?["http"] == [itself(chosen), ["route": [v2]]])
        #expect(
            try gone.moves(to: .promoted) == [.remove(MeshObjectName(key)), .settle, .unlabel])
    }

    private enum RouteToItself {
        static func rule(_ match: JSONValue) -> JSONValue {
            ["match": [match], "route": [["destination": ["host": "reviews"]]]]
        }
    }

    @Test func metadataOfTheOldObjectStaysUntilThePromotion() throws {
        let old = TrafficSample.document(key, http(["route": [v1], "timeout": "1s"]), version: "v1beta1")
        var new = TrafficSample.document(key, http(["route": [v1]]))
        new["metadata"]?["labels"] = ["istio.io/rev": "next"]
        let book = try Mechanics.book(
            for: PolicyChange(key: key, old: old, new: new), unit: .workloads,
            in: Surroundings(pods: TrafficSample.pods, services: TrafficSample.services, objects: [:]), cohort: cohort)
        guard case .write(let shared)? = try book.moves(to: .share(.percent(10))).first else {
            Issue.record("no write")
            return
        }
        #expect(shared.document["metadata"] == old["metadata"])
        #expect(shared.document["apiVersion"] == new["apiVersion"])
        #expect(try book.moves(to: .switched) == [.write(MeshObject(name: MeshObjectName(key), document: new))])
    }

    @Test func gatewaysAreNotInTheScope() throws {
        let gateway = TrafficSample.object(
            TrafficSample.key(.gateway, "edge"), ["selector": ["app": "shop"], "servers": []])
        let spec: JSONValue = ["hosts": ["reviews"], "exportTo": [".", "shop", "desk", "istio-ingress"]]
        var (old, new) = (spec, spec)
        old["http"] = [["route": [v1]]]
        new["http"] = [["route": [v1], "timeout": "1s"]]
        let book = try book(old, new, .workloads, others: [gateway])
        let scope = try #require(book.scope)
        let names = Set(TrafficSample.pods.filter(scope.contains).map(\.name))
        #expect(names.contains("desk-1"))
        #expect(names.isDisjoint(with: ["ingress", "shop-1"]))
        #expect(scope.onlyMeshed)
    }

    /// Who imports none of its hosts has neither version, and is no part of a share.
    @Test func namespacesWhoseSidecarsDoNotImportItAreNotInTheScope() throws {
        func sidecar(_ name: String, in namespace: String, _ hosts: JSONValue..., selecting app: JSONValue? = nil)
            -> MeshObject
        {
            var spec: JSONValue = ["egress": [["hosts": .array(hosts)]]]
            if let app { spec["workloadSelector"] = ["labels": ["app": app]] }
            let key = PolicyKey(kind: .sidecar, group: "networking.istio.io", namespace: namespace, name: name)
            return MeshObject(
                name: MeshObjectName(key),
                document: [
                    "apiVersion": "networking.istio.io/v1", "kind": "Sidecar",
                    "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": spec,
                ])
        }
        let slow: JSONValue = ["route": [v1], "timeout": "9s"]
        func namespaces(_ sidecars: MeshObject...) throws -> Set<String> {
            let book = try book(
                http(["route": [v1]]), http(slow), .workloads, others: [TrafficSample.subsets] + sidecars)
            let scope = try #require(book.scope)
            return Set(TrafficSample.pods.filter(scope.contains).map(\.namespace))
        }
        let own = TrafficSample.key(.virtualService, "reviews").namespace
        let all = try namespaces()
        #expect(all.isSuperset(of: [own, "desk"]) && own != "desk", "\(all)")
        let unrelated: JSONValue = "./*"
        #expect(try namespaces(sidecar("all", in: "desk", unrelated)) == all.subtracting(["desk"]))
        #expect(try namespaces(sidecar("all", in: "desk", .string("\(own)/*"))) == all)
        // The mesh's default is for whoever has none.
        #expect(try namespaces(sidecar("default", in: "istio-system", unrelated)) == [own])
        #expect(
            try namespaces(
                sidecar("default", in: "istio-system", unrelated), sidecar("all", in: "desk", "*/*")) == [own, "desk"])
        // Some pods of the namespace read it, or may.
        let some = sidecar("some", in: "desk", .string("\(own)/*"), selecting: "till")
        #expect(try namespaces(sidecar("all", in: "desk", unrelated), some) == all)
        #expect(try namespaces(sidecar("some", in: "desk", unrelated, selecting: "till")) == all)
    }

    @Test func workloadsAreRefusedWithReason() throws {
        let rule: JSONValue = ["route": [v1]]
        let slow: JSONValue = ["route": [v1], "timeout": "9s"]
        let sni = { (names: [JSONValue]) -> JSONValue in
            ["hosts": ["reviews"], "tls": [["match": [["sniHosts": .array(names)]], "route": [v1]]]]
        }
        let subnet: JSONValue = [
            "hosts": ["reviews"], "tcp": [["match": [["destinationSubnets": ["10.0.0.0/8"]]], "route": [v1]]],
        ]
        let cases: [(JSONValue?, JSONValue?, String)] = [
            (["http": [rule]], ["http": [slow]], "is a delegate"),
            (
                ["hosts": ["reviews"], "gateways": ["edge"], "http": [rule]],
                ["hosts": ["reviews"], "gateways": ["edge"], "http": [slow]], "for gateways alone"
            ), (http(rule), ["hosts": ["reviews"], "exportTo": ["."], "http": [rule]], "spec changes exportTo"),
            (http(rule), http(["delegate": ["name": "other"]]), "delegates"),
            (sni(["a.b", "c.b"]), sni(["*.b"]), "more specific"), (subnet, http(rule), "destinationSubnets"),
            (nil, ["hosts": ["reviews", "ratings"], "http": [rule]], "one host without a wildcard"),
        ]
        for (old, new, reason) in cases {
            let refusal = try #require(refused(old, new, .workloads))
            #expect(refusal.reason.contains(reason), "\(refusal.reason)")
            #expect(refusal.offers.last == .clusters)
        }
        let nobody = #expect(throws: Impossible.self) {
            try book(http(rule), http(slow), .workloads, pods: TrafficSample.pods.filter { $0.name == "ingress" })
        }
        #expect(nobody?.reason.contains("nobody to choose from") == true)
    }

    // MARK: By header

    @Test func aCookieIsMatchedAsAWhole() throws {
        let book = try book(http(["route": [v1]]), http(["route": [v2]]), .requests)
        let spec = try written(book, .variant(.cookie(name: "ab.test", value: "b|c")))
        let regex = spec?["http"]?[0]?["match"]?[0]?["headers"]?["cookie"]?["regex"]?.string
        #expect(regex == #"^(.*;\s*)?ab\.test=b\|c(;.*)?$"#)
    }

    @Test func variantsAreRefusedWithReason() throws {
        let headed: JSONValue = ["match": [["headers": ["x-group": ["prefix": "b"]]]], "route": [v2]]
        let same = try book(http(["route": [v1]]), http(headed), .workloads)
        #expect(throws: Impossible.self) { try same.moves(to: .variant(.header(name: "X-Group", value: "b"))) }
        let tcp = { (subset: String) -> JSONValue in
            ["hosts": ["reviews"], "tcp": [["route": [TrafficSample.to(subset)]]]]
        }
        let connections = try book(tcp("v1"), tcp("v2"), .requests)
        #expect(throws: Impossible.self) { try connections.moves(to: .green) }
        let gateways: JSONValue = ["hosts": ["reviews"], "gateways": ["mesh", "edge"], "http": [["route": [v1]]]]
        var narrow = gateways
        narrow["http"] = [["match": [["uri": ["prefix": "/a"]]], "route": [v2]]]
        let edge = try book(gateways, narrow, .workloads)
        #expect(throws: Impossible.self) { try edge.moves(to: .green) }
    }

    @Test func gatewaysAndServiceEntriesGoByCluster() throws {
        for kind in [PolicyKind.gateway, .serviceEntry] {
            #expect(Mechanics.units(of: kind) == [.clusters])
            let change = TrafficSample.change(TrafficSample.key(kind, "edge"), ["servers": []], ["servers": []])
            for unit in [nil, CohortUnit.requests, .workloads, .clientNamespaces] {
                let refusal = #expect(throws: Impossible.self) {
                    try Mechanics.book(
                        for: change, unit: unit, in: Surroundings(pods: [], services: [], objects: [:]), cohort: cohort)
                }
                #expect(refusal?.offers == [.clusters])
                #expect((refusal?.reason.count ?? 0) > 40)
            }
        }
    }
}
