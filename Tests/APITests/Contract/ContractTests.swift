import API
import Domain
import Testing

/// The OpenAPI document is the API's own word: routes, parameters and examples.
@Suite struct ContractTests {
    private let contract = APIContract.shared

    @Test func theDocumentHasExactlyTheRoutes() {
        let documented = contract.operations.map(\.signature).filter { $0.contains(" /api/v1/") }
        #expect(documented.count > 30)
        #expect(documented.sorted() == API.signatures.sorted())
    }

    @Test func theDocumentHasExactlyTheQueryParameters() throws {
        for operation in contract.operations where operation.path.hasPrefix("/api/v1/") {
            let documented = operation.parameters.filter { $0["in"] == "query" }.compactMap { $0["name"]?.string }
            let read = try #require(API.queryParameters[operation.signature])
            #expect(documented.sorted() == read.sorted(), "\(operation.signature)")
        }
    }

    @Test func everyPathParameterIsDescribed() {
        for operation in contract.operations {
            let named = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map {
                $0.dropFirst().dropLast()
            }
            let described = operation.parameters.filter { $0["in"] == "path" }.compactMap { $0["name"]?.string }
            #expect(named.map(String.init).sorted() == described.sorted(), "\(operation.signature)")
        }
    }

    @Test func operationsHaveNamesOfTheirOwn() {
        let names = contract.operations.compactMap { $0.body["operationId"]?.string }
        #expect(names.count == contract.operations.count)
        #expect(Set(names).count == names.count)
    }

    @Test func everyReferenceLeadsSomewhere() {
        for reference in Self.values(of: "$ref", in: contract.document).compactMap(\.string) {
            #expect(contract.schemas.resolved(["$ref": .string(reference)]) != nil, "\(reference)")
        }
    }

    @Test func everySchemaIsUsed() {
        let used = Set(Self.values(of: "$ref", in: contract.document).compactMap(\.string))
        for (kind, items) in contract.document["components"]?.object ?? [:] where kind != "securitySchemes" {
            for name in (items.object ?? [:]).keys where name != "MethodNotAllowed" {
                #expect(used.contains("#/components/\(kind)/\(name)"), "\(kind)/\(name) is used nowhere")
            }
        }
    }

    @Test func examplesFitTheirSchemas() {
        var count = 0
        for media in Self.objects(with: "example", in: contract.document) {
            guard let schema = media["schema"], let example = media["example"], example.string == nil else { continue }
            count += 1
            #expect(contract.schemas.problems(example, schema).isEmpty, "\(example.jsonText)")
        }
        #expect(count > 10)
    }

    /// The words of the document are those of the code.
    @Test func enumerationsAreComplete() {
        func words(_ name: String) -> [String] {
            (contract.document["components"]?["schemas"]?[name]?["enum"]?.array ?? []).compactMap(\.string).sorted()
        }
        #expect(words("PolicyKind") == PolicyKind.allCases.map(\.rawValue).sorted())
        #expect(words("Mesh") == Mesh.allCases.map(\.rawValue).sorted())
        #expect(words("Tag") == VersionTag.allCases.map(\.rawValue).sorted())
        #expect(words("Stage") == Stage.allCases.map(\.rawValue).sorted())
        #expect(words("JobState") == JobState.allCases.map(\.rawValue).sorted())
        #expect(words("DeploymentStatus") == DeploymentStatus.allCases.map(\.rawValue).sorted())
        #expect(words("FailurePolicy") == FailurePolicy.allCases.map(\.rawValue).sorted())
        #expect(words("StrategyName") == StrategyName.allCases.map(\.rawValue).sorted())
        #expect(words("CohortUnit") == CohortUnit.allCases.map(\.rawValue).sorted())
        #expect(words("TrafficMetric") == TrafficMetric.allCases.map(\.rawValue).sorted())
        #expect(words("TrafficSide") == TrafficSide.allCases.map(\.rawValue).sorted())
        #expect(words("ConflictPolicy") == ConflictPolicy.allCases.map(\.rawValue).sorted())
        let types = contract.document["components"]?["schemas"]?["Problem"]?["properties"]?["type"]?["enum"]?.array
        #expect(
            (types ?? []).compactMap(\.string).sorted()
                == (Problem.Kind.allCases.map { "urn:hotswap:problem:\($0.rawValue)" } + ["about:blank"]).sorted())
    }

    private static func objects(with key: String, in value: JSONValue) -> [JSONValue] {
        let own = value[key] == nil ? [] : [value]
        let inner = (value.object.map { Array($0.values) } ?? value.array ?? []).flatMap { objects(with: key, in: $0) }
        return own + inner
    }

    private static func values(of key: String, in value: JSONValue) -> [JSONValue] {
        objects(with: key, in: value).compactMap { $0[key] }
    }
}

/// The check that holds the answers against the document sees what is wrong.
@Suite struct SchemaCheckTests {
    private let check = SchemaCheck(document: ["components": ["word": ["type": "string", "enum": ["a", "b"]]]])
    private let schema: JSONValue = [
        "type": "object", "required": ["name", "at"], "additionalProperties": false,
        "properties": [
            "name": ["$ref": "#/components/word"], "at": ["type": ["string", "null"], "format": "date-time"],
            "count": ["type": "integer", "minimum": 1], "tags": ["type": "array", "items": ["type": "string"]],
            "either": ["anyOf": [["type": "string"], ["type": "null"]]],
        ],
    ]

    @Test func whatFitsFits() {
        let value: JSONValue = [
            "name": "a", "at": "2026-01-09T08:53:20.000Z", "count": 1, "tags": ["x"], "either": nil,
        ]
        #expect(check.problems(value, schema) == [])
        #expect(check.problems(["name": "b", "at": nil], schema) == [])
    }

    @Test(
        arguments: [
            ["at": nil], ["name": "c", "at": nil], ["name": "a", "at": "yesterday"],
            ["name": "a", "at": nil, "count": 0],
            ["name": "a", "at": nil, "count": "1"], ["name": "a", "at": nil, "tags": [1]],
            ["name": "a", "at": nil, "either": 1], ["name": "a", "at": nil, "other": 1], [],
        ] as [JSONValue])
    func whatDoesNotFitIsFound(_ value: JSONValue) {
        #expect(!check.problems(value, schema).isEmpty)
    }

    @Test func aKeywordThatTheCheckDoesNotKnowIsAProblem() {
        #expect(!check.problems("a", ["type": "string", "contentEncoding": "base64"]).isEmpty)
    }
}
