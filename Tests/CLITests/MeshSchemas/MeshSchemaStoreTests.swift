import Domain
import FoundationEssentials
import Testing
import Validation

@testable import CLI

/// Schemas of mesh versions that a user imports.
@Suite struct MeshSchemaStoreTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("schemas-\(UUID().uuidString)")
        .path
    private var store: MeshSchemaStore { MeshSchemaStore(folder: "\(folder)/deep/schemas") }

    private func definition(_ kind: String, _ field: String, group: String = "networking.istio.io") -> String {
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: x, annotations: {a: b}}
        spec:
          group: \(group)
          names: {kind: \(kind), plural: x}
          scope: Namespaced
          versions:
            - name: v1beta1
              served: true
              storage: true
              additionalPrinterColumns: []
              schema:
                openAPIV3Schema:
                  type: object
                  description: long
                  properties:
                    spec: {type: object, properties: {\(field): {type: string}, description: {type: string}}}

        """
    }

    private func file(_ text: String, _ name: String = "crds.yaml") -> [(name: String, bytes: [UInt8])] {
        [(name, Array(text.utf8))]
    }

    private func findings(_ catalogue: SchemaCatalogue, _ spec: JSONValue, kind: String = "VirtualService") -> [String]
    {
        var settings = MeshSettings()
        settings.schemas = catalogue
        let tree: JSONValue = [
            "apiVersion": "networking.istio.io/v1beta1", "kind": .string(kind), "metadata": ["name": "a"], "spec": spec,
        ]
        return Validator.validate(ValidationSet([KnownObject(tree)]), settings: settings).findings.filter {
            $0.code.id.hasPrefix("HS2") || $0.code.id == "HS1015"
        }.map { "\($0.code.id) \($0.path)" }
    }

    @Test func whatIsImportedIsWhatDocumentsAreHeldTo() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let old = try #require(MeshSchemaVersion("istio=1.21"))
        let chart =
            definition("VirtualService", "hosts") + "---\nkind: Service\n---\n"
            + definition("Server", "port", group: "policy.linkerd.io")
        let imported = try store.import(file(chart), as: old)
        #expect(imported.kinds == ["VirtualService v1beta1"])
        #expect(
            imported.skipped == [
                "crds.yaml, document 2: no CustomResourceDefinition",
                "crds.yaml, document 3: of group policy.linkerd.io, which is not istio's",
            ])
        #expect(try store.versions() == [old])
        let catalogue = try #require(try store.catalogue(of: old))
        #expect(catalogue.name == "istio-1.21, imported")
        #expect(findings(catalogue, ["hosts": "a", "description": "b"]) == [])
        #expect(findings(catalogue, ["http": "a"]) == ["HS1015 spec.http"])
        #expect(findings(catalogue, [:], kind: "Sidecar") == ["HS2014 kind"])
        // The descriptions are not kept, a property of that name is.
        let kept = try #require(
            FileManager.default.contents(atPath: "\(imported.folder)/VirtualService.networking.istio.io.json"))
        #expect(!String(decoding: kept, as: UTF8.self).contains("long"))
    }

    @Test func aSecondImportReplacesTheFirst() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let version = try #require(MeshSchemaVersion("istio-1.21.3"))
        _ = try store.import(
            file(definition("VirtualService", "a") + "---\n" + definition("Gateway", "a")), as: version)
        _ = try store.import(file(definition("VirtualService", "b")), as: version)
        let catalogue = try #require(try store.catalogue(of: version))
        #expect(findings(catalogue, ["b": "x"]) == [])
        #expect(catalogue.schemas(of: .gateway).isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder)/deep/schemas") == ["istio-1.21"])
    }

    @Test func versionsThatAreNotThereAreBuiltIn() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try store.versions() == [])
        #expect(try store.catalogue(of: MeshSchemaVersion(.istio, MeshVersion(1, 21))) == nil)
        #expect(try store.catalogue(istio: MeshVersion(1, 21), linkerd: MeshVersion(2, 14)) == .builtIn)
        _ = try store.import(file(definition("VirtualService", "a")), as: MeshSchemaVersion(.istio, MeshVersion(1, 21)))
        let both = try store.catalogue(istio: MeshVersion(1, 21), linkerd: MeshVersion(2, 14))
        #expect(both.name.hasPrefix("istio-1.21, imported; for other groups built in"))
        #expect(both.schema(of: .server, version: "v1beta3") != nil && both.schemas(of: .gateway).isEmpty)
    }

    @Test(arguments: [
        ("kind: Service\n", "no file holds a CustomResourceDefinition of istio"),
        ("a: [\n", "crds.yaml:2:1: "),
        ("kind: CustomResourceDefinition\n", "crds.yaml, document 1: the definition is broken: spec.group"),
    ])
    func whatIsNoDefinitionIsRefused(_ text: String, _ message: String) throws {
        let error = #expect(throws: CommandFailure.self) {
            try store.import(file(text), as: MeshSchemaVersion(.istio, MeshVersion(1, 21)))
        }
        #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    @Test func aBrokenOrRepeatedDefinitionIsRefused() throws {
        let version = MeshSchemaVersion(.istio, MeshVersion(1, 21))
        let broken = definition("VirtualService", "a").replacing(
            "type: object\n          ", with: "type: objekt\n          ")
        for (text, part) in [
            (broken, "is no type: objekt"),
            (
                definition("Gateway", "a") + "---\n" + definition("Gateway", "a"),
                "Gateway of networking.istio.io is there twice"
            ),
        ] {
            let error = #expect(throws: CommandFailure.self) { try store.import(file(text), as: version) }
            #expect(error?.description.contains(part) == true, "\(String(describing: error))")
        }
    }

    @Test func theFolderIsTheUsers() {
        #expect(MeshSchemaStore.folder(["HOTSWAP_SCHEMAS": "/a", "HOME": "/b"]) == "/a")
        #expect(MeshSchemaStore.folder(["XDG_CONFIG_HOME": "/c", "HOME": "/b"]) == "/c/hotswap/schemas")
        #expect(MeshSchemaStore.folder(["HOME": "/b", "HOTSWAP_SCHEMAS": ""]) == "/b/.config/hotswap/schemas")
        #expect(MeshSchemaStore.folder([:]) == nil)
    }

    @Test func versionsAreReadInTheirForms() {
        #expect(MeshSchemaVersion("linkerd=2.14.10")?.description == "linkerd-2.14")
        #expect(MeshSchemaVersion("Istio-1.30")?.description == "istio-1.30")
        for text in ["istio", "consul=1.2", "istio=x", ""] { #expect(MeshSchemaVersion(text) == nil) }
    }
}
