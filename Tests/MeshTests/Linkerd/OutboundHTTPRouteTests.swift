import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

struct OutboundHTTPRouteTests {
    private typealias Sample = KindSample
    private let gateway = "gateway.networking.k8s.io"
    private let one = KindSample.routeDocument([[["books-v1", 1]]])
    private let two = KindSample.routeDocument([[["books-v2", 1]]])

    private func book(
        _ old: JSONValue?, _ new: JSONValue?, others: [MeshObject] = [], unit: CohortUnit? = .requests,
        pods: [Workload] = KindSample.linkerdClients, namespace: String = "shop"
    ) throws(Impossible) -> any RolloutBook {
        try LinkerdChange.book(
            .httpRoute, "books", old, new, others: others, pods: pods, namespace: namespace, group: gateway, unit: unit)
    }

    private func weights(_ move: Move?) -> [String] {
        guard case .write(let object)? = move else { return [] }
        return (object.document["spec"]?["rules"]?[0]?["backendRefs"]?.array ?? []).map {
            "\($0["name"]?.string ?? "")=\($0["weight"]?.int ?? -1)"
        }
    }

    @Test func aShareIsAMixOfTheWeights() throws {
        let old = Sample.routeDocument([[["books-v1", 90], ["books-v2", 10]]])
        let new = Sample.routeDocument([[["books-v1", 1], ["books-v2", 1], ["books-v3", 2], ["books-v4", 0]]])
        let book = try book(old, new, unit: nil)
        #expect(book.unit == .requests && book.scope == nil)
        #expect(
            weights(try book.moves(to: .share(.percent(10))).first) == ["books-v1=167", "books-v2=23", "books-v3=10"])
        #expect(try book.moves(to: .share(.percent(100))) == [.write(object(new))])
        #expect(try book.moves(to: .promoted) == [.write(object(new))])
        #expect(book.movesBack() == [.restore(object(new).name)])
        #expect(throws: Impossible.self) { try book.moves(to: .share(.count(3))) }
        #expect(throws: Impossible.self) { try book.moves(to: .shadow) }
        let measured = book.measurement(of: .share(.percent(10)))
        #expect(measured.services.map(\.name) == ["books-v2", "books-v3"])
        #expect(measured.cohort == .namespaces(["batch", "lab", "shop", "web"]))
    }

    private func object(_ document: JSONValue) -> MeshObject {
        LinkerdChange.object(document, .httpRoute, group: gateway)
    }

    @Test func withoutBackendsItIsTheServiceItself() throws {
        let none = Sample.routeDocument([[]])
        #expect(weights(try book(none, two).moves(to: .share(.percent(25))).first) == ["books=3", "books-v2=1"])
        #expect(weights(try book(nil, two).moves(to: .share(.percent(50))).first) == ["books=1", "books-v2=1"])
        #expect(try book(two, nil).moves(to: .promoted) == [.remove(object(two).name)])
    }

    /// What the API server fills in is no difference.
    @Test func defaultsAreNoDifference() throws {
        let live = one.with {
            $0["spec"]?["rules"] = [
                [
                    "matches": [["path": ["type": "PathPrefix", "value": "/"]]],
                    "backendRefs": [["group": "", "kind": "Service", "name": "books-v1", "port": 8080, "weight": 1]],
                ]
            ]
        }
        let written = one.with {
            $0["spec"]?["rules"] = [
                [
                    "backendRefs": [
                        ["name": "books-v1", "port": 8080, "weight": 1], ["name": "b", "port": 1, "weight": 1],
                    ]
                ]
            ]
        }
        #expect(weights(try book(live, written).moves(to: .share(.percent(50))).first) == ["books-v1=3", "b=1"])
    }

    @Test func hugeWeightsStayWithinWhatTheAPITakes() throws {
        let old = Sample.routeDocument([[["a", 1_000_000], ["b", 999_983]]])
        let new = Sample.routeDocument([[["a", 7], ["b", 999_979]]])
        let mixed = weights(try book(old, new).moves(to: .share(.percent(1))).first)
        #expect(mixed == ["a=98021", "b=99999"])
    }

    @Test func requestsWithTheHeaderHaveTheNewVersion() throws {
        let book = try book(one, two)
        func world(_ scene: Scene) throws -> World {
            var world = World(objects: [object(one)], pods: [])
            for move in try book.moves(to: scene) { world.apply(move, cohort: KindSample.cohort, scope: nil) }
            return world
        }
        let green = LinkerdRequest("/x", headers: ["x-hotswap-green": "5eedc0de"])
        #expect(green.outcome(in: try world(.green)).backends == ["shop/books-v2": 1])
        #expect(LinkerdRequest("/x").outcome(in: try world(.green)).backends == ["shop/books-v1": 1])
        let cookie = try world(.variant(.cookie(name: "group", value: "b.c")))
        let met = ["group=b.c", "a=1; group=b.c; d=2", "group=bxc", "agroup=b.c", "group=b.cc"].map {
            LinkerdRequest("/", headers: ["cookie": $0]).outcome(in: cookie).backends.keys.first
        }
        #expect(met == ["shop/books-v2", "shop/books-v2", "shop/books-v1", "shop/books-v1", "shop/books-v1"])
    }

    @Test func aVariantThatWouldNotWinIsRefused() throws {
        let api = Sample.routeDocument([[["books-v1", 1]], []], paths: ["/api", "/"])
        let looking = one.with {
            $0["spec"]?["rules"] = [["matches": [["headers": [["name": "X-Hotswap-Green", "value": "1"]]]]]]
        }
        let many = ["a", "b"].map { name in
            Sample.routeDocument(Array(repeating: [[.string(name), 1]], count: 9), paths: (1...9).map { "/\($0)" })
        }
        let cases: [(JSONValue?, JSONValue?, String)] = [
            (api, two, "has no rule with the old one's match"),
            (looking, two, "looks at the header x-hotswap-green already"),
            (many[0], many[1], "16 at most"),
            (one, Sample.routeDocument([[["books-v1", 1]]], retries: 3), "the versions differ in them"),
            (nil, Sample.routeDocument([[]], retries: 3), "with the header or without"),
        ]
        for (old, new, words) in cases {
            let book = try book(old, new, unit: .clientNamespaces)
            let refusal = #expect(throws: Impossible.self) { try book.moves(to: .green) }
            #expect(refusal?.reason.contains(words) == true, "\(words): \(refusal?.reason ?? "")")
        }
    }

    @Test func moreThanWeightsIsRefusedByRequests() {
        let offers: [CohortUnit] = [.clientNamespaces, .clusters]
        let other = MeshObject(
            name: MeshObjectName(resource: object(one).name.resource, namespace: "shop", name: "other"),
            document: one.named("other"))
        let portless = one.with { $0["spec"]?["parentRefs"] = [["group": "", "kind": "Service", "name": "books"]] }
        let cases: [(JSONValue?, JSONValue?, [MeshObject], String)] = [
            (one, Sample.routeDocument([[["books-v2", 1]]], timeout: "1s"), [], "differ in more than the backends"),
            (one, Sample.routeDocument([[["books-v2", 1]]], retries: 1), [], "differ in more than the backends"),
            (nil, Sample.routeDocument([[["books-v2", 1]]], paths: ["/api"]), [], "answered with 404"),
            (nil, two, [other], "HTTPRoute shop/other is for the same Service"),
        ]
        for (old, new, others, words) in cases {
            LinkerdChange.expectRefusal(words, offers: offers) { () throws(Impossible) in
                try book(old, new, others: others)
            }
        }
        LinkerdChange.expectRefusal("names one Service with its port", offers: offers) { () throws(Impossible) in
            try book(portless, portless.with { $0["spec"]?["rules"] = [[:]] })
        }
        LinkerdChange.expectRefusal("all weights are 0") { () throws(Impossible) in
            try book(one, Sample.routeDocument([[["books-v2", 0]]]))
        }
    }
}
