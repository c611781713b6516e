import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

/// What is written for a DestinationRule, word for word, and what is refused.
struct DestinationRuleMechanicsTests {
    private let cohort = KindSample.cohort
    private let key = TrafficSample.key(.destinationRule, "reviews")
    private var own: MeshObjectName { MeshObjectName(key) }

    private func sample(_ name: String) throws -> KindSample {
        try #require(KindSample.istioTraffic.first { $0.name == "destinationrule-\(name)" })
    }

    private func book(
        _ old: JSONValue?, _ new: JSONValue?, _ unit: CohortUnit, others: [MeshObject] = [], key: PolicyKey? = nil,
        pods: [Workload] = TrafficSample.pods
    ) throws(Impossible) -> any RolloutBook {
        let objects = Dictionary(others.map { ($0.name, $0.document) }) { $1 }
        return try Mechanics.book(
            for: TrafficSample.change(key ?? self.key, old, new), unit: unit,
            in: Surroundings(pods: pods, services: TrafficSample.services, objects: objects), cohort: cohort)
    }

    private func refused(
        _ old: JSONValue?, _ new: JSONValue?, _ unit: CohortUnit, others: [MeshObject] = [], key: PolicyKey? = nil
    ) -> Impossible? {
        do { _ = try book(old, new, unit, others: others, key: key) } catch { return error }
        return nil
    }

    private func pool(_ size: Int64) -> JSONValue { ["connectionPool": ["tcp": ["maxConnections": .int(size)]]] }
    private func rule(_ policy: JSONValue, _ more: JSONValue = [:]) -> JSONValue {
        var spec: JSONValue = ["host": "reviews", "trafficPolicy": policy]
        for (field, value) in more.object ?? [:] { spec[field] = value }
        return spec
    }

    /// Routes name the host under the domain of the cluster, as the proxies of its pods were told.
    @Test func hostsUnderTheDomainOfTheCluster() throws {
        let route = TrafficSample.object(
            TrafficSample.key(.virtualService, "route"),
            [
                "hosts": ["reviews"],
                "http": [["route": [["destination": ["host": "reviews.default.svc.corp.local", "subset": "v1"]]]]],
            ])
        let subsets: JSONValue = ["subsets": [["name": "v1", "labels": ["version": "v1"]]]]
        func written(_ domain: String?) throws -> [String] {
            let pods = TrafficSample.pods.map {
                Workload(
                    namespace: $0.namespace, name: $0.name, labels: $0.labels, phase: $0.phase, uid: $0.uid,
                    clusterDomain: domain)
            }
            let book = try book(
                rule(pool(1), subsets),
                rule(pool(2), subsets),
                .requests, others: [route], pods: pods)
            return try book.moves(to: .share(.percent(10))).compactMap { move in
                guard case .write(let object) = move else { return nil }
                return "\(object.name)"
            }
        }
        #expect(try written("corp.local").contains("\(route.name)"))
        #expect(!((try? written(nil)) ?? []).contains("\(route.name)"))
    }

    // MARK: Twin subsets

    @Test func theRuleHasTwinsBeforeARouteNamesThem() throws {
        let sample = try sample("twins")
        let moves = try sample.book().moves(to: .share(.percent(10)))
        guard moves.count == 3, case .write(let rule) = moves[0], case .write(let route) = moves[2] else {
            Issue.record("\(moves)")
            return
        }
        #expect(rule.name == own)
        #expect(moves[1] == .settle)
        let subsets = try #require(rule.document["spec"]?["subsets"]?.array)
        let names = ["v1", "v2", "v1-hs-\(cohort.id)", "v2-hs-\(cohort.id)"]
        #expect(subsets.compactMap { $0["name"]?.string } == names)
        #expect(subsets[2]["labels"] == ["version": "v1"])
        #expect(subsets[2]["trafficPolicy"] == sample.change.new?["spec"]?["trafficPolicy"])
        let entries = try #require(route.document["spec"]?["http"]?[0]?["route"]?.array)
        #expect(entries.compactMap { $0["weight"]?.int } == [36, 9, 4, 1].map { $0 * 2 })
        #expect(entries.compactMap { $0["destination"]?["subset"]?.string } == names)
    }

    @Test func theFirstWriteBackMakesTheTwinsLikeTheOldVersion() throws {
        let back = try sample("twins").book().movesBack()
        guard case .overwrite(let rule)? = back.first else {
            Issue.record("\(back)")
            return
        }
        #expect(rule.document["spec"]?["subsets"]?[3]?["trafficPolicy"] == nil)
        let route = MeshObjectName(TrafficSample.key(.virtualService, "reviews"))
        #expect(back.dropFirst() == [.restore(route), .settle, .restore(own)])
    }

    @Test func whereNoRouteLeadsThereOneIsMade() throws {
        let book = try sample("helper").book()
        let made = MeshObjectName(
            resource: MeshResource(.virtualService), namespace: "default", name: "reviews-hs-canary-\(cohort.id)")
        guard case .write(let helper)? = try book.moves(to: .share(.percent(20))).last else {
            Issue.record("no write")
            return
        }
        #expect(helper.name == made)
        #expect(
            helper.document["spec"] == [
                "hosts": [.string(TrafficSample.reviews)],
                "http": [
                    [
                        "route": [
                            ["destination": ["host": .string(TrafficSample.reviews)], "weight": 80],
                            [
                                "destination": [
                                    "host": .string(TrafficSample.reviews), "subset": .string("hs-\(cohort.id)"),
                                ], "weight": 20,
                            ],
                        ]
                    ]
                ],
            ])
        #expect(book.movesBack().contains(.remove(made)))
        #expect(book.notes.contains { $0.contains("HTTP requests only") })
        #expect(book.measurement(of: .share(.percent(20))).cohort == .subsets(["hs-\(cohort.id)"]))
        #expect(book.measurement(of: .share(.percent(20))).baseline == .subsets([""]))
        // What every mesh exports is enough when all have it, and the docs say what is not.
        guard case .namespaces = book.measurement(of: .switched).cohort else {
            Issue.record("by subset: \(book.measurement(of: .switched))")
            return
        }
        #expect(book.notes.contains { $0.contains("proxyStatsMatcher") })
    }

    @Test func whatTheTopLevelSaysIsSaidByTheTwin() throws {
        let old: JSONValue = ["loadBalancer": ["simple": "RANDOM"], "connectionPool": ["tcp": ["maxConnections": 1]]]
        let new: JSONValue = [
            "outlierDetection": ["interval": "1s"],
            "portLevelSettings": [["port": ["number": 80], "tls": ["mode": "SIMPLE"]]],
        ]
        let book = try book(rule(old), rule(new), .requests)
        guard case .write(let object)? = try book.moves(to: .green).first else {
            Issue.record("no write")
            return
        }
        #expect(
            object.document["spec"]?["subsets"]?[0]?["trafficPolicy"] == [
                "connectionPool": ["tcp": [:]], "loadBalancer": ["simple": "UNSPECIFIED"],
                "outlierDetection": ["interval": "1s"],
                "portLevelSettings": [["port": ["number": 80], "tls": ["mode": "SIMPLE"]]],
            ])
    }

    @Test func twinsAreRefusedWithReason() throws {
        let (old, new) = (rule(pool(1)), rule(pool(2)))
        let v1: JSONValue = ["subsets": [["name": "v1", "labels": ["version": "v1"]]]]
        let route = { (host: JSONValue, namespace: String, to: JSONValue) -> MeshObject in
            TrafficSample.object(
                TrafficSample.key(.virtualService, "route", namespace),
                ["hosts": [host], "http": [["route": [["destination": to]]]]])
        }
        let toReviews = route("shop.example.com", "shop", ["host": .string(TrafficSample.reviews)])
        let rival = TrafficSample.object(
            TrafficSample.key(.destinationRule, "rival", "shop"), ["host": "*.default.svc.cluster.local"])
        let twice = TrafficSample.object(TrafficSample.key(.destinationRule, "twice"), ["host": "reviews"])
        let hidden: JSONValue = ["exportTo": ["."]]
        let cases: [(JSONValue?, JSONValue?, [MeshObject], String)] = [
            (nil, new, [], "created or removed"), (old, nil, [], "created or removed"),
            (old, rule(pool(2), v1), [], "names or labels of subsets"),
            (old, rule(pool(2), hidden), [], "spec changes exportTo"),
            (rule(pool(1), ["host": "*.local"]), rule(pool(2), ["host": "*.local"]), [], "wildcard"),
            (rule(pool(1), ["host": "a.io"]), rule(pool(2), ["host": "a.io"]), [], "no service of the cluster"),
            (old, new, [route("reviews", "default", ["host": "ratings"])], "none of its requests"),
            (old, new, [route("reviews", "default", ["host": "reviews", "subset": "v9"])], "no route leads"),
            (rule(["tls": ["mode": "SIMPLE"]]), new, [], "takes trafficPolicy.tls away"),
            (old, new, [rival], "namespace shop has a DestinationRule of its own"),
            (old, new, [twice], "merges the two"),
            (rule(pool(1), hidden), rule(pool(2), hidden), [toReviews], "do not see the DestinationRule"),
            (rule(pool(1), ["workloadSelector": [:]]), new, [], "selects its clients itself"),
        ]
        for (old, new, others, reason) in cases {
            let refusal = try #require(refused(old, new, .requests, others: others), "\(reason)")
            #expect(refusal.reason.contains(reason), "\(refusal.reason)")
        }
        let longNames = ["a", "b"].map { JSONValue.object(["name": .string(String(repeating: "x", count: 60) + $0)]) }
        let many: JSONValue = ["subsets": .array(longNames)]
        let routes = longNames.enumerated().map { index, subset in
            TrafficSample.object(
                TrafficSample.key(.virtualService, "r\(index)"),
                ["hosts": ["r"], "http": [["route": [TrafficSample.to(subset["name"]?.string)]]]])
        }
        let refusal = refused(rule(pool(1), many), rule(pool(2), many), .requests, others: routes)
        #expect(refusal?.reason.contains("too long and too alike") == true)
    }

    @Test func theOffersAreWhatThisChangeCanHave() {
        let refusal = refused(rule(["tls": ["mode": "SIMPLE"]]), rule(pool(2)), .requests)
        #expect(refusal?.offers == [.workloads, .clientNamespaces, .clusters])
        let selecting = refused(rule(pool(1), ["workloadSelector": [:]]), rule(pool(2)), .workloads)
        #expect(selecting?.offers == [.clusters])
    }

    // MARK: Client pods

    @Test func theCopySelectsTheCohort() throws {
        let sample = try sample("clients")
        let book = try sample.book()
        let moves = try book.moves(to: .share(.percent(10)))
        guard moves.count == 2, case .write(let copy) = moves[0] else {
            Issue.record("\(moves)")
            return
        }
        var spec = sample.change.new?["spec"]
        spec?["workloadSelector"] = ["matchLabels": .object([cohort.labelKey: "canary"])]
        spec?["exportTo"] = ["."]
        #expect(copy.document["spec"] == spec)
        #expect(copy.document["metadata"]?["labels"] == ["app": "bookinfo"])
        #expect(moves[1] == .label(.percent(10)))
        #expect(book.scope?.namespaces == ["default"])
        let back = book.movesBack()
        #expect(back.dropFirst() == [.restore(own), .settle, .remove(copy.name), .unlabel])
        let new = MeshObject(name: own, document: try #require(sample.change.new))
        #expect(try book.moves(to: .promoted) == [.write(new), .settle, .remove(copy.name), .unlabel])
    }

    @Test func aPrivateRuleIsWidenedWhileTheCopyIsThere() throws {
        let book = try sample("private").book()
        let exports = try book.moves(to: .promoted).map { move -> JSONValue? in
            guard case .write(let object) = move else { return nil }
            return object.document["spec"]?["exportTo"]
        }
        #expect(exports == [[".", "default"], nil, nil, nil, ["."], nil])
    }

    @Test func othersHaveAStandInWhereTheRuleIsTheFirstOfItsNamespace() throws {
        let sample = try sample("override")
        let moves = try sample.book().moves(to: .share(.percent(50)))
        guard case .write(let standIn)? = moves.first else {
            Issue.record("\(moves)")
            return
        }
        #expect(standIn.name.description == "DestinationRule shop/reviews-hs-stable-\(cohort.id)")
        #expect(standIn.document["spec"]?["trafficPolicy"] == sample.others.last?.document["spec"]?["trafficPolicy"])
        #expect(standIn.document["spec"]?["host"] == .string(TrafficSample.reviews))
        #expect(standIn.document["spec"]?["workloadSelector"] == nil)
    }

    @Test func clientsAreRefusedWithReason() throws {
        let route = TrafficSample.object(
            TrafficSample.key(.virtualService, "reviews", "shop"),
            ["hosts": ["x"], "http": [["route": [TrafficSample.to("v1", host: TrafficSample.reviews)]]]])
        let v1: JSONValue = ["subsets": [["name": "v1"]]]
        let wild: JSONValue = ["host": "*.local"]
        let selecting = TrafficSample.object(
            TrafficSample.key(.destinationRule, "picky"),
            ["host": "*.default.svc.cluster.local", "workloadSelector": ["matchLabels": ["app": "shop"]]])
        let cases: [(JSONValue?, JSONValue?, [MeshObject], PolicyKey, String)] = [
            (rule(pool(1), v1), rule(pool(2)), [route], key, "would fail with 503"),
            (nil, rule(pool(2), wild), [], key, "created or removed"),
            (nil, rule(pool(2)), [selecting], key, "which selects its clients itself"),
            (
                rule(pool(1)), rule(pool(2)), [], TrafficSample.key(.destinationRule, "reviews", "istio-system"),
                "in the root namespace"
            ),
            (
                rule(pool(1)), rule(pool(2)), [], TrafficSample.key(.destinationRule, "reviews", "empty"),
                "no pod with a sidecar"
            ),
        ]
        for (old, new, others, key, reason) in cases {
            let refusal = try #require(refused(old, new, .workloads, others: others, key: key), "\(reason)")
            #expect(refusal.reason.contains(reason), "\(refusal.reason)")
        }
        let book = try book(rule(pool(1)), rule(pool(2)), .workloads)
        #expect(throws: Impossible.self) { try book.moves(to: .variant(.header(name: "a", value: "b"))) }
    }

    // MARK: Client namespaces

    @Test func aCopyNamesItsHostInFull() throws {
        let book = try sample("namespaces").book()
        let moves = try book.moves(to: .share(.count(1)))
        guard moves.count == 1, case .write(let copy) = moves[0] else {
            Issue.record("\(moves)")
            return
        }
        #expect(["desk", "shop"].contains(copy.name.namespace))
        #expect(copy.document["spec"]?["host"] == .string(TrafficSample.reviews))
        #expect(copy.document["spec"]?["exportTo"] == ["."])
        #expect(copy.document["metadata"]?["namespace"] == .string(copy.name.namespace))
        let measurement = book.measurement(of: .share(.count(1)))
        #expect(measurement.cohort == .namespaces([copy.name.namespace]))
        #expect(measurement.services == [ServiceName(namespace: "default", name: "reviews")])
    }

    @Test func namespacesAreRefusedWithReason() throws {
        let (old, new) = (rule(pool(1)), rule(pool(2)))
        let shop = TrafficSample.key(.destinationRule, "reviews", "shop")
        let wild: JSONValue = ["host": "*.local"]
        let hidden: JSONValue = ["exportTo": ["."]]
        let cases: [(JSONValue?, JSONValue?, PolicyKey, String)] = [
            (rule(pool(1), wild), rule(pool(2), wild), key, "wildcard"),
            (
                rule(pool(1), ["host": .string(TrafficSample.reviews)]),
                rule(pool(2), ["host": .string(TrafficSample.reviews)]), shop, "no other namespace uses it"
            ), (rule(pool(1), hidden), rule(pool(2), hidden), key, "no other namespace with meshed pods"),
        ]
        for (old, new, key, reason) in cases {
            let refusal = try #require(refused(old, new, .clientNamespaces, key: key), "\(reason)")
            #expect(refusal.reason.contains(reason), "\(refusal.reason)")
        }
        let book = try book(old, new, .clientNamespaces)
        #expect(throws: Impossible.self) { try book.moves(to: .green) }
    }
}
