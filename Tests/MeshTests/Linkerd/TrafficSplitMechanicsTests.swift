import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

struct TrafficSplitMechanicsTests {
    private typealias Sample = KindSample
    private let old = KindSample.splitDocument([("books-v1", "900m"), ("books-v2", "0.1")], "v1alpha1")
    private let new = KindSample.splitDocument([("books-v1", 1), ("books-v2", 3)], "v1alpha1")

    private func book(
        _ old: JSONValue?, _ new: JSONValue?, others: [MeshObject] = []
    ) throws(Impossible) -> any RolloutBook {
        try LinkerdChange.book(
            .trafficSplit, "books", old, new, others: others, pods: Sample.linkerdClients, unit: .requests)
    }

    private func object(_ backends: [(String, JSONValue)]) -> MeshObject {
        LinkerdChange.object(Sample.splitDocument(backends, "v1alpha1"), .trafficSplit)
    }

    @Test func theWeightsAreMixed() throws {
        let book = try book(old, new)
        #expect(
            try book.moves(to: .share(.percent(20))) == [.write(object([("books-v1", 77), ("books-v2", 23)]))])
        #expect(try book.moves(to: .promoted) == [.write(LinkerdChange.object(new, .trafficSplit))])
        #expect(book.movesBack() == [.restore(object([]).name)])
        for scene in [Scene.green, .shadow, .variant(.header(name: "a", value: "b"))] {
            #expect(throws: Impossible.self) { try book.moves(to: scene) }
        }
    }

    /// What gains is compared with what loses; where all requests have the new version, both with both before.
    @Test func whatGainsIsComparedWithWhatLoses() throws {
        let book = try book(old, new)
        let (v1, v2) = (
            ServiceName(namespace: "shop", name: "books-v1"), ServiceName(namespace: "shop", name: "books-v2")
        )
        let shared = book.measurement(of: .share(.percent(20)))
        #expect(shared.services == [v2] && shared.baselineServices == [v1])
        #expect(shared.cohort == shared.baseline && shared.cohort != .nobody)
        for scene in [Scene.switched, .promoted, .share(.percent(100))] {
            let whole = book.measurement(of: scene)
            #expect(whole.services == [v1, v2] && whole.baseline == .nobody && whole.baselineServices.isEmpty)
        }
        #expect(Measurement(json: shared.json) == shared)
        #expect(Measurement(json: book.measurement(of: .switched).json) == book.measurement(of: .switched))
    }

    @Test func aShareShowsWhereTheVersionsAreApart() throws {
        func shows(_ old: [(String, JSONValue)], _ new: [(String, JSONValue)]) throws -> Bool {
            try book(Sample.splitDocument(old, "v1alpha1"), Sample.splitDocument(new, "v1alpha1"))
                .measurement(of: .share(.percent(20))).showsShare
        }
        #expect(try shows([("books-v1", 1)], [("books-v2", 1)]))
        #expect(try !shows([("books-v1", 1)], [("books-v1", 1), ("books-v2", 1)]))
        #expect(try !shows([("books-v1", 1), ("books-v2", 1)], [("books-v2", 1)]))
    }

    @Test func withoutASplitAllGoesToTheApex() throws {
        #expect(
            try book(nil, new).moves(to: .share(.percent(50)))
                == [.write(object([("books", 4), ("books-v1", 1), ("books-v2", 3)]))])
        #expect(try book(new, nil).moves(to: .switched) == [.remove(object([]).name)])
    }

    @Test func refusals() {
        let authors = new.with { $0["spec"]?["service"] = "authors" }
        let matching = new.with { $0["spec"]?["matches"] = [["kind": "HTTPRouteGroup", "name": "a"]] }
        let route = LinkerdChange.object(
            Sample.routeDocument([[]]), .httpRoute, group: "gateway.networking.k8s.io")
        let cases: [(JSONValue?, JSONValue?, [MeshObject], String)] = [
            (old, authors, [], "split different services (authors, books)"),
            (old, matching, [], "in more than the backends"),
            (nil, new, [route], "HTTPRoute shop/books is for books too"),
            (old, Sample.splitDocument([("a", "1e3")]), [], "no number of at most three decimals"),
            (old, Sample.splitDocument([("a", 0.0001)]), [], "no number of at most three decimals"),
            (old, Sample.splitDocument([("a", .int(.max))]), [], "no number of at most three decimals"),
            (old, Sample.splitDocument([("a", 0)]), [], "all weights are 0"),
            (old, Sample.splitDocument([]), [], "a split without backends"),
            (old, Sample.splitDocument([("a", 9_000_000_000_000_000), ("b", 1)]), [], "too large or too fine"),
        ]
        for (old, new, others, words) in cases {
            LinkerdChange.expectRefusal(words) { () throws(Impossible) in try book(old, new, others: others) }
        }
    }
}
