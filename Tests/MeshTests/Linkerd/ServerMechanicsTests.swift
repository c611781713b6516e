import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

struct ServerMechanicsTests {
    private typealias Sample = KindSample
    private let label = LinkerdChange.label
    private let old = KindSample.serverDocument(accessPolicy: "all-authenticated")
    private let new = KindSample.serverDocument(accessPolicy: "deny", labels: ["tier": "closed"])
    private let callers = KindSample.serverAuthorization("callers", ["name": "books"], client: "webapp")
    private let byLabel = KindSample.serverAuthorization(
        "closed", ["selector": ["matchLabels": ["tier": "closed"]]], client: "webapp")

    private func book(
        _ old: JSONValue?, _ new: JSONValue?, others: [MeshObject] = [], unit: CohortUnit? = .workloads
    ) throws(Impossible) -> any RolloutBook {
        try LinkerdChange.book(.server, "books", old, new, others: others, unit: unit)
    }

    private func server(_ document: JSONValue, _ operation: String? = nil, canary: Bool = false) -> MeshObject {
        let divided = document.with { document in
            guard let operation else { return }
            document["spec"]?["podSelector"]?["matchExpressions"] = [
                ["key": .string(label), "operator": .string(operation)]
            ]
            if canary { document = document.named("books-hs-canary-5eedc0de") }
        }
        return LinkerdChange.object(divided, .server)
    }

    private var companion: MeshObject {
        let document = callers.document.named("callers-hs-canary-5eedc0de").with {
            $0["spec"]?["server"] = ["name": "books-hs-canary-5eedc0de"]
        }
        return LinkerdChange.object(document, .serverAuthorization)
    }

    @Test func theServerIsDividedExactly() throws {
        let book = try book(old, new, others: [server(old), callers, byLabel])
        let canary = server(new, "Exists", canary: true)
        let beside: [Move] = [.write(server(old, "DoesNotExist")), .write(companion), .write(canary)]
        #expect(try book.moves(to: .green) == beside)
        #expect(try book.moves(to: .share(.percent(10))) == beside + [.settle, .label(.percent(10))])
        #expect(try book.moves(to: .switched) == [.write(server(new, "DoesNotExist"))])
        #expect(
            try book.moves(to: .promoted) == [
                .write(server(new, "DoesNotExist")), .settle, .unlabel, .settle, .remove(canary.name),
                .remove(companion.name), .write(server(new)),
            ])
        #expect(
            book.movesBack() == [
                .overwrite(server(old, "Exists", canary: true)), .overwrite(server(old, "DoesNotExist")), .unlabel,
                .settle, .remove(canary.name), .remove(companion.name), .restore(server(old).name),
            ])
    }

    @Test func aNewServerIsWatchedFirst() throws {
        let book = try book(nil, new, others: [callers])
        let canary = server(new, "Exists", canary: true)
        let audited = server(new.with { $0["spec"]?["accessPolicy"] = "audit" }, "DoesNotExist", canary: true)
        #expect(try book.moves(to: .shadow) == [.write(companion), .write(audited)])
        #expect(
            try book.moves(to: .share(.count(1))) == [.write(companion), .write(canary), .settle, .label(.count(1))])
        #expect(
            try book.moves(to: .switched) == [.overwrite(canary), .write(server(new, "DoesNotExist"))])
        #expect(
            book.movesBack() == [.remove(canary.name), .restore(server(new).name), .unlabel, .remove(companion.name)])
    }

    @Test func aRemovalLeavesTheCohortWithoutServer() throws {
        let book = try book(old, nil, others: [server(old), callers])
        #expect(
            try book.moves(to: .share(.percent(50)))
                == [.write(server(old, "DoesNotExist")), .settle, .label(.percent(50))])
        #expect(try book.moves(to: .promoted) == [.remove(server(old).name), .unlabel])
        #expect(book.movesBack() == [.restore(server(old).name), .unlabel])
        #expect(throws: Impossible.self) { try book.moves(to: .green) }
    }

    @Test func companionsOfAllThatNamesTheServer() throws {
        let book = try book(old, new, others: [server(old)] + Sample.serverPolicies)
        let names = try book.moves(to: .green).compactMap { move -> String? in
            guard case .write(let object) = move else { return nil }
            return "\(object.name.resource.kind) \(object.name.name)"
        }
        #expect(
            names == [
                "Server books", "HTTPRoute books-read-hs-canary-5eedc0de",
                "ServerAuthorization books-by-name-hs-canary-5eedc0de",
                "AuthorizationPolicy readers-hs-canary-5eedc0de", "AuthorizationPolicy scrapers-hs-canary-5eedc0de",
                "HTTPLocalRateLimitPolicy books-limit-hs-canary-5eedc0de", "Server books-hs-canary-5eedc0de",
            ])
    }

    @Test func theScopeIsThePodsOfBothVersions() throws {
        let moved = Sample.serverDocument(selector: ["matchLabels": ["app": "authors"]])
        let book = try book(old, moved, others: [server(old)])
        let pods = Sample.linkerdFleet.filter { book.scope?.contains($0) == true }.map(\.name)
        #expect(pods == ["books-v1-1", "books-v1-2", "authors-1"])
        #expect(
            book.measurement(of: .share(.percent(10))) == Measurement(side: .server, cohort: .cohort, baseline: .rest))
        let everybody = MeasuredGroup.pods(
            ["authors-1", "books-v1-1", "books-v1-2"].map { PodName(namespace: "shop", name: $0) })
        #expect(
            book.measurement(of: .switched) == Measurement(side: .server, cohort: everybody, baseline: .nobody))
    }

    @Test func whatALabelCannotDivideIsRefused() {
        let machines = old.with {
            $0["spec"]?["podSelector"] = nil
            $0["spec"]?["externalWorkloadSelector"] = [:]
        }
        LinkerdChange.expectRefusal("ExternalWorkloads") { () throws(Impossible) in try book(machines, new) }
        let rival = server(Sample.serverDocument("rival", selector: ["matchLabels": ["app": "books"]]))
        LinkerdChange.expectRefusal("Server shop/rival selects the same port of pod books-v1-1") {
            () throws(Impossible) in try book(old, new, others: [server(old), rival])
        }
        let neighbour = server(Sample.serverDocument("neighbour", port: 9090, selector: [:]))
        #expect(throws: Never.self) { try book(old, new, others: [server(old), neighbour]) }
    }

    @Test func aShadowIsForNewServersOfTheNewestVersion() throws {
        let changed = try book(old, new)
        #expect(throws: Impossible.self) { try changed.moves(to: .shadow) }
        let early = try book(nil, Sample.serverDocument(version: "v1beta1"))
        let refusal = #expect(throws: Impossible.self) { try early.moves(to: .shadow) }
        #expect(refusal?.reason.contains("not in policy.linkerd.io/v1beta1") == true)
        #expect(throws: Impossible.self) { try early.moves(to: .variant(.header(name: "a", value: "b"))) }
    }

    /// Its schema takes labels or expressions, not both.
    @Test func theFirstVersionHasExpressionsAlone() throws {
        let first = Sample.serverDocument(version: "v1alpha1")
        guard case .write(let narrowed)? = try book(first, new).moves(to: .green).first else {
            Issue.record("no write")
            return
        }
        #expect(
            narrowed.document["spec"]?["podSelector"] == [
                "matchExpressions": [
                    ["key": "app", "operator": "In", "values": ["books"]],
                    ["key": "version", "operator": "In", "values": ["v1"]],
                    ["key": .string(label), "operator": "DoesNotExist"],
                ]
            ])
    }

    @Test(arguments: [CohortUnit.requests, .clientNamespaces])
    func otherUnitsAreRefusedWithTheirReason(_ unit: CohortUnit) {
        let refusal = #expect(throws: Impossible.self) { try book(old, new, unit: unit) }
        #expect(refusal?.reason == ServerMechanics.units[unit]?.text)
        #expect(refusal?.offers == [.workloads, .clusters])
    }
}
