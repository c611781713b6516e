import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

struct PeerAuthenticationMechanicsTests {
    private let books = SecurityBooks(kind: .peerAuthentication)

    private func mode(_ mode: JSONValue) -> JSONValue { KindSample.namespaceMode(mode) }

    @Test func aCopyWithASelectorWinsOverTheNamespace() throws {
        let book = try books.book(mode("PERMISSIVE"), mode("STRICT"))
        let copy = books.copy(mode("STRICT"), named: "default-hs-canary-5eedc0de", labels: [:])
        let main = books.object(mode("STRICT"))
        #expect(try book.moves(to: .green) == [.write(copy)])
        #expect(try book.moves(to: .share(.percent(50))) == [.write(copy), .label(.percent(50))])
        #expect(try book.moves(to: .switched) == [.write(main)])
        #expect(try book.moves(to: .promoted) == [.write(main), .settle, .remove(copy.name), .unlabel])
        #expect(book.movesBack() == [.remove(copy.name), .restore(main.name), .unlabel])
    }

    @Test func aTwinKeepsTheOldVersionForTheOthers() throws {
        let (old, new) = (KindSample.workload("PERMISSIVE"), KindSample.workload("STRICT"))
        let book = try books.book(old, new)
        var renamed = old
        renamed["metadata"]?["name"] = "books-hs-stable-5eedc0de"
        let twin = books.object(renamed)
        let main = books.object(new)
        #expect(
            try book.moves(to: .share(.count(1))) == [.write(twin), .write(books.copy(new)), .label(.count(1))])
        #expect(try book.moves(to: .switched) == [.write(main)])
        #expect(try book.moves(to: .promoted) == [.write(main), .settle, .remove(twin.name), .unlabel])
        #expect(book.movesBack() == [.restore(main.name), .remove(twin.name), .unlabel])
    }

    @Test func theWayBetweenPlaintextAndStrictIsPermissive() throws {
        let book = try books.book(mode("DISABLE"), mode("STRICT"))
        let name = "default-hs-canary-5eedc0de"
        let (bridge, copy) = (
            books.copy(mode("PERMISSIVE"), named: name, labels: [:]),
            books.copy(mode("STRICT"), named: name, labels: [:])
        )
        let (main, mainBridge) = (books.object(mode("STRICT")), books.object(mode("PERMISSIVE")))
        #expect(
            try book.moves(to: .share(.count(1)))
                == [.write(bridge), .settle, .label(.count(1)), .settle, .write(copy)])
        #expect(try book.moves(to: .switched) == [.write(mainBridge), .settle, .write(main)])
        #expect(
            try book.moves(to: .promoted)
                == [.write(mainBridge), .settle, .write(main), .settle, .remove(copy.name), .unlabel])
        #expect(
            book.movesBack()
                == [.overwrite(bridge), .restore(main.name), .settle, .remove(copy.name), .unlabel])
        #expect(book.notes.contains { $0.contains("passes through PERMISSIVE") })
    }

    @Test func portsJumpForThemselves() throws {
        let old = KindSample.workload("STRICT", ports: ["9000": "DISABLE", "9001": "PERMISSIVE"])
        let new = KindSample.workload("STRICT", ports: ["9001": "DISABLE"])
        let bridge = KindSample.workload("STRICT", ports: ["9000": "PERMISSIVE", "9001": "DISABLE"])
        let book = try books.book(old, new)
        #expect(try book.moves(to: .switched) == [.write(books.object(bridge)), .settle, .write(books.object(new))])
        #expect(book.movesBack()[1] == .overwrite(books.copy(bridge)))
    }

    @Test func whatIsLeftOpenComesFromAbove() throws {
        // Beside the namespace's old version the copy has to say the mode that it would have without.
        let open = KindSample.securityDocument(
            .peerAuthentication, "default", ["portLevelMtls": ["9000": ["mode": "DISABLE"]]])
        let book = try books.book(mode("STRICT"), open, others: [KindSample.mesh("DISABLE").document])
        let name = "default-hs-canary-5eedc0de"
        #expect(try book.moves(to: .green) == [.write(books.copy(mode("DISABLE"), named: name, labels: [:]))])
        #expect(book.movesBack().first == .overwrite(books.copy(mode("PERMISSIVE"), named: name, labels: [:])))
        // Nothing above: PERMISSIVE.
        let lone = try books.book(mode("STRICT"), open)
        #expect(try lone.moves(to: .green) == [.write(books.copy(mode("PERMISSIVE"), named: name, labels: [:]))])
        // A new one for plaintext, where the namespace was strict.
        let created = try books.book(nil, KindSample.workload("DISABLE"), others: [mode("STRICT")])
        #expect(try created.moves(to: .switched).count == 3)
    }

    @Test func whichOneIsAboveMustBeClear() throws {
        let other = KindSample.securityDocument(
            .peerAuthentication, "other", ["mtls": ["mode": "DISABLE"]], namespace: "istio-system")
        let mesh = [KindSample.mesh("STRICT").document, other]
        #expect(books.refusal(nil, mode("STRICT"), others: mesh).reason.contains("leaves the mode open"))
        #expect(throws: Never.self) { try books.book(mode("PERMISSIVE"), mode("STRICT"), others: mesh) }
    }

    @Test func podsOfOthersKeepTheirs() throws {
        let web = KindSample.securityDocument(
            .peerAuthentication, "web", ["mtls": ["mode": "DISABLE"]], selecting: ["app": "web"])
        let book = try books.book(mode("PERMISSIVE"), mode("STRICT"), others: [web])
        #expect(
            SecurityBooks.pods.filter { book.scope?.contains($0) == true }.map(\.name) == [
                "books-1", "books-2", "books-3",
            ])
        #expect(book.notes.contains { $0.contains("keep theirs") })
        let v2 = KindSample.securityDocument(
            .peerAuthentication, "v2", ["mtls": ["mode": "DISABLE"]], selecting: ["version": "v2"])
        #expect(
            books.refusal(KindSample.workload("PERMISSIVE"), KindSample.workload("STRICT"), others: [v2]).reason
                .contains("PeerAuthentication shop/v2 can select some of the same pods"))
        #expect(throws: Never.self) {
            try books.book(KindSample.workload("PERMISSIVE"), KindSample.workload("STRICT"), others: [web])
        }
    }

    @Test func refusals() {
        let root = KindSample.namespaceMode("STRICT", namespace: "istio-system")
        #expect(books.refusal(nil, root).reason.contains("Istio ignores selectors there"))
        #expect(books.refusal(mode("STRICT"), nil).reason.contains("fall back"))
        #expect(
            books.refusal(
                mode("STRICT"), KindSample.securityDocument(.peerAuthentication, "default", [:], selecting: ["a": "b"])
            ).reason.contains("selector changes"))
        let second = KindSample.securityDocument(.peerAuthentication, "second", ["mtls": ["mode": "STRICT"]])
        let refusal = books.refusal(nil, mode("STRICT"), others: [second])
        #expect(refusal.reason.contains("PeerAuthentication shop/second is the namespace's object already"))
        #expect(refusal.offers == [.clusters])
        #expect(books.refusal(nil, mode("STRICT"), unit: .clientNamespaces).offers == [.workloads, .clusters])
    }

    @Test func aCompanionMayNotBeBornForTheSamePods() throws {
        let companion = books.change(nil, KindSample.workload("STRICT"))
        let refusal = books.refusal(mode("PERMISSIVE"), mode("STRICT"), companions: [companion])
        #expect(refusal.reason.contains("PeerAuthentication shop/books is created in the same rollout"))
        let older = books.change(KindSample.workload("PERMISSIVE"), KindSample.workload("STRICT"))
        #expect(throws: Never.self) {
            try books.book(
                mode("PERMISSIVE"), mode("STRICT"), others: [KindSample.workload("PERMISSIVE")], companions: [older])
        }
    }

    @Test func scenesAndMeasurements() throws {
        let book = try books.book(nil, mode("STRICT"))
        #expect(throws: Impossible.self) { try book.moves(to: .shadow) }
        #expect(throws: Impossible.self) { try book.moves(to: .variant(.header(name: "x", value: "y"))) }
        #expect(
            book.measurement(of: .share(.count(1))) == Measurement(side: .server, cohort: .cohort, baseline: .rest))
        #expect(
            book.measurement(of: .switched)
                == Measurement(side: .server, cohort: .namespaces(["shop"]), baseline: .nobody))
        #expect(Mechanics.units(of: .peerAuthentication) == [.workloads, .clusters])
        // Who is turned away shows at the callers alone.
        let services = ["books", "web"].map {
            MeshService(namespace: "shop", name: $0, selector: ["app": $0])
        }
        let selecting = try books.book(nil, KindSample.workload("STRICT"), services: services)
        for scene in [Scene.share(.count(1)), .promoted] {
            #expect(
                selecting.measurement(of: scene).failuresTo == [ServiceName(namespace: "shop", name: "books")])
        }
    }

    /// On the way forward no pod's port goes from plaintext to mTLS alone or back in one step, and none leaves
    /// PERMISSIVE before the proxies have been waited for.
    @Test(arguments: KindSample.istioSecurity.filter { $0.change.key.kind == .peerAuthentication })
    func noPodJumps(_ sample: KindSample) throws {
        var last: [String: String] = [:]
        var unsettled: Set<String> = []
        for (move, world) in try [(.settle, sample.world)] + SecurityBooks.worlds(of: sample) {
            if move == .settle { unsettled = [] }
            for pod in world.pods {
                for port in AuthenticationRulesOfIstio.ports {
                    let key = "\(pod.name):\(port)"
                    let mode = AuthenticationRulesOfIstio.mode(of: pod, port: port, in: world)
                    if let before = last[key], before != mode {
                        #expect(Set([before, mode]) != ["DISABLE", "STRICT"], "\(key) jumps by \(move)")
                        #expect(!unsettled.contains(key), "\(key) leaves PERMISSIVE too early by \(move)")
                        if mode == "PERMISSIVE" { unsettled.insert(key) }
                    }
                    last[key] = mode
                }
            }
        }
    }

    /// After a share every pod of the cohort has the new mode.
    @Test(arguments: KindSample.istioSecurity.filter { $0.change.key.kind == .peerAuthentication })
    func theCohortHasTheNewMode(_ sample: KindSample) throws {
        let book = try sample.book()
        var world = sample.world
        for scene in sample.scenes {
            for move in try book.moves(to: scene) {
                world.apply(move, cohort: KindSample.cohort, scope: book.scope)
            }
            for pod in world.pods where pod.isOfTheCohort {
                for port in AuthenticationRulesOfIstio.ports {
                    #expect(
                        AuthenticationRulesOfIstio.mode(of: pod, port: port, in: world)
                            == AuthenticationRulesOfIstio.mode(of: pod, port: port, in: sample.promotedWorld))
                }
            }
        }
    }
}
