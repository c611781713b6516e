import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

/// What a cluster has already is not rolled out there.
struct IdleChangeTests {
    private static func object(
        _ spec: JSONValue, version: String = "v1", _ metadata: [String: JSONValue] = [:]
    ) -> JSONValue {
        let named = metadata.merging(["name": "reviews", "namespace": "shop"]) { $1 }
        return [
            "apiVersion": .string("networking.istio.io/\(version)"), "kind": "VirtualService",
            "metadata": .object(named), "spec": spec,
        ]
    }

    private static func change(_ old: JSONValue?, _ new: JSONValue?) -> PolicyChange {
        PolicyChange(
            key: PolicyKey(kind: .virtualService, group: "networking.istio.io", namespace: "shop", name: "reviews"),
            old: old, new: new)
    }

    private static let routes: JSONValue = ["hosts": ["reviews"], "http": [["route": [["weight": 1]]]]]

    @Test func whatIsTheSameToTheMeshIsIdle() {
        let new = Self.object(Self.routes)
        let same: [(JSONValue?, JSONValue?)] = [
            (new, new), (nil, nil), (Self.object(Self.routes, version: "v1beta1"), new),
            (Self.object(Self.routes, ["labels": ["team": "shop"], "annotations": ["argocd": "x"]]), new),
            (
                Self.object(Self.routes, ["labels": ["team": "a", "b": "c"]]),
                Self.object(Self.routes, ["labels": ["b": "c"]])
            ),
            (Self.object(Self.routes, ["finalizers": ["x"], "ownerReferences": [["uid": "1"]]]), new),
        ]
        for (old, new) in same {
            #expect(Self.change(old, new).isIdle, "\(old?.jsonText ?? "") \(new?.jsonText ?? "")")
        }
    }

    @Test func whatMayDifferIsRolledOut() {
        let new = Self.object(Self.routes)
        var more = Self.routes
        more["exportTo"] = ["."]
        let different: [(JSONValue?, JSONValue?)] = [
            (nil, new), (new, nil), (Self.object(more), new), (new, Self.object(more)),
            (Self.object(Self.routes, ["annotations": ["istio.io/dry-run": "true"]]), new),
            (Self.object(Self.routes, ["labels": ["istio.io/rev": "a", "team": "b"]]), new),
            (Self.object(Self.routes, ["annotations": ["retry.linkerd.io/http": "5xx", "a": "b"]]), new),
            (new, Self.object(Self.routes, ["labels": ["team": "shop"]])),
        ]
        for (old, new) in different {
            #expect(!Self.change(old, new).isIdle, "\(old?.jsonText ?? "") \(new?.jsonText ?? "")")
        }
    }

    @Test(arguments: [CohortUnit.requests, .workloads])
    func anIdlePolicyHasNoMoves(_ unit: CohortUnit) throws {
        let same = Self.object(Self.routes)
        let book = try Mechanics.book(
            for: Self.change(same, same), unit: unit, in: Surroundings(pods: [], services: [], objects: [:]),
            cohort: Cohort(ID(high: 0, low: 1)))
        #expect(book.isIdle && book.unit == unit && book.scope == nil && book.movesBack().isEmpty)
        let scenes: [Scene] = [
            .shadow, .green, .share(.percent(10)), .variant(.header(name: "a", value: "b")), .switched, .promoted,
        ]
        for scene in scenes {
            #expect(try book.moves(to: scene).isEmpty)
            try book.checkComparison(in: scene)
        }
    }
}
