import Domain
import Testing
import YAML

@testable import Validation

@Suite struct CRDSchemaTests {
    private func definition(_ schema: String, version: String = "v1", served: Bool = true) throws -> JSONValue {
        var tree = try #require(
            try YAMLParser.documents(
                """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: things.example.org}
                spec:
                  group: example.org
                  names: {kind: Thing, plural: things}
                  scope: Namespaced
                  versions:
                    - {name: \(version), served: \(served), storage: true, deprecated: false, schema: {}}
                """
            ).first?.value)
        let parsed = try YAMLParser.documents(schema).first?.value ?? .null
        tree["spec"]?["versions"] = [
            [
                "name": .string(version), "served": .bool(served), "deprecated": false,
                "schema": ["openAPIV3Schema": parsed],
            ]
        ]
        return tree
    }

    private func report(_ schema: String, _ spec: JSONValue, served: Bool = true) throws -> ValidationReport {
        var settings = MeshSettings()
        settings.schemas = SchemaCatalogue(
            name: "cluster west", schemas: try CRDSchema.read(definition(schema, served: served)))
        let tree: JSONValue = [
            "apiVersion": "example.org/v1", "kind": "Thing", "metadata": ["name": "a"], "spec": spec,
        ]
        return Validator.validate(ValidationSet([KnownObject(tree)]), settings: settings)
    }

    private func lines(_ report: ValidationReport) -> [String] {
        report.findings.map { "\($0.code.id) \($0.path): \($0.message)" }
    }

    @Test func aBrokenDefinitionLeavesItsKindToTheBuiltInSchemaAndIsNamed() throws {
        let good = try definition("{type: object}")
        let broken: JSONValue = [
            "kind": "CustomResourceDefinition", "metadata": ["name": "virtualservices.networking.istio.io"],
            "spec": ["group": "networking.istio.io", "names": ["kind": "VirtualService"]],
        ]
        let target = SchemaCatalogue.target("cluster west", definitions: [good, broken])
        let service = ObjectKind("VirtualService", group: "networking.istio.io")
        #expect(!target.catalogue.schemas(of: service).isEmpty)
        #expect(!target.catalogue.schemas(of: ObjectKind("Thing", group: "example.org")).isEmpty)
        #expect(target.broken.count == 1)
        #expect(target.broken.first?.what.contains("virtualservices.networking.istio.io of cluster west") == true)
    }

    @Test func aTargetWithoutDefinitionsIsHeldToTheBuiltInSchemas() {
        let target = SchemaCatalogue.target("cluster west", definitions: [])
        #expect(target.catalogue.name == SchemaCatalogue.builtIn.name)
        #expect(target.broken.isEmpty)
    }

    @Test func theSchemaOfTheTargetIsUsed() throws {
        let schema = "{type: object, properties: {spec: {type: object, properties: {num: {type: integer}}}}}"
        #expect(lines(try report(schema, ["num": 1])) == [])
        #expect(lines(try report(schema, ["num": "a"])) == ["HS2002 spec.num: must be an integer and is a string"])
        #expect(
            lines(try report(schema, ["num": 1], served: false))
                == ["HS2013 apiVersion: v1 of Thing is not served by cluster west"])
    }

    @Test func whatTheTargetLacksIsSaid() throws {
        let catalogue = SchemaCatalogue(
            name: "cluster west", schemas: try CRDSchema.read(definition("{type: object}", version: "v2")))
        var settings = MeshSettings()
        settings.schemas = catalogue
        for (kind, expected) in [
            ("Thing", "HS2013 apiVersion: v1 of Thing is not served by cluster west"),
            ("Other", "HS2014 kind: Other of example.org does not exist in cluster west"),
        ] {
            let tree: JSONValue = [
                "apiVersion": "example.org/v1", "kind": .string(kind), "metadata": ["name": "a"], "spec": [:],
            ]
            let report = Validator.validate(ValidationSet([KnownObject(tree)]), settings: settings)
            #expect(lines(report) == [expected])
        }
        #expect(catalogue.laid(over: .builtIn).schema(of: .virtualService, version: "v1") != nil)
        #expect(catalogue.laid(over: .builtIn).schemas(of: ObjectKind("Thing", group: "example.org")).count == 1)
    }

    @Test(arguments: [
        ("5", "must be an object and is integer"), ("~", "is missing"), ("{type: strnig}", "type is no type: strnig"),
        ("{type: object, properties: [a]}", "properties must be an object and is array"),
        ("{type: object, properties: {spec: {$ref: '#/a'}}}", "properties.spec refers to another schema"),
        ("{type: object, required: a}", "required must be a list and is string"),
        ("{type: object, x-kubernetes-validations: [{message: a}]}", "x-kubernetes-validations[0] has no rule"),
    ])
    func aBrokenSchemaIsReported(_ schema: String, _ fault: String) throws {
        let report = try report(schema, ["num": [1, "a", nil]])
        #expect(report.findings.contains { $0.code == .brokenSchema && $0.message.contains(fault) }, "\(lines(report))")
        #expect(report.findings.allSatisfy { $0.severity == .info || $0.code == .unknownSpecField })
        #expect(!report.unchecked.isEmpty)
    }

    @Test(arguments: ["[]", "{}", "{kind: Pod}", "{kind: CustomResourceDefinition, spec: {group: a}}", "a"])
    func whatIsNoDefinitionIsRefused(_ text: String) throws {
        let tree = try YAMLParser.documents(text).first?.value ?? .null
        #expect(throws: SchemaFault.self) { try CRDSchema.read(tree) }
    }

    @Test func aSchemaWithoutEndEnds() throws {
        var schema: JSONValue = ["type": "string"]
        for _ in 0..<500 { schema = ["type": "object", "properties": ["a": schema]] }
        var document: JSONValue = try definition("{}")
        document["spec"]?["versions"] = [["name": "v1", "schema": ["openAPIV3Schema": schema]]]
        let deep = try CRDSchema.read(document)
        #expect(deep.first?.faults.first?.message == "is too large")
        let wide = JSONValue.object(
            Dictionary(uniqueKeysWithValues: (0..<110_000).map { ("f\($0)", ["type": "string"]) }))
        document["spec"]?["versions"] = [
            ["name": "v1", "schema": ["openAPIV3Schema": ["type": "object", "properties": wide]]]
        ]
        #expect(try CRDSchema.read(document).first?.faults.count == SchemaReader.mostFaults)
    }

    /// Rules rely on the shape of what they look at, and not on one another: one that is broken hides none above it.
    @Test func aBrokenRuleHidesNoOther() throws {
        let schema = """
            {type: object, properties: {spec: {type: object, x-kubernetes-validations: [{rule: "has(self.b)", message: b}],
              properties: {b: {type: integer}, num: {type: string,
              x-kubernetes-validations: [{rule: "self == '1'", message: one}]}}}}}
            """
        func broken(_ number: JSONValue) throws -> [String] { try lines(report(schema, ["num": number])).sorted() }
        let (below, above) = ("HS2012 spec.num", "HS2012 spec")
        #expect(try broken("2").map { String($0.prefix { $0 != ":" }) } == [below, above])
        #expect(try broken("1").map { String($0.prefix { $0 != ":" }) } == [above])
        #expect(try broken(1).map { String($0.prefix { $0 != ":" }) } == ["HS2002 spec.num"])
    }

    /// A rule that HotSwap cannot evaluate is named as unchecked and does not make the object wrong.
    @Test func whatIsNotEvaluatedIsUnchecked() throws {
        let schema = """
            {type: object, properties: {spec: {type: object, properties: {num: {type: string,
              x-kubernetes-validations: [{rule: "quantity(self) == self", message: a quantity}]}}}}}
            """
        let report = try report(schema, ["num": "1"])
        #expect(report.documents.first?.verdict == .valid)
        #expect(report.unchecked.map(\.path) == [["spec", "num"]])
        #expect(report.unchecked.first?.what == "the rule \"a quantity\" was not checked")
        #expect(report.unchecked.first?.why == "HotSwap's CEL does not know the function quantity")
    }
}
