import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

struct ServerAuthorizationMechanicsTests {
    private typealias Sample = KindSample
    private let label = LinkerdChange.label
    private let server = KindSample.serverObject(KindSample.serverDocument())

    private func authorization(_ client: String, server: JSONValue = ["name": "books"]) -> MeshObject {
        Sample.serverAuthorization("callers", server, client: client)
    }

    private func book(
        _ old: MeshObject?, _ new: MeshObject?, others: [MeshObject]? = nil
    ) throws(Impossible) -> any RolloutBook {
        try LinkerdChange.book(
            .serverAuthorization, "callers", old?.document, new?.document, others: others ?? [server], unit: .workloads)
    }

    private func companion(_ client: String, of name: String = "callers") -> MeshObject {
        let document = authorization(client).document.named("\(name)-hs-canary-5eedc0de").with {
            $0["spec"]?["server"] = ["name": "books-hs-canary-5eedc0de"]
        }
        return LinkerdChange.object(document, .serverAuthorization)
    }

    private func divided(_ operation: String, canary: Bool = false, labels: Bool = true) -> MeshObject {
        let document = server.document.named(canary ? "books-hs-canary-5eedc0de" : "books").with {
            $0["spec"]?["podSelector"]?["matchExpressions"] = [
                ["key": .string(label), "operator": .string(operation)]
            ]
            if !labels { $0["metadata"]?["labels"] = nil }
        }
        return LinkerdChange.object(document, .server)
    }

    @Test func aCopyOfTheServerHasTheNewVersion() throws {
        let (old, new) = (authorization("webapp"), authorization("gateway"))
        let book = try book(old, new)
        let beside: [Move] = [
            .write(divided("DoesNotExist")), .write(companion("gateway")), .write(divided("Exists", canary: true)),
        ]
        let clean: [Move] = [
            .remove(divided("Exists", canary: true).name), .remove(companion("").name), .restore(server.name),
        ]
        #expect(try book.moves(to: .green) == beside)
        #expect(try book.moves(to: .share(.percent(10))) == beside + [.settle, .label(.percent(10))])
        #expect(try book.moves(to: .switched) == [.write(new)])
        #expect(try book.moves(to: .promoted) == [.write(new), .settle, .unlabel, .settle] + clean)
        #expect(
            book.movesBack() == [.overwrite(companion("webapp")), .restore(new.name), .unlabel, .settle] + clean)
        #expect(throws: Impossible.self) { try book.moves(to: .shadow) }
    }

    @Test func whatIsCreatedGoesAndWhatIsRemovedComesBackOnTheCopy() throws {
        let created = try book(nil, authorization("webapp")).movesBack()
        #expect(created.first == .remove(companion("").name))
        let removed = try book(authorization("webapp"), nil)
        #expect(removed.movesBack().first == .write(companion("webapp")))
        #expect(try removed.moves(to: .switched) == [.remove(authorization("").name)])
        #expect(
            try removed.moves(to: .green) == [.write(divided("DoesNotExist")), .write(divided("Exists", canary: true))])
    }

    /// A copy with the Server's labels would have both versions.
    @Test func aCopyHasNoLabelsWhereTheyAreWhatSelects() throws {
        let selector: JSONValue = ["selector": ["matchLabels": ["tier": "web"]]]
        let book = try book(authorization("webapp", server: selector), authorization("gateway", server: selector))
        #expect(
            try book.moves(to: .green) == [
                .write(divided("DoesNotExist")), .write(companion("gateway", of: "callers-books")),
                .write(divided("Exists", canary: true, labels: false)),
            ])
    }

    @Test func whatCannotBeToldApartIsRefused() {
        let named = authorization("webapp")
        let selecting = { (selector: JSONValue) in self.authorization("webapp", server: ["selector": selector]) }
        let open: JSONValue = ["matchExpressions": [["key": "open", "operator": "DoesNotExist"]]]
        let labelled = selecting(["matchLabels": ["tier": "web"]])
        let dotted = Sample.serverObject(Sample.serverDocument("books.v1"))
        let closed = Sample.serverObject(Sample.serverDocument(labels: ["tier": "web", "open": "no"]))
        let stranger = Sample.serverAuthorization("stranger", ["selector": open], client: "x")
        let cases: [(MeshObject?, MeshObject?, [MeshObject], String)] = [
            (named, authorization("gateway"), [], "its Server shop/books is not there"),
            (nil, labelled, [], "it selects no Server"),
            (nil, selecting([:]), [server], "selects Servers without labels"),
            (nil, labelled, [dotted], "takes no name with a dot. Roll it out cluster by cluster"),
            (nil, labelled, [closed, stranger], "ServerAuthorization shop/stranger selects Servers without labels"),
        ]
        for (old, new, others, words) in cases {
            LinkerdChange.expectRefusal(words) { () throws(Impossible) in try book(old, new, others: others) }
        }
        #expect(throws: Never.self) { try book(nil, labelled, others: [server, stranger]) }
    }
}
