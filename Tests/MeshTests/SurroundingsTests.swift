import Domain
import Mesh
import MeshModel
import Testing

/// Surroundings with other versions of some objects are the same as if they had been made of them.
@Suite struct SurroundingsTests {
    private func name(_ kind: PolicyKind, _ name: String) -> MeshObjectName {
        MeshObjectName(resource: MeshResource(kind), namespace: "shop", name: name)
    }

    private func surroundings(_ objects: [MeshObjectName: JSONValue]) -> Surroundings {
        let pods = ["a", "b"].map { Workload(namespace: "shop", name: $0, labels: [:], phase: "Running") }
        return Surroundings(pods: pods, services: [], objects: objects)
    }

    @Test func someObjectsAreReplaced() {
        let before = surroundings([
            name(.destinationRule, "a"): 1, name(.destinationRule, "c"): 1, name(.gateway, "g"): 1,
        ])
        let gone: JSONValue? = nil
        let after = before.replacing([
            name(.destinationRule, "a"): gone, name(.destinationRule, "b"): 2, name(.destinationRule, "c"): 3,
            name(.virtualService, "v"): 4, name(.gateway, "none"): gone,
        ])
        let whole = surroundings([
            name(.destinationRule, "b"): 2, name(.destinationRule, "c"): 3, name(.gateway, "g"): 1,
            name(.virtualService, "v"): 4,
        ])
        #expect(after.objects == whole.objects && after.pods == before.pods)
        for kind in [PolicyKind.destinationRule, .gateway, .virtualService, .sidecar] {
            #expect(after.objects(of: MeshResource(kind)) == whole.objects(of: MeshResource(kind)))
        }
        #expect(after.objects(of: MeshResource(.destinationRule)).map(\.name.name) == ["b", "c"])
        #expect(before.objects(of: MeshResource(.destinationRule)).count == 2, "the one before is as it was")
    }
}
