import Domain
import Mesh
import MeshModel
import Testing

/// In which order the moves of a bundle are done.
@Suite struct BundleMovesTests {
    private func name(_ name: String) -> MeshObjectName {
        MeshObjectName(
            resource: MeshResource(group: "g", kind: "K", plural: "ks"), namespace: "default", name: name)
    }

    private func write(_ text: String) -> Move { .write(MeshObject(name: name(text), document: [:])) }
    private func remove(_ text: String) -> Move { .remove(name(text)) }
    private func restore(_ text: String) -> Move { .restore(name(text)) }

    /// The phases as a line: objects of a rank in brackets, `+` between those that are written at once.
    private func order(_ scripts: [(PolicyKind, [Move])], backwards: Bool = false) -> String {
        let scripts = scripts.map { BundleMoves.Script(kind: $0.0, moves: $0.1) }
        return BundleMoves.phases(of: scripts, backwards: backwards).map { phase in
            switch phase {
            case .objects(let ranks):
                ranks.map { rank in
                    "["
                        + rank.map { $0.moves.compactMap(\.object?.name).joined(separator: " ") }.sorted()
                        .joined(separator: " + ") + "]"
                }.joined(separator: " ")
            case .label(let share, _): share.map { "label(\($0))" } ?? "unlabel"
            case .settle: "settle"
            }
        }.joined(separator: " ")
    }

    @Test func nothingIsNothing() {
        #expect(order([]).isEmpty)
        #expect(order([(.virtualService, [])]).isEmpty)
        #expect(order([(.virtualService, [.settle])]) == "settle")
    }

    /// A subset before the route that names it, whatever the order of the request; backwards the route first.
    @Test func ranksGoUpOnTheWayInAndDownOnTheWayOut() {
        let way: [(PolicyKind, [Move])] = [
            (.virtualService, [write("route")]), (.destinationRule, [write("subset")]),
            (.serviceEntry, [write("host")]),
            (.authorizationPolicy, [write("allow")]),
        ]
        #expect(order(way) == "[host] [subset] [allow] [route]")
        #expect(order(way, backwards: true) == "[route] [allow] [subset] [host]")
        #expect(order(way.reversed()) == "[host] [subset] [allow] [route]")
    }

    @Test func policiesOfARankAreWrittenAtOnceEachInItsOrder() {
        #expect(
            order([
                (.destinationRule, [write("a1"), write("a2")]), (.destinationRule, [write("b1")]),
                (.virtualService, [write("c")]),
            ]) == "[a1 a2 + b1] [c]")
    }

    /// What refers is removed before what it refers to, and only when all has been written.
    @Test func removalsGoDownAfterTheWrites() {
        #expect(
            order([
                (.destinationRule, [remove("subset")]), (.virtualService, [remove("route")]),
                (.gateway, [write("gate")]), (.sidecar, [write("egress"), remove("old egress")]),
            ]) == "[gate] [egress old egress] [route] [subset]")
    }

    @Test func allObjectsComeBeforeTheFirstLabel() {
        #expect(
            order([
                (.virtualService, [write("route"), .label(.percent(10))]),
                (.destinationRule, [write("subset"), .settle, write("rest"), .label(.percent(10))]),
                (.gateway, [write("gate"), .settle, write("other gate")]),
            ]) == "[subset] [gate] [route] settle [rest] [other gate] label(10 %)")
    }

    /// A pod that loses its label while a copy still selects it by it would have neither version.
    @Test func noPodLosesItsLabelBeforeTheLastObjectIsBack() {
        #expect(
            order(
                [
                    (.virtualService, [restore("route"), .unlabel]),
                    (.destinationRule, [write("main"), .settle, remove("copy"), .settle, restore("main"), .unlabel]),
                ], backwards: true) == "[route] [main] settle [copy] settle [main] unlabel")
    }

    @Test func whatFollowsALabelFollowsItForAll() {
        #expect(
            order([
                (.virtualService, [write("a"), .label(.count(2)), .settle, write("b")]),
                (.destinationRule, [.label(.count(2)), write("c"), .settle]),
            ]) == "[a] label(2) [c] settle [b]")
    }

    /// Whose a move is, is known by the place of its script, also where others have nothing to do.
    @Test func eachPartKnowsItsScript() {
        let phases = BundleMoves.phases(of: [
            BundleMoves.Script(kind: .gateway, moves: []),
            BundleMoves.Script(kind: .virtualService, moves: [write("route"), .unlabel]),
            BundleMoves.Script(kind: .serviceEntry, moves: [.unlabel, write("host")]),
        ])
        let places = phases.flatMap { phase -> [Int] in
            switch phase {
            case .objects(let ranks): ranks.flatMap { $0.map(\.place) }
            case .label(_, let place): [place]
            case .settle: []
            }
        }
        #expect(places == [1, 1, 2])
    }
}
