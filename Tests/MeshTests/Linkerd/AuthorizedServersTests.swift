import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

/// Servers and the ServerAuthorizations that are for them, as one rollout.
@Suite struct AuthorizedServersTests {
    static let samples = KindSample.all.filter { $0.name.hasPrefix("authorizedservers-") }

    /// Until the promotion each pod has both new or both old, at every moment, and so it is when the step is done.
    @Test(arguments: samples) func nothingIsBetweenTheVersionsWhileAShareHasTheNewOne(_ sample: KindSample) throws {
        let (book, judge) = (try sample.book(), AuthorizedServersJudge(sample))
        var world = sample.world
        for scene in sample.scenes where ![.switched, .promoted].contains(scene) {
            for move in try book.moves(to: scene) + book.moves(to: scene) {
                world.apply(move, cohort: KindSample.cohort, scope: book.scope)
                let violations = judge.violations(world, .share)
                #expect(violations.isEmpty, "\(sample), \(scene), after \(move): \(violations)")
            }
            let violations = judge.violations(world, .divided)
            #expect(violations.isEmpty, "\(sample), at the end of \(scene): \(violations)")
        }
    }

    /// Nor is there on the way back from anything but the promotion; and what the first moves do is enough for the
    /// cohort.
    @Test(arguments: samples) func theWayBackIsShort(_ sample: KindSample) throws {
        let (book, judge) = (try sample.book(), AuthorizedServersJudge(sample))
        var start = sample.world
        for scene in sample.scenes where ![.switched, .promoted].contains(scene) {
            for move in try book.moves(to: scene) { start.apply(move, cohort: KindSample.cohort, scope: book.scope) }
            var world = start
            for move in book.movesBack() {
                world.apply(move, cohort: KindSample.cohort, scope: book.scope)
                let violations = judge.violations(world, .share)
                #expect(violations.isEmpty, "\(sample), back from \(scene), after \(move): \(violations)")
            }
        }
        let removed = sample.changes.contains { $0.key.kind == .server && $0.new == nil }
        let first = book.movesBack().prefix { $0.object?.resource.kind == "Server" }
        #expect(!first.isEmpty || removed, "\(sample): \(book.movesBack())")
    }

    @Test(arguments: samples) func thePoliciesShareOneBook(_ sample: KindSample) throws {
        let book = try sample.book()
        #expect(book.lead == nil && book.unit == .workloads)
        for change in sample.led {
            let led = try sample.book(of: change)
            #expect(led.lead?.key == sample.change.key && led.unit == .workloads && led.scope == book.scope)
            #expect(try led.moves(to: .promoted).isEmpty && led.movesBack().isEmpty)
            #expect(led.measurement(of: .share(.percent(10))) == book.measurement(of: .share(.percent(10))))
            #expect(led.notes == ["it is rolled out together with \(sample.change.key)"])
        }
    }

    /// What is live only is copied once, and what changes once for each version.
    @Test func theTwinHasTheNewAuthorizations() throws {
        let sample = try #require(Self.samples.first { $0.name == "authorizedservers-changed" })
        let book = try sample.book()
        let moves = try book.moves(to: .share(.percent(10)))
        #expect(moves.suffix(2) == [.settle, .label(.percent(10))])
        let names = moves.compactMap { $0.object }.map { "\($0.resource.kind) \($0.name)" }
        #expect(
            names == [
                "Server books", "HTTPRoute books-read-hs-canary-5eedc0de",
                "ServerAuthorization books-by-name-hs-canary-5eedc0de",
                "ServerAuthorization callers-hs-canary-5eedc0de", "AuthorizationPolicy readers-hs-canary-5eedc0de",
                "AuthorizationPolicy scrapers-hs-canary-5eedc0de",
                "HTTPLocalRateLimitPolicy books-limit-hs-canary-5eedc0de",
                "ServerAuthorization callers-hs-stable-5eedc0de", "Server books-hs-canary-5eedc0de",
            ])
        let documents = moves.compactMap { move -> JSONValue? in
            if case .write(let object) = move, object.name.name.hasPrefix("callers") { object.document } else { nil }
        }
        #expect(
            documents.map { $0["spec"]?["server"] } == [
                ["selector": ["matchLabels": [LinkerdChange.label: "new.books"]]],
                ["selector": ["matchLabels": [LinkerdChange.label: "old.books"]]],
            ])
        #expect(
            documents.map { $0["spec"]?["client"] }
                == [sample.led[0].new, sample.led[0].old].map { $0?["spec"]?["client"] })
        guard case .write(let twin) = moves[8], case .overwrite(let back)? = book.movesBack().first else {
            Issue.record("\(moves)")
            return
        }
        #expect(twin.document["metadata"]?["labels"] == ["tier": "web", LinkerdChange.label: "new.books"])
        #expect(back.name == twin.name)
        #expect(back.document["metadata"]?["labels"] == ["tier": "web", LinkerdChange.label: "old.books"])
    }

    /// Before two objects change, both versions of who is let in are there; what closes comes last.
    @Test func thePromotionIsDoneInTurn() throws {
        func order(_ name: String) throws -> [String] {
            let sample = try #require(Self.samples.first { $0.name == "authorizedservers-\(name)" })
            return try sample.book().moves(to: .switched).map { move in
                switch move {
                case .write(let object): "\(object.name.name)"
                case .overwrite(let object): "(\(object.name.name))"
                case .remove(let name): "-\(name.name)"
                case .settle: "|"
                case .restore, .label, .unlabel: "?"
                }
            }
        }
        #expect(try order("changed") == ["callers-hs-new-5eedc0de", "|", "books", "|", "callers"])
        #expect(try order("created") == ["callers", "|", "(books-hs-canary-5eedc0de)", "books"])
        #expect(try order("access-created") == ["callers", "|", "books"])
        #expect(try order("access-removed") == ["books", "|", "-callers"])
        #expect(try order("removed") == ["-books", "|", "-callers"])
        #expect(try order("left-by-its-server") == ["-books", "|", "callers-hs-new-5eedc0de", "|", "callers"])
    }
}

/// Which policies go together, and what of them cannot be.
@Suite struct AuthorizedServersRefusalTests {
    private typealias Sample = KindSample
    private let closed = KindSample.serverDocument()
    private let other = KindSample.serverDocument(protocol: "HTTP/2")

    private func authorization(_ client: String, _ server: JSONValue = ["name": "books"]) -> JSONValue {
        Sample.serverAuthorization("callers", server, client: client).document
    }

    private let web: JSONValue = ["selector": ["matchLabels": ["tier": "web"]]]

    private func change(_ kind: PolicyKind, _ name: String, _ old: JSONValue?, _ new: JSONValue?) -> PolicyChange {
        let key = PolicyKey(kind: kind, group: "policy.linkerd.io", namespace: "shop", name: name)
        return PolicyChange(key: key, old: old, new: new)
    }

    private func sample(_ changes: [PolicyChange], others: [MeshObject] = []) -> KindSample {
        KindSample(
            name: "", unit: .workloads, change: changes[0], led: Array(changes.dropFirst()), others: others,
            pods: KindSample.linkerdFleet, violations: { _, _ in [] })
    }

    private func books(_ old: JSONValue?, _ new: JSONValue?) -> PolicyChange { change(.server, "books", old, new) }
    private func callers(_ old: JSONValue?, _ new: JSONValue?) -> PolicyChange {
        change(.serverAuthorization, "callers", old, new)
    }

    private func expectRefusal(_ words: String, _ changes: PolicyChange..., others: [MeshObject] = []) {
        let sample = sample(changes, others: others)
        for change in changes {
            LinkerdChange.expectRefusal(words) { () throws(Impossible) in try sample.book(of: change) }
        }
    }

    @Test func aServerThatIsNowhereIsNamed() {
        expectRefusal(
            "the Server shop/authors of ServerAuthorization shop/callers is not there", books(closed, other),
            callers(authorization("webapp"), authorization("webapp", ["name": "authors"])))
    }

    @Test func aSelectorThatReachesEveryCopyIsRefused() {
        let open: JSONValue = ["selector": ["matchExpressions": [["key": "open", "operator": "DoesNotExist"]]]]
        expectRefusal(
            "selector of ServerAuthorization shop/callers selects Servers without labels", books(closed, other),
            callers(authorization("webapp"), authorization("webapp", open)))
    }

    @Test func aCopyWithADotCannotBeNamed() {
        let dotted = change(.server, "books.v1", closed.named("books.v1"), other.named("books.v1"))
        expectRefusal(
            "takes no name with a dot", dotted,
            callers(authorization("webapp", web), authorization("gateway", web)))
    }

    /// Between the writes of the two it would be for the Server with the wrong one.
    @Test func labelsAndTheSelectorForThemChangeOneAfterTheOther() {
        let relabelled = KindSample.serverDocument(labels: ["tier": "closed"])
        let selecting: JSONValue = ["selector": ["matchLabels": ["tier": "closed"]]]
        expectRefusal(
            "the labels of Server shop/books change together with the selector", books(closed, relabelled),
            callers(authorization("webapp", web), authorization("gateway", web)))
        expectRefusal(
            "the labels of Server shop/books change together with the selector", books(closed, relabelled),
            callers(authorization("webapp", selecting), authorization("gateway")))
    }

    /// Where one of the versions has no Server, who is let in by default is not for the other one to say.
    @Test func aServerThatMovesKeepsItsAuthorizations() throws {
        let moved = KindSample.serverDocument(port: 8081)
        expectRefusal(
            "the port or the pods of Server shop/books change together with ServerAuthorization shop/callers",
            books(closed, moved), callers(authorization("webapp"), authorization("gateway")))
        let same = callers(authorization("webapp"), authorization("webapp"))
        #expect(throws: Never.self) { try sample([books(closed, moved), same]).book() }
    }

    @Test func twoServersForOnePortAreRefused() {
        let rival = change(.server, "rival", nil, other.named("rival"))
        let both = [authorization("webapp"), authorization("webapp", ["name": "rival"])]
        expectRefusal(
            "Server shop/books selects the same port of pod books-v1-1", rival, callers(nil, both[1]),
            others: [KindSample.serverObject(closed)])
        // One takes the other's place.
        let sample = sample([books(closed, nil), rival, callers(both[0], both[1])])
        LinkerdChange.expectRefusal("selects the same port of pod books-v1-1") { () throws(Impossible) in
            try sample.book()
        }
    }

    @Test func onlyWhatIsMadeIsWatchedFirst() throws {
        let there = try sample([books(closed, other), callers(nil, authorization("webapp"))]).book()
        let refusal = #expect(throws: Impossible.self) { try there.moves(to: .shadow) }
        #expect(refusal?.reason.contains("a shadow of Server shop/books, which is there already") == true)
        let early = KindSample.serverDocument(version: "v1beta1")
        let made = try sample([books(nil, early), callers(nil, authorization("webapp"))]).book()
        #expect(throws: Impossible.self) { try made.moves(to: .shadow) }
        let gone = try sample([books(closed, nil), callers(authorization("webapp"), nil)]).book()
        #expect(throws: Impossible.self) { try gone.moves(to: .green) }
        #expect(throws: Impossible.self) { try gone.moves(to: .variant(.header(name: "a", value: "b"))) }
    }

    /// One that has nothing to do with another keeps to itself, also where both are in one namespace.
    @Test func strangersKeepToThemselves() throws {
        let apart = sample(
            [books(closed, other), callers(nil, authorization("webapp", ["name": "authors"]))],
            others: [
                KindSample.serverObject(
                    KindSample.serverDocument("authors", port: "http", selector: ["matchLabels": ["app": "authors"]]))
            ])
        for change in apart.changes {
            let book = try apart.book(of: change)
            #expect(book.lead == nil)
            #expect(!book.notes.contains { $0.contains("rolled out as one") })
        }
        var elsewhere = authorization("webapp")
        elsewhere["metadata"]?["namespace"] = "lab"
        let key = PolicyKey(kind: .serverAuthorization, group: "policy.linkerd.io", namespace: "lab", name: "callers")
        let two = sample([books(closed, other), PolicyChange(key: key, old: nil, new: elsewhere)])
        #expect(try two.book().lead == nil)
        #expect(try !two.book().notes.contains { $0.contains("rolled out as one") })
    }

    /// By clusters each is written as it is.
    @Test func byClustersNobodyIsLed() {
        let changes = [books(closed, other), callers(nil, authorization("webapp"))]
        let together = ChangesTogether(changes)
        let surroundings = sample(changes).surroundings
        for change in changes {
            #expect(throws: Impossible.self) {
                try Mechanics.book(
                    for: change, unit: .clusters, in: surroundings.beside(together, as: change.key),
                    cohort: KindSample.cohort)
            }
        }
    }
}
