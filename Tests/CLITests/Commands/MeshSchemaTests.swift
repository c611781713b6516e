import FoundationEssentials
import Testing

@testable import CLI

/// `hotswap mesh-schema`, and `validate --mesh` with what it keeps.
@Suite struct MeshSchemaTests {
    private static let definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: sidecars.networking.istio.io}
        spec:
          group: networking.istio.io
          names: {kind: Sidecar, plural: sidecars}
          scope: Namespaced
          versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec: {type: object, properties: {onlyHere: {type: string}}}
        """
    private static let sidecar = """
        apiVersion: networking.istio.io/v1
        kind: Sidecar
        metadata: {name: a}
        spec: {onlyHere: x}
        """

    @Test func whatIsImportedIsWhatDocumentsAreHeldTo() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
            "schemas-\(UInt64.random(in: 0 ... .max))")
        defer { try? FileManager.default.removeItem(at: folder) }
        var session = Session()
        session.environment["HOTSWAP_SCHEMAS"] = folder.path
        session.files = ["crds/a.yaml": Self.definition, "s.yaml": Self.sidecar]
        #expect(await session.run("mesh-schema list").output.isEmpty)
        let imported = await session.run("mesh-schema import --mesh istio=1.21 crds")
        #expect(imported.exitCode == .done && imported.output.contains("Sidecar v1"), "\(imported.errors)")
        #expect(await session.run("mesh-schema list").output == "istio-1.21\n")
        let held = await session.run("validate s.yaml --mesh istio=1.21")
        #expect(!held.output.contains("onlyHere"), "\(held.output)")
        let newest = await session.run("validate s.yaml")
        #expect(newest.exitCode == .failed && newest.output.contains("spec.onlyHere"))
    }

    @Test func mistakesOfUse() async {
        let session = Session()
        #expect(await session.run("mesh-schema import --mesh consul=1 a.yaml").exitCode == .usage)
        #expect(await session.run("mesh-schema import a.yaml").exitCode == .usage)
    }
}
