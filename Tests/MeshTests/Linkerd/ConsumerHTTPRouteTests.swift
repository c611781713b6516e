import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

struct ConsumerHTTPRouteTests {
    private typealias Sample = KindSample
    private let gateway = "gateway.networking.k8s.io"
    private let slow = KindSample.routeDocument([[["books-v1", 1]]], timeout: "5s")
    private let fast = KindSample.routeDocument([[["books-v1", 1]]], timeout: "1s")

    private func book(
        _ old: JSONValue?, _ new: JSONValue?, others: [MeshObject] = [], unit: CohortUnit? = .clientNamespaces,
        pods: [Workload] = KindSample.linkerdClients, namespace: String = "shop"
    ) throws(Impossible) -> any RolloutBook {
        try LinkerdChange.book(
            .httpRoute, "books", old, new, others: others, pods: pods, namespace: namespace, group: gateway, unit: unit)
    }

    private func object(_ document: JSONValue) -> MeshObject {
        LinkerdChange.object(document, .httpRoute, group: gateway)
    }

    private func copy(in namespace: String, hosts: Bool = true) -> MeshObject {
        let document = fast.named("books-hs-canary-5eedc0de", namespace: namespace).with {
            $0["spec"]?["parentRefs"] = [
                ["group": "", "kind": "Service", "name": "books", "port": 8080, "namespace": "shop"]
            ]
            $0["spec"]?["rules"] = [
                [
                    "matches": [["path": ["type": "PathPrefix", "value": "/"]]], "timeouts": ["request": "1s"],
                    "backendRefs": [
                        [
                            "group": "", "kind": "Service", "name": "books-v1", "port": 8080, "weight": 1,
                            "namespace": "shop",
                        ]
                    ],
                ]
            ]
            guard hosts else { return }
            $0["spec"]?["hostnames"] = [
                "books", "books.shop", "books.shop.svc", "books.shop.svc.cluster.local",
            ]
        }
        return object(document)
    }

    @Test func copiesInTheClientsNamespacesNameTheServicesHosts() throws {
        let book = try book(slow, fast, unit: nil)
        #expect(book.unit == .clientNamespaces && book.scope == nil)
        let moves = try book.moves(to: .share(.count(1)))
        let members = ["batch", "lab", "web"].filter { moves.contains(.write(copy(in: $0))) }
        let others = ["batch", "lab", "web"].filter { !members.contains($0) }
        #expect(members.count == 1)
        #expect(
            moves == [.restore(object(fast).name)] + members.map { .write(copy(in: $0)) }
                + others.map { .remove(copy(in: $0).name) })
        #expect(
            book.measurement(of: .share(.count(1)))
                == Measurement(
                    side: .client, cohort: .namespaces(members), baseline: .namespaces((others + ["shop"]).sorted()),
                    services: [ServiceName(namespace: "shop", name: "books")]))
        let removals = ["batch", "lab", "web"].map { Move.remove(copy(in: $0).name) }
        #expect(try book.moves(to: .switched) == [.write(object(fast))])
        #expect(try book.moves(to: .promoted) == [.write(object(fast)), .settle] + removals)
        #expect(book.movesBack() == [.restore(object(fast).name)] + removals)
        #expect(throws: Impossible.self) { try book.moves(to: .shadow) }
    }

    /// Alone, a copy needs no hosts to win.
    @Test func aNewRouteIsCopiedAsItIs() throws {
        let moves = try book(nil, fast).moves(to: .share(.percent(100)))
        #expect(moves.contains(.write(copy(in: "web", hosts: false))))
    }

    /// A copy for some hosts alone would answer all others with 404 when the route is gone.
    @Test func aRemovalLeavesARouteForEverythingUntilTheCopiesAreGone() throws {
        let moves = try book(slow, nil).moves(to: .promoted)
        guard case .write(let silent)? = moves.first else {
            Issue.record("no write")
            return
        }
        #expect(silent.name == object(slow).name)
        #expect(
            silent.document["spec"]?["rules"] == [["matches": [["path": ["type": "PathPrefix", "value": "/"]]]]])
        #expect(moves.last == .remove(silent.name))
    }

    @Test func namespacesWithARouteOrAProfileOfTheirOwnAreLeftOut() throws {
        let own = object(
            slow.named("own", namespace: "web").with {
                $0["spec"]?["parentRefs"] = [["group": "", "kind": "Service", "name": "books", "namespace": "shop"]]
            })
        let profile = LinkerdChange.object(
            Sample.profileDocument(timeout: "1s").named("books.shop.svc.cluster.local", namespace: "lab"),
            .serviceProfile)
        let moves = try book(slow, fast, others: [own, profile]).moves(to: .share(.percent(100)))
        #expect(moves == [.restore(object(fast).name), .write(copy(in: "batch"))])
    }

    @Test func whatACopyCannotSayIsRefused() {
        let hosts = fast.with { $0["spec"]?["hostnames"] = ["books.example.org"] }
        let other = object(slow.named("other"))
        let grpc = MeshObject(
            name: MeshObjectName(
                resource: MeshResource(group: gateway, kind: "GRPCRoute", plural: "grpcroutes"), namespace: "shop",
                name: "calls"), document: slow.named("calls"))
        let profile = LinkerdChange.object(Sample.profileDocument(timeout: "1s"), .serviceProfile)
        let api = Sample.routeDocument([[["books-v1", 1]]], paths: ["/api"], timeout: "1s")
        let moved = fast.with { $0["spec"]?["parentRefs"] = [["group": "", "kind": "Service", "name": "authors"]] }
        let cases: [(JSONValue?, JSONValue?, [MeshObject], [Workload], String)] = [
            (slow, hosts, [], Sample.linkerdClients, "has hostnames"),
            (slow, fast, [other], Sample.linkerdClients, "HTTPRoute shop/other is for the same Service"),
            (slow, fast, [grpc], Sample.linkerdClients, "GRPCRoute shop/calls is for the same Service"),
            (slow, fast, [profile], Sample.linkerdClients, "switches the HTTPRoutes of its Service off"),
            (slow, api, [], Sample.linkerdClients, "would leave them to the old rule"),
            (slow, moved, [], Sample.linkerdClients, "for different Services"),
            (slow, fast, [], [Sample.linkerdClients[0]], "no namespace with meshed clients"),
        ]
        for (old, new, others, pods, words) in cases {
            LinkerdChange.expectRefusal(words) { () throws(Impossible) in
                try book(old, new, others: others, pods: pods)
            }
        }
        let consumer = { (route: JSONValue) in
            route.named("books", namespace: "web").with {
                $0["spec"]?["parentRefs"] = [["group": "", "kind": "Service", "name": "books", "namespace": "shop"]]
            }
        }
        LinkerdChange.expectRefusal("clients of its own namespace alone") { () throws(Impossible) in
            try book(consumer(slow), consumer(fast), namespace: "web")
        }
        LinkerdChange.expectRefusal("not by pod", offers: [.requests, .clientNamespaces, .clusters]) {
            () throws(Impossible) in try book(slow, fast, unit: .workloads)
        }
    }
}
