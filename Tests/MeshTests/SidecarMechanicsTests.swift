import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

struct SidecarMechanicsTests {
    private let pods = ["web-1", "web-2", "batch-1"].map {
        Workload.sample($0, ["app": .init($0.prefix { $0 != "-" })], namespace: "shop")
    }
    private let label = "cohort.hotswap.io/5eedc0de"

    private func sidecar(_ name: String = "default", host: JSONValue = "./*", _ selecting: JSONValue? = nil)
        -> JSONValue
    {
        KindSample.sidecarDocument(name, hosts: [host], selecting: selecting)
    }

    private func object(_ document: JSONValue, namespace: String = "shop") -> MeshObject {
        let name = document["metadata"]?["name"]?.string ?? ""
        return MeshObject(
            name: MeshObjectName(resource: MeshResource(.sidecar), namespace: namespace, name: name),
            document: document)
    }

    private func book(
        _ old: JSONValue?, _ new: JSONValue?, others: [MeshObject] = [], namespace: String = "shop",
        unit: CohortUnit? = .workloads
    ) throws(Impossible) -> any RolloutBook {
        let name = (new ?? old)?["metadata"]?["name"]?.string ?? ""
        let key = PolicyKey(kind: .sidecar, group: "networking.istio.io", namespace: namespace, name: name)
        let objects = Dictionary(others.map { ($0.name, $0.document) }) { first, _ in first }
        return try Mechanics.book(
            for: PolicyChange(key: key, old: old, new: new), unit: unit,
            in: Surroundings(pods: pods, services: [], objects: objects), cohort: KindSample.cohort)
    }

    private var copy: MeshObject {
        object(sidecar("default-hs-canary-5eedc0de", host: "*/*", [label: "canary"]))
    }

    /// A listener that is declared wrongly breaks what comes in.
    @Test func whatComesInIsMeasuredWhereItChanges() throws {
        var new = sidecar()
        new["spec"]?["ingress"] = [["port": ["number": 9080, "protocol": "HTTP", "name": "http"]]]
        let share = Scene.share(.percent(10))
        #expect(try book(sidecar(), new).measurements(of: share).map(\.side) == [.client, .server])
        #expect(try book(new, sidecar()).measurements(of: share).map(\.side) == [.client, .server])
        var wider = new
        wider["spec"]?["egress"] = [["hosts": ["*/*"]]]
        #expect(try book(new, wider).measurements(of: share).map(\.side) == [.client])
    }

    @Test func aCopyWithTheLabelStandsBesideTheDefault() throws {
        let new = sidecar(host: "*/*")
        let book = try book(sidecar(), new, others: [object(sidecar("batch", ["app": "batch"]))])
        let main = object(new)
        #expect(try book.moves(to: .green) == [.write(copy)])
        #expect(try book.moves(to: .share(.percent(50))) == [.write(copy), .label(.percent(50))])
        #expect(try book.moves(to: .switched) == [.write(main)])
        #expect(try book.moves(to: .promoted) == [.write(main), .settle, .unlabel, .remove(copy.name)])
        #expect(book.movesBack() == [.remove(copy.name), .restore(main.name), .unlabel])
        #expect(pods.filter { book.scope?.contains($0) == true }.map(\.name) == ["web-1", "web-2"])
    }

    @Test func aNewSidecarBeginsWithTheCohortAlone() throws {
        let new = sidecar("web", ["app": "web"])
        let book = try book(nil, new, others: [object(sidecar())])
        let narrowed = object(sidecar("web", ["app": "web", label: "canary"]))
        #expect(try book.moves(to: .share(.count(1))) == [.write(narrowed), .label(.count(1))])
        #expect(try book.moves(to: .promoted) == [.write(object(new)), .settle, .unlabel])
        #expect(book.movesBack() == [.restore(narrowed.name), .unlabel])
        #expect(pods.filter { book.scope?.contains($0) == true }.map(\.name) == ["web-1", "web-2"])
    }

    @Test func measuredAtTheCaller() throws {
        let book = try book(sidecar(), sidecar(host: "*/*"))
        #expect(
            book.measurement(of: .share(.percent(10))) == Measurement(side: .client, cohort: .cohort, baseline: .rest))
        #expect(
            book.measurement(of: .switched)
                == Measurement(side: .client, cohort: .namespaces(["shop"]), baseline: .nobody))
    }

    @Test func whatCannotBeGivenToSomeIsRefused() throws {
        let selecting = sidecar("web", ["app": "web"])
        let all = { (document: JSONValue) in object(document) }
        let cases: [(JSONValue?, JSONValue?, [MeshObject], String, String)] = [
            (sidecar(), nil, [], "shop", "fall back to"),
            (
                selecting, sidecar("web", host: "*/*", ["app": "web"]), [], "shop",
                "has a workloadSelector. It says only"
            ),
            (sidecar(), sidecar("default", ["app": "web"]), [], "shop", "would lose their Sidecar"),
            (sidecar("default", [:]), sidecar("default", host: "*/*", [:]), [], "shop", "has a workloadSelector"),
            (sidecar(), sidecar(host: "*/*"), [], "istio-system", "default of all namespaces"),
            (nil, sidecar(), [], "istio-system", "default of all namespaces"),
            (nil, sidecar(), [all(sidecar("other"))], "shop", "shop/other is the namespace's default already"),
            (nil, selecting, [all(sidecar("all", [:]))], "shop", "shop/all selects pod web-1 as well"),
        ]
        for (old, new, others, namespace, reason) in cases {
            let refusal = #expect(throws: Impossible.self) {
                try book(old, new, others: others, namespace: namespace)
            }
            #expect(refusal?.reason.contains(reason) == true, "\(reason): \(refusal?.reason ?? "")")
            #expect(refusal?.offers == [.clusters])
        }
    }

    @Test(arguments: [CohortUnit.requests, .clientNamespaces])
    func otherUnitsAreRefusedWithTheirReason(_ unit: CohortUnit) {
        let refusal = #expect(throws: Impossible.self) { try book(sidecar(), sidecar(host: "*/*"), unit: unit) }
        #expect(refusal?.reason == SidecarMechanics.units[unit]?.text)
        #expect(refusal?.offers == [.workloads, .clusters])
    }

    @Test func thereIsNoShadowAndNoVariant() throws {
        let book = try book(sidecar(), sidecar(host: "*/*"))
        for scene in [Scene.shadow, .variant(.header(name: "a", value: "b"))] {
            #expect(throws: Impossible.self) { try book.moves(to: scene) }
        }
    }

    /// Where a cluster does not tell which pods have a proxy, every pod is in the scope.
    @Test func podsWithoutAProxyAreLeftOutWhereTheClusterTells() throws {
        let bare = Workload(namespace: "shop", name: "bare", labels: [:], phase: "Running", isMeshed: false)
        let key = PolicyKey(kind: .sidecar, group: "networking.istio.io", namespace: "shop", name: "default")
        let change = PolicyChange(key: key, old: sidecar(), new: sidecar(host: "*/*"))
        func scope(_ pods: [Workload]) throws -> PodScope? {
            try Mechanics.book(
                for: change, unit: .workloads, in: Surroundings(pods: pods, services: [], objects: [:]),
                cohort: KindSample.cohort
            ).scope
        }
        #expect(try scope(pods + [bare])?.contains(bare) == false)
        #expect(try scope([bare])?.contains(bare) == true)
    }
}
