import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

struct EnvoyFilterMechanicsTests {
    private let pods = [
        Workload.sample("web-1", ["app": "web"], namespace: "shop"),
        Workload.sample("api-1", ["app": "api"], namespace: "shop"),
        Workload.sample("ledger-1", ["app": "web"], namespace: "payments"),
    ]
    private let label = "cohort.hotswap.io/5eedc0de"
    private let one = KindSample.header("x-one")
    private let two = KindSample.header("x-two")

    private func filter(
        _ patches: [JSONValue], name: String = "lua", _ selecting: JSONValue? = nil, namespace: JSONValue = "shop",
        priority: Int64? = nil
    ) -> JSONValue {
        KindSample.filterDocument(
            name, patches: patches, selecting: selecting, namespace: namespace, priority: priority)
    }

    private func object(_ document: JSONValue) -> MeshObject {
        let metadata = document["metadata"]
        return MeshObject(
            name: MeshObjectName(
                resource: MeshResource(.envoyFilter), namespace: metadata?["namespace"]?.string ?? "",
                name: metadata?["name"]?.string ?? ""),
            document: document)
    }

    private func book(
        _ old: JSONValue?, _ new: JSONValue?, others: [MeshObject] = [], unit: CohortUnit? = .workloads
    ) throws(Impossible) -> any RolloutBook {
        let namespace = (new ?? old)?["metadata"]?["namespace"]?.string ?? ""
        let key = PolicyKey(kind: .envoyFilter, group: "networking.istio.io", namespace: namespace, name: "lua")
        let objects = Dictionary(others.map { ($0.name, $0.document) }) { first, _ in first }
        return try Mechanics.book(
            for: PolicyChange(key: key, old: old, new: new), unit: unit,
            in: Surroundings(pods: pods, services: [], objects: objects), cohort: KindSample.cohort)
    }

    private func scope(of book: any RolloutBook) -> [String] {
        pods.filter { book.scope?.contains($0) == true }.map(\.name)
    }

    @Test func onlyTheAddedPatchesStandInTheCopy() throws {
        let new = filter([one, two], ["app": "web"], priority: 3)
        let book = try book(filter([one], ["app": "web"], priority: 3), new)
        let copy = object(
            filter([two], name: "lua-hs-canary-5eedc0de", ["app": "web", label: "canary"], priority: 3))
        let main = object(new)
        #expect(try book.moves(to: .green) == [.write(copy)])
        #expect(try book.moves(to: .share(.percent(50))) == [.write(copy), .label(.percent(50))])
        #expect(try book.moves(to: .switched) == [.remove(copy.name), .write(main)])
        #expect(try book.moves(to: .promoted) == [.remove(copy.name), .write(main), .unlabel])
        #expect(book.movesBack() == [.remove(copy.name), .restore(main.name), .unlabel])
        #expect(scope(of: book) == ["web-1"])
    }

    @Test func aNewFilterBeginsWithTheCohortAlone() throws {
        let new = filter([one])
        let book = try book(nil, new)
        let narrowed = object(filter([one], [label: "canary"]))
        #expect(try book.moves(to: .share(.count(1))) == [.write(narrowed), .label(.count(1))])
        #expect(try book.moves(to: .switched) == [.write(object(new))])
        #expect(try book.moves(to: .promoted) == [.write(object(new)), .settle, .unlabel])
        #expect(book.movesBack() == [.restore(narrowed.name), .unlabel])
        #expect(scope(of: book) == ["web-1", "api-1"])
    }

    @Test func theRootNamespaceReachesAllOthers() throws {
        let book = try book(nil, filter([one], ["app": "web"], namespace: "istio-system"))
        #expect(scope(of: book) == ["web-1", "ledger-1"])
        let all = try self.book(nil, filter([one], namespace: "istio-system"))
        #expect(scope(of: all).count == 3)
        #expect(
            all.measurement(of: .promoted)
                == Measurement(side: .server, cohort: .namespaces(["payments", "shop"]), baseline: .nobody))
    }

    @Test func measuredWhereThePatchesShow() throws {
        let outbound = KindSample.header("x-out", context: "SIDECAR_OUTBOUND")
        let share = Scene.share(.percent(10))
        #expect(try book(nil, filter([outbound])).measurement(of: share).side == .client)
        #expect(try book(nil, filter([outbound, one])).measurement(of: share).side == .server)
        let inbound = KindSample.header("x-in", context: "SIDECAR_INBOUND")
        let any = KindSample.header("x-any", context: "ANY")
        for (patches, sides) in [
            ([outbound], [TrafficSide.client]), ([inbound], [.server]), ([any], [.server, .client]),
            ([inbound, outbound], [.server, .client]),
        ] {
            #expect(try book(nil, filter(patches)).measurements(of: share).map(\.side) == sides)
        }
        // What was there already says nothing.
        #expect(try book(filter([one]), filter([one, outbound])).measurement(of: share).side == .client)
    }

    @Test func theNotesNameWhoComesBetween() throws {
        let others = [
            object(filter([one], name: "same")), object(filter([one], name: "later", priority: 7)),
            object(filter([one], name: "mesh", namespace: "istio-system")),
            object(filter([one], name: "elsewhere", namespace: "payments")),
        ]
        let notes = try book(filter([one]), filter([one, two]), others: others + [object(filter([one]))]).notes
        let order = try #require(notes.first { $0.contains("order of their objects' age") })
        #expect(order.contains("EnvoyFilter istio-system/mesh, EnvoyFilter shop/same;"))
    }

    @Test func whatCannotBeGivenToSomeIsRefused() throws {
        var targeted = filter([one])
        targeted["spec"]?["targetRefs"] = [["kind": "Gateway", "name": "edge"]]
        var revised = filter([one, two])
        revised["metadata"]?["labels"] = ["istio.io/rev": "canary"]
        let cases: [(JSONValue?, JSONValue?, String)] = [
            (filter([one]), nil, "cannot be taken from some"),
            (nil, targeted, "targetRefs"), (targeted, filter([one, two]), "targetRefs"),
            (filter([one]), filter([two]), "drops, changes or moves"),
            (filter([one, two]), filter([two, one]), "drops, changes or moves"),
            (filter([one, two]), filter([one]), "drops, changes or moves"),
            (filter([one]), filter([one, two], ["app": "web"]), "more than configPatches"),
            (filter([one]), filter([one, two], priority: 1), "more than configPatches"),
            (filter([one]), revised, "more than configPatches"),
        ]
        for (old, new, reason) in cases {
            let refusal = #expect(throws: Impossible.self) { try book(old, new) }
            #expect(refusal?.reason.contains(reason) == true, "\(reason): \(refusal?.reason ?? "")")
            #expect(refusal?.offers == [.clusters])
        }
    }

    @Test(arguments: [CohortUnit.requests, .clientNamespaces])
    func otherUnitsAreRefusedWithTheirReason(_ unit: CohortUnit) {
        let refusal = #expect(throws: Impossible.self) { try book(nil, filter([one]), unit: unit) }
        #expect(refusal?.reason == EnvoyFilterMechanics.units[unit]?.text)
        #expect(refusal?.offers == [.workloads, .clusters])
    }
}
