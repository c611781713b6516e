import Domain
import Kubernetes
import Ports
import TestKit
import Testing

/// Definitions as a real kube-apiserver has them; the sandbox has none to read.
@Suite struct DefinitionsContract {
    @Test(arguments: ClusterFixture.all)
    func theMeshesDefinitionsAreRead(_ fixture: ClusterFixture) async throws {
        let cluster = try await fixture.testCluster()
        guard fixture == .kubeAPIServer else {
            await expectNotServed { _ = try await cluster.objects.meshDefinitions() }
            return
        }
        let served = try await cluster.objects.meshDefinitions()
        let names = served.documents.compactMap { $0["metadata"]?["name"]?.string }
        for kind in PolicyKind.allCases {
            for group in kind.groups { #expect(names.contains("\(kind.plural).\(group)")) }
        }
        #expect(served.documents.allSatisfy { $0["spec"]?["versions"]?.array?.isEmpty == false })
        #expect(served.documents.allSatisfy { $0["kind"] == "CustomResourceDefinition" })
        // A definition that somebody touches has another state.
        let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/trafficsplits.split.smi-spec.io"
        let mark = String(UInt64.random(in: .min ... .max), radix: 36)
        try await cluster.requests.succeed(
            "PATCH", path, ["metadata": ["annotations": ["example.org/mark": .string(mark)]]],
            as: "application/merge-patch+json")
        #expect(try await cluster.objects.meshDefinitions().state != served.state)
    }

    @Test(arguments: ClusterFixture.all)
    func withoutRightsTheyAreRefused(_ fixture: ClusterFixture) async throws {
        guard fixture == .kubeAPIServer else { return }
        let cluster = try await fixture.testCluster()
        let powerless = try cluster.server.objects(token: cluster.server.powerlessToken)
        let error = await #expect(throws: PortError.self) { _ = try await powerless.meshDefinitions() }
        #expect(error?.kind == .permanent && error?.code == "403")
    }
}
