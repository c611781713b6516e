import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

struct AuthorizationPolicyMechanicsTests {
    private let books = SecurityBooks(kind: .authorizationPolicy)
    private let canary = "books-hs-canary-5eedc0de"
    private let denial = "books-hs-deny-5eedc0de"

    private func allow(_ rules: JSONValue..., name: String = "books") -> JSONValue {
        KindSample.rules("ALLOW", rules, name)
    }
    private func deny(_ rules: JSONValue..., name: String = "books") -> JSONValue {
        KindSample.rules("DENY", rules, name)
    }
    private func from(_ accounts: String) -> JSONValue { KindSample.from(accounts) }

    /// A policy of the whole shop.
    private func everywhere(_ spec: JSONValue, _ name: String = "all", namespace: String = "shop") -> JSONValue {
        KindSample.securityDocument(.authorizationPolicy, name, spec, namespace: namespace)
    }

    private func shadow(of document: JSONValue) -> MeshObject {
        var copy = document
        copy["metadata"]?["name"] = "books-hs-shadow-5eedc0de"
        copy["metadata"]?["annotations"] = ["istio.io/dry-run": "true"]
        return books.object(copy)
    }

    @Test func aNewPolicyBeginsWithTheCohortAlone() throws {
        let new = allow(from("web"))
        let book = try books.book(nil, new)
        let (main, shadow) = (books.object(new), shadow(of: new))
        let narrowed = books.copy(new)
        #expect(try book.moves(to: .shadow) == [.write(shadow)])
        #expect(try book.moves(to: .green) == [.write(narrowed), .remove(shadow.name)])
        #expect(
            try book.moves(to: .share(.count(1))) == [.write(narrowed), .label(.count(1)), .remove(shadow.name)])
        #expect(try book.moves(to: .switched) == [.write(main)])
        #expect(try book.moves(to: .promoted) == [.write(main), .settle, .unlabel, .remove(shadow.name)])
        #expect(book.movesBack() == [.restore(main.name), .unlabel, .remove(shadow.name)])
        #expect(SecurityBooks.pods.filter { book.scope?.contains($0) == true }.count == 3)
    }

    @Test func looserIsAnALLOWForTheCohort() throws {
        let new = allow(from("web"), from("guest"))
        let book = try books.book(allow(from("web")), new)
        let copy = books.copy(new, named: canary)
        let shadow = shadow(of: new).name
        #expect(
            try book.moves(to: .share(.percent(50))) == [.write(copy), .label(.percent(50)), .remove(shadow)])
        #expect(
            try book.moves(to: .promoted)
                == [.write(books.object(new)), .settle, .remove(copy.name), .unlabel, .remove(shadow)])
        #expect(
            book.movesBack()
                == [.remove(copy.name), .restore(books.object(new).name), .unlabel, .remove(shadow)])
        #expect(book.notes.isEmpty)
    }

    @Test func tighterIsADENYOfTheDifference() throws {
        let new = allow(from("web"))
        let book = try books.book(allow(from("web"), from("batch")), new)
        let copy = books.copy(deny(from("batch")), named: denial)
        let shadow = shadow(of: new).name
        #expect(
            try book.moves(to: .share(.percent(50))) == [.write(copy), .label(.percent(50)), .remove(shadow)])
        #expect(
            book.movesBack() == [.remove(copy.name), .restore(books.object(new).name), .unlabel, .remove(shadow)])
    }

    @Test func bothComeClosedFirstAndGoOpenFirst() throws {
        let new = allow(from("web"), from("guest"))
        let book = try books.book(allow(from("web"), from("batch")), new)
        let (deny, allow) = (books.copy(deny(from("batch")), named: denial), books.copy(new, named: canary))
        let (main, shadow) = (books.object(new), shadow(of: new).name)
        #expect(
            try book.moves(to: .share(.percent(50)))
                == [.write(deny), .write(allow), .label(.percent(50)), .remove(shadow)])
        #expect(
            try book.moves(to: .promoted)
                == [.write(main), .settle, .remove(allow.name), .remove(deny.name), .unlabel, .remove(shadow)])
        #expect(
            book.movesBack()
                == [.remove(allow.name), .restore(main.name), .remove(deny.name), .unlabel, .remove(shadow)])
    }

    @Test func aDENYThatDeniesMoreIsACopy() throws {
        let new = deny(from("web"), from("batch"))
        let book = try books.book(deny(from("web")), new)
        #expect(try book.moves(to: .green).first == .write(books.copy(new, named: canary)))
        let refusal = books.refusal(new, deny(from("web")))
        #expect(refusal.reason.contains("matches less (no longer: principals: cluster.local/ns/shop/sa/batch)"))
        #expect(refusal.offers == [.clusters])
    }

    @Test func whatAnotherALLOWStillAllowsIsNotDenied() throws {
        let old = allow(from("web"), from("admin"), from("batch"))
        let admins = everywhere(["rules": [from("admin")]])
        let book = try books.book(old, allow(from("web")), others: [admins])
        #expect(try book.moves(to: .green).first == .write(books.copy(deny(from("batch")), named: denial)))
        // Where all that goes is allowed elsewhere, nothing goes.
        let same = try books.book(old, allow(from("web")), others: [everywhere(["rules": [[:]]])])
        #expect(try same.moves(to: .green).first == .write(books.copy(allow(from("web")), named: canary)))
    }

    @Test func whatAnotherALLOWMayAllowForSomeIsRefused() {
        let old = allow(from("web"), from("admin"))
        var some = allow(from("admin"), name: "v2")
        some["spec"]?["selector"] = ["matchLabels": ["version": "v2"]]
        let refusal = books.refusal(old, allow(from("web")), others: [some])
        #expect(refusal.reason.contains("could hit what AuthorizationPolicy shop/v2 allows,"))
        some["spec"]?["selector"] = ["matchLabels": ["app": "web"]]
        #expect(throws: Never.self) { try books.book(old, allow(from("web")), others: [some]) }
        some["spec"]?["selector"] = nil
        some["spec"]?["targetRefs"] = [["kind": "Gateway", "name": "g"]]
        #expect(throws: Never.self) { try books.book(old, allow(from("web")), others: [some]) }
    }

    @Test func whatAnotherPolicyTakesOverIsNotDenied() throws {
        let (old, new) = (allow(from("web"), from("batch")), allow(from("web")))
        func batch(_ before: JSONValue?, _ after: JSONValue?) -> [PolicyChange] {
            [books.change(before, after)]
        }
        let batches = allow(from("batch"), name: "batches")
        // It is to be allowed by the other one, and when that comes, nobody knows.
        let refusal = books.refusal(old, new, companions: batch(nil, batches))
        #expect(refusal.reason.contains("could hit what AuthorizationPolicy shop/batches allows, or is to allow"))
        // It was and is allowed by the other one.
        let wider = allow(from("batch"), from("guest"), name: "batches")
        let stays = try books.book(old, new, others: [batches], companions: batch(batches, wider))
        #expect(try stays.moves(to: .green).first == .write(books.copy(new, named: canary)))
        // Neither allows it any more.
        let gone = try books.book(old, new, others: [batches], companions: batch(batches, allow(name: "batches")))
        #expect(try gone.moves(to: .green).first == .write(books.copy(deny(from("batch")), named: denial)))
        let removed = try books.book(old, new, others: [batches], companions: batch(batches, nil))
        #expect(try removed.moves(to: .green).first == .write(books.copy(deny(from("batch")), named: denial)))
    }

    @Test func aDENYOfHTTPFieldsHitsNoTCPThatStaysAllowed() throws {
        let old = allow(KindSample.to(["GET", "POST"]), from("web"))
        let book = try books.book(old, allow(KindSample.to(["GET"]), from("web")))
        let denial = try #require(try book.moves(to: .green).first)
        let rule: JSONValue = [
            "from": [["source": ["notPrincipals": ["cluster.local/ns/shop/sa/web"]]]],
            "to": [["operation": ["methods": ["POST"]]]],
        ]
        #expect(denial == .write(books.copy(deny(rule), named: self.denial)))
        #expect(book.notes.isEmpty)
    }

    @Test func plainTCPAloneWaitsForThePromotion() throws {
        let methods: JSONValue = ["to": [["operation": ["methods": ["GET"]]]]]
        let rest: JSONValue = ["to": [["operation": ["notMethods": ["GET"]]]]]
        let book = try books.book(allow([:]), allow(methods, rest))
        #expect(try book.moves(to: .green) == [.remove(shadow(of: allow(methods, rest)).name)])
        #expect(book.notes.contains { $0.contains("denied from the promotion on") })
        // A DENY that is there anyway hits it.
        #expect(try books.book(allow([:]), allow(methods)).notes.isEmpty)
    }

    @Test func manyPolicies() {
        let target = books.refusal(
            nil, everywhere(["rules": [[:]], "targetRefs": [["kind": "Gateway", "name": "waypoint"]]]))
        #expect(target.reason.contains("targetRefs"))
        var moved = allow(from("web"))
        moved["spec"]?["selector"] = ["matchLabels": ["app": "web"]]
        #expect(books.refusal(allow(from("web")), moved).reason.contains("selector changes"))
        #expect(books.refusal(allow(from("web")), nil).reason.contains("everything is allowed"))
        #expect(books.refusal(allow(from("web")), deny(from("web"))).reason.contains("action changes"))
        let custom = KindSample.rules("CUSTOM", [from("web")])
        #expect(books.refusal(custom, KindSample.rules("CUSTOM", [])).reason.contains("external authorizer"))
        var provider = custom
        provider["spec"]?["provider"] = ["name": "other"]
        #expect(books.refusal(custom, provider).reason.contains("provider changes"))
        var watched = allow(from("web"))
        watched["metadata"]?["annotations"] = ["istio.io/dry-run": "true"]
        #expect(books.refusal(allow(from("web")), watched).reason.contains("only watched"))
    }

    @Test func whatCannotBeProvenIsRefused() {
        let strange: JSONValue = ["when": [["key": "request.colour", "values": ["red"]]]]
        #expect(
            books.refusal(allow(from("web"), strange), allow(from("web"))).reason
                .contains("unknown key request.colour"))
        #expect(books.refusal(deny(from("web"), strange), deny(from("web"))).reason.contains("unknown key"))
        func paths(_ fields: JSONValue) -> JSONValue { ["to": [["operation": fields]]] }
        #expect(
            books.refusal(allow(paths(["paths": ["/a*"]])), allow(paths(["paths": ["/a*"], "notPaths": ["*z"]]))).reason
                .contains("cannot be said in one DENY rule"))
    }

    @Test func unitsAndScenes() throws {
        for unit in [CohortUnit.requests, .clientNamespaces] {
            let refusal = books.refusal(nil, allow(), unit: unit)
            #expect(refusal.offers == [.workloads, .clusters])
            #expect(refusal.reason == AuthorizationPolicyMechanics.units[unit]?.text)
        }
        let book = try books.book(nil, KindSample.rules("AUDIT", [[:]]))
        #expect(throws: Impossible.self) { try book.moves(to: .shadow) }
        #expect(throws: Impossible.self) { try book.moves(to: .variant(.header(name: "x", value: "y"))) }
        #expect(
            book.measurement(of: .share(.count(1))) == Measurement(side: .server, cohort: .cohort, baseline: .rest))
        #expect(book.measurement(of: .shadow).cohort == .nobody)
        #expect(book.measurement(of: .switched).baseline == .nobody)
        #expect(Mechanics.units(of: .authorizationPolicy) == [.workloads, .clusters])
    }

    @Test func theScopeIsThePolicysPods() throws {
        let waypoint = Workload.sample(
            "waypoint", ["gateway.istio.io/managed": "istio.io-mesh-controller"], namespace: "shop")
        let elsewhere = Workload.sample("ledger", ["app": "books"], namespace: "payments")
        let pods = SecurityBooks.pods + [waypoint, elsewhere]
        func scope(_ namespace: String) throws -> [String] {
            let new = everywhere(["rules": [[:]]], namespace: namespace)
            let book = try books.book(nil, new, pods: pods)
            return pods.filter { book.scope?.contains($0) == true }.map(\.name)
        }
        #expect(try scope("shop") == ["books-1", "books-2", "books-3", "web-1"])
        #expect(try scope("istio-system") == ["books-1", "books-2", "books-3", "web-1", "ledger"])
        #expect(try scope("payments") == ["ledger"])
    }

    @Test(arguments: KindSample.istioSecurity.filter { $0.change.key.kind == .authorizationPolicy })
    func theCohortDecidesAsTheNewVersionDoes(_ sample: KindSample) throws {
        for (move, world) in try SecurityBooks.worlds(of: sample) {
            guard case .label = move else { continue }
            for pod in world.pods where pod.isOfTheCohort {
                #expect(
                    AuthorizationRulesOfIstio.outcomes(on: pod, in: world)
                        == AuthorizationRulesOfIstio.outcomes(on: pod, in: sample.promotedWorld), "\(pod.name)")
            }
        }
    }
}
