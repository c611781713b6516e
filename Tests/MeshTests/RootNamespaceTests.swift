import Domain
import Mesh
import MeshModel
import MeshTestKit
import Testing

/// A mesh with another root namespace: shares are refused where it decides which pods a policy is for.
struct RootNamespaceTests {
    private func surroundings(root: String) -> Surroundings {
        Surroundings(pods: SecurityBooks.pods, services: [], objects: [:], rootNamespace: root)
    }

    private let change = SecurityBooks(kind: .peerAuthentication).change(
        nil,
        [
            "metadata": ["name": "books", "namespace": "shop"],
            "spec": ["selector": ["matchLabels": ["app": "books"]], "mtls": ["mode": "STRICT"]],
        ])

    @Test func aShareIsRefusedAndWholeClustersAreOffered() throws {
        _ = try Mechanics.book(
            for: change, unit: .workloads, in: surroundings(root: "istio-system"), cohort: KindSample.cohort)
        for unit in [CohortUnit.workloads, nil] {
            let refusal = #expect(throws: Impossible.self) {
                try Mechanics.book(
                    for: change, unit: unit, in: surroundings(root: "istio-config"), cohort: KindSample.cohort)
            }
            #expect(refusal?.reason.contains("rootNamespace is istio-config") == true)
            #expect(refusal?.offers == [.clusters])
        }
    }

    @Test func onlyIstiosKindsThatAreReadFromItCount() {
        let kinds = PolicyKind.allCases.filter(\.looksAtRootNamespace)
        #expect(kinds.allSatisfy { $0.mesh == .istio } && !kinds.contains(.virtualService) && kinds.count == 6)
    }
}
