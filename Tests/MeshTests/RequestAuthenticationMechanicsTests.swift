import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

struct RequestAuthenticationMechanicsTests {
    private let books = SecurityBooks(kind: .requestAuthentication)
    private let canary = "books-hs-canary-5eedc0de"

    @Test func aNewOneBeginsWithTheCohortAlone() throws {
        let new = KindSample.tokens(["a"])
        let book = try books.book(nil, new)
        let main = books.object(new)
        #expect(try book.moves(to: .green) == [.write(books.copy(new))])
        #expect(try book.moves(to: .share(.count(2))) == [.write(books.copy(new)), .label(.count(2))])
        #expect(try book.moves(to: .switched) == [.write(main)])
        #expect(try book.moves(to: .promoted) == [.write(main), .settle, .unlabel])
        #expect(book.movesBack() == [.restore(main.name), .unlabel])
    }

    @Test func addedIssuersAreACopyOfTheirOwn() throws {
        let new = KindSample.tokens(["a", "b"])
        let book = try books.book(KindSample.tokens(["a"]), new, others: [KindSample.tokens(["c"], "others")])
        let copy = books.copy(KindSample.tokens(["b"]), named: canary)
        let main = books.object(new)
        #expect(try book.moves(to: .share(.percent(50))) == [.write(copy), .label(.percent(50))])
        #expect(try book.moves(to: .promoted) == [.write(main), .settle, .remove(copy.name), .unlabel])
        #expect(book.movesBack() == [.remove(copy.name), .restore(main.name), .unlabel])
        #expect(book.notes.count == 1)
        #expect(
            book.measurement(of: .share(.count(1))) == Measurement(side: .server, cohort: .cohort, baseline: .rest))
    }

    @Test func whatIsInForceCannotBeTakenFromSome() {
        let old = KindSample.tokens(["a", "b"])
        #expect(books.refusal(old, KindSample.tokens(["a"])).reason.contains("rule of issuer b changes or goes"))
        var changed = KindSample.tokens(["a"])
        changed["spec"]?["jwtRules"] = [["issuer": "a", "jwksUri": "elsewhere"], ["issuer": "c"]]
        #expect(books.refusal(KindSample.tokens(["a"]), changed).reason.contains("rule of issuer a changes or goes"))
        #expect(books.refusal(old, nil).reason.contains("no object can take one"))
        #expect(books.refusal(old, KindSample.tokens(["b", "a"])).reason.contains("adds no issuer"))
    }

    @Test func anIssuerHasOneRule() {
        var twice = KindSample.tokens(["a"])
        twice["spec"]?["jwtRules"] = [["issuer": "a"], ["issuer": "a", "jwksUri": "elsewhere"]]
        #expect(books.refusal(nil, twice).reason.contains("issuer a twice"))
        let refusal = books.refusal(nil, KindSample.tokens(["a"]), others: [KindSample.tokens(["a"], "others")])
        #expect(refusal.reason.contains("RequestAuthentication shop/others has a rule for issuer a as well"))
        #expect(refusal.offers == [.clusters])
        let companion = books.change(nil, KindSample.tokens(["a"], "others"))
        #expect(books.refusal(nil, KindSample.tokens(["a"]), companions: [companion]).reason == refusal.reason)
    }

    @Test func targetsSelectorsUnitsAndScenes() throws {
        var target = KindSample.tokens(["a"])
        target["spec"]?["targetRef"] = ["kind": "Gateway", "name": "g"]
        #expect(books.refusal(nil, target).reason.contains("targetRefs"))
        var moved = KindSample.tokens(["a", "b"])
        moved["spec"]?["selector"] = nil
        #expect(books.refusal(KindSample.tokens(["a"]), moved).reason.contains("selector changes"))
        #expect(books.refusal(nil, target, unit: .requests).offers == [.workloads, .clusters])
        let book = try books.book(nil, KindSample.tokens(["a"]))
        #expect(throws: Impossible.self) { try book.moves(to: .shadow) }
        #expect(throws: Impossible.self) { try book.moves(to: .variant(.cookie(name: "x", value: "y"))) }
        #expect(Mechanics.units(of: .requestAuthentication) == [.workloads, .clusters])
    }
}
