import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

struct InboundHTTPRouteTests {
    private let server = KindSample.serverObject(KindSample.serverDocument())
    private let readers = KindSample.authorizationPolicy(
        "readers", ["group": "policy.linkerd.io", "kind": "HTTPRoute", "name": "books-read"])

    private func route(_ method: String, servers: [String] = ["books"]) -> MeshObject {
        KindSample.inboundRoute("books-read", servers: servers, methods: [method])
    }

    private func book(
        _ old: MeshObject?, _ new: MeshObject?, others: [MeshObject], unit: CohortUnit? = nil
    ) throws(Impossible) -> any RolloutBook {
        try LinkerdChange.book(.httpRoute, "books-read", old?.document, new?.document, others: others, unit: unit)
    }

    private func canary(_ route: MeshObject) -> MeshObject {
        let document = route.document.named("books-read-hs-canary-5eedc0de").with {
            $0["spec"]?["parentRefs"] = [
                ["group": "policy.linkerd.io", "kind": "Server", "name": "books-hs-canary-5eedc0de"]
            ]
        }
        return LinkerdChange.object(document, .httpRoute)
    }

    /// Who is authorized on the route is to be authorized on its companion.
    @Test func theCopyOfTheServerHasTheNewRouteAndItsAuthorizations() throws {
        let book = try book(route("GET"), route("HEAD"), others: [server, readers])
        #expect(book.unit == .workloads)
        let moves = try book.moves(to: .green)
        let policy = readers.document.named("readers-hs-canary-5eedc0de").with {
            $0["spec"]?["targetRef"]?["name"] = "books-read-hs-canary-5eedc0de"
        }
        #expect(moves.count == 4)
        #expect(
            moves[1...2] == [
                .write(
                    MeshObject(
                        name: MeshObjectName(
                            resource: .linkerdAuthorizationPolicy, namespace: "shop", name: "readers-hs-canary-5eedc0de"
                        ),
                        document: policy)),
                .write(canary(route("HEAD"))),
            ])
        #expect(book.movesBack().first == .overwrite(canary(route("GET"))))
        #expect(try book.moves(to: .switched) == [.write(route("HEAD"))])
    }

    @Test func refusals() {
        LinkerdChange.expectRefusal("(inbound)", offers: [.workloads, .clusters]) { () throws(Impossible) in
            try book(route("GET"), route("HEAD"), others: [server], unit: .requests)
        }
        LinkerdChange.expectRefusal("its Server shop/authors is not there") { () throws(Impossible) in
            try book(route("GET"), route("GET", servers: ["books", "authors"]), others: [server], unit: .workloads)
        }
        let mixed = route("GET").document.with {
            $0["spec"]?["parentRefs"] = [
                ["group": "policy.linkerd.io", "kind": "Server", "name": "books"],
                ["group": "core", "kind": "Service", "name": "books"],
            ]
        }
        LinkerdChange.expectRefusal("Divide it in two routes") { () throws(Impossible) in
            try book(route("GET"), LinkerdChange.object(mixed, .httpRoute), others: [server], unit: .workloads)
        }
    }
}
