import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

struct ServiceProfileMechanicsTests {
    private typealias Sample = KindSample
    private let name = "books.shop.svc.cluster.local"
    private let slow = KindSample.profileDocument(timeout: "5s")
    private let fast = KindSample.profileDocument(timeout: "1s")

    private func book(
        _ old: JSONValue?, _ new: JSONValue?, others: [MeshObject] = [], unit: CohortUnit? = nil, name: String? = nil,
        namespace: String = "shop", pods: [Workload] = KindSample.linkerdClients
    ) throws(Impossible) -> any RolloutBook {
        try LinkerdChange.book(
            .serviceProfile, name ?? self.name, old, new, others: others, pods: pods, namespace: namespace, unit: unit)
    }

    private func object(_ document: JSONValue, in namespace: String = "shop") -> MeshObject {
        LinkerdChange.object(document.named(name, namespace: namespace), .serviceProfile)
    }

    @Test func copiesInTheClientsNamespacesHaveTheSameName() throws {
        let book = try book(slow, fast, others: [object(slow), object(slow, in: "lab")])
        #expect(book.unit == .clientNamespaces)
        #expect(
            try book.moves(to: .share(.percent(100)))
                == [.write(object(fast, in: "batch")), .write(object(fast, in: "web"))])
        let removals: [Move] = ["batch", "web"].map { .remove(object(fast, in: $0).name) }
        #expect(try book.moves(to: .promoted) == [.write(object(fast)), .settle] + removals)
        #expect(book.movesBack() == [.restore(object(fast).name)] + removals)
        #expect(throws: Impossible.self) { try book.moves(to: .green) }
    }

    /// To the proxy a profile without routes and destinations is as none.
    @Test func aRemovalIsCopiedAsAProfileThatSaysNothing() throws {
        let book = try book(slow, nil)
        let silent = object(slow.with { $0["spec"] = ["routes": []] }, in: "web")
        #expect(try book.moves(to: .share(.percent(100))).contains(.write(silent)))
        #expect(try book.moves(to: .promoted).first == .remove(object(slow).name))
    }

    @Test func destinationsAreMixed() throws {
        let new = Sample.profileDocument(timeout: "5s", destinations: [("books-v2", "500m")])
        let book = try book(slow, new)
        #expect(book.unit == .requests)
        let mixed = slow.with {
            $0["spec"]?["dstOverrides"] = [
                ["authority": "books.shop.svc.cluster.local", "weight": 9],
                ["authority": "books-v2.shop.svc.cluster.local", "weight": 1],
            ]
        }
        #expect(try book.moves(to: .share(.percent(10))) == [.write(object(mixed))])
        #expect(book.measurement(of: .share(.percent(10))).services.map(\.name) == ["books-v2"])
    }

    @Test func refusals() {
        let offers: [CohortUnit] = [.clientNamespaces, .clusters]
        let weighted = Sample.profileDocument(destinations: [("books-v2", 1)])
        let route = LinkerdChange.object(
            Sample.routeDocument([[]]), .httpRoute, group: "gateway.networking.k8s.io")
        let cases: [(JSONValue?, JSONValue?, [MeshObject], [CohortUnit], String)] = [
            (
                slow, Sample.profileDocument(timeout: "1s", destinations: [("a", 1)]), [], offers,
                "more than dstOverrides"
            ),
            (nil, fast, [], offers, "more than dstOverrides"),
            (slow, slow.with { $0["metadata"]?["labels"] = ["a": "b"] }, [], offers, "do not differ in dstOverrides"),
            (nil, weighted, [route], offers, "HTTPRoute shop/books is for the same Service"),
            (
                weighted, Sample.profileDocument(destinations: [("b", "1Gi")]), [], [.clusters],
                "no number of at most three"
            ),
            (
                weighted, Sample.profileDocument(destinations: [("b", -1)]), [], [.clusters],
                "no number of at most three"
            ),
        ]
        for (old, new, others, offers, words) in cases {
            LinkerdChange.expectRefusal(words, offers: offers) { () throws(Impossible) in
                try book(old, new, others: others, unit: .requests)
            }
        }
        LinkerdChange.expectRefusal("own namespace alone") { () throws(Impossible) in
            try book(slow, fast, unit: .clientNamespaces, namespace: "web")
        }
        LinkerdChange.expectRefusal("is no name of a Service") { () throws(Impossible) in
            try book(slow, fast, unit: .requests, name: "example.org")
        }
        LinkerdChange.expectRefusal("no namespace with meshed clients") { () throws(Impossible) in
            try book(slow, fast, unit: .clientNamespaces, pods: [Sample.linkerdClients[0]])
        }
        LinkerdChange.expectRefusal(
            ServiceProfileMechanics.units[.workloads]?.text ?? "", offers: [.requests, .clientNamespaces, .clusters]
        ) { () throws(Impossible) in try book(slow, fast, unit: .workloads) }
    }
}
