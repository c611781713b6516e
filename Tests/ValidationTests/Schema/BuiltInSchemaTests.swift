import Domain
import FoundationEssentials
import Testing

@testable import Validation

/// The built-in schemas are those of the CustomResourceDefinitions. `HOTSWAP_TEST_WRITE_SCHEMAS=1` writes them anew.
@Suite(.enabled(if: Oracle.isThere)) struct BuiltInSchemaTests {
    static let isWriting = ProcessInfo.processInfo.environment["HOTSWAP_TEST_WRITE_SCHEMAS"] == "1"
    private static let folder =
        "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        + "/Sources/Validation/Schema/BuiltIn"

    /// The definitions of each kind. SMI's extension and its SDK have different versions of one kind, all of them
    /// served by somebody.
    static func definitions() throws -> [ObjectKind: [JSONValue]] {
        var found: [ObjectKind: [JSONValue]] = [:]
        for file in try Oracle.files("crds").sorted(by: { $0.count < $1.count }) {
            for document in try Oracle.documents(file) {
                guard let kind = document["spec"]?["names"]?["kind"]?.string,
                    let group = document["spec"]?["group"]?.string
                else { continue }
                found[ObjectKind(kind, group: group), default: []].append(document)
            }
        }
        return found
    }

    private static func text(_ kind: ObjectKind, _ definitions: [JSONValue]) -> String {
        SchemaNotationWriter.text(definitions) { $0["served"] == true || kind.group == "split.smi-spec.io" }
    }

    private func writeThem(_ definitions: [ObjectKind: [JSONValue]]) throws {
        let kinds = definitions.keys.sorted { ($0.group, $0.name) < ($1.group, $1.name) }
        for kind in kinds {
            let file = """
                // swift-format-ignore-file
                // Written by BuiltInSchemaTests from the CustomResourceDefinition: facts only. Not to be edited.

                extension BuiltInSchemas {
                    static let \(Self.constant(kind)): StaticString = ##\"""
                \(Self.text(kind, definitions[kind] ?? []))
                \"""##
                }

                """
            try write(file, to: "\(Self.constant(kind)).swift")
        }
        let entries = kinds.map {
            "        ObjectKind(\"\($0.name)\", group: \"\($0.group)\"): \(Self.constant($0)),"
        }
        try write(
            """
            // swift-format-ignore-file
            // Written by BuiltInSchemaTests.

            extension BuiltInSchemas {
                static let texts: [ObjectKind: StaticString] = [
            \(entries.joined(separator: "\n"))
                ]
            }

            """, to: "BuiltInTexts.swift")
    }

    /// `istioVirtualService`, `gatewayAPIGateway` …
    private static func constant(_ kind: ObjectKind) -> String {
        let prefix =
            switch kind.group {
            case let group where group.hasSuffix("istio.io"): "istio"
            case let group where group.hasSuffix("linkerd.io"): "linkerd"
            case "gateway.networking.k8s.io": "gatewayAPI"
            default: "smi"
            }
        return prefix + kind.name
    }

    private func write(_ text: String, to file: String) throws {
        try text.write(toFile: "\(Self.folder)/\(file)", atomically: true, encoding: .utf8)
    }

    @Test func theyAreTheDefinitions() throws {
        let definitions = try Self.definitions()
        // What was written is compared by the next build.
        guard !Self.isWriting else { return try writeThem(definitions) }
        #expect(Set(BuiltInSchemas.kinds) == Set(definitions.keys))
        for (kind, documents) in definitions {
            let text = BuiltInSchemas.text(of: kind)?.description
            #expect(text == Self.text(kind, documents), "\(kind): write them anew")
            let schemas = BuiltInSchemas.schemas(of: kind)
            let versions = Set(
                documents.flatMap { $0["spec"]?["versions"]?.array ?? [] }.compactMap { $0["name"]?.string })
            #expect(Set(schemas.map(\.version)) == versions && schemas.count == versions.count, "\(kind)")
            for schema in schemas { try compare(schema, documents) }
        }
    }

    /// What the short form says is what the definition says.
    private func compare(_ schema: CRDSchema, _ documents: [JSONValue]) throws {
        let full = try documents.lazy.flatMap { try CRDSchema.read($0) }.first { $0.version == schema.version }
        let root = try #require(full?.root)
        #expect(full?.faults.isEmpty == true && full?.deprecation == schema.deprecation)
        for (name, node) in schema.root.parts.properties {
            let other = try #require(root.parts.properties[name])
            #expect(String(describing: Mirrored(node)) == String(describing: Mirrored(other)), "\(schema.kind) \(name)")
        }
    }

    /// The whole of a node as a text.
    private struct Mirrored: CustomStringConvertible {
        let node: SchemaNode

        init(_ node: SchemaNode) { self.node = node }

        var description: String {
            let parts = node.parts
            var words = ["\(parts.type?.rawValue ?? "-") \(parts.required) \(parts.isNullable) \(parts.keepsUnknown)"]
            words.append(
                "\(parts.isIntOrString) \(parts.values.map(\.jsonText)) \(parts.defaultValue?.jsonText ?? "-")")
            words.append("\([parts.minimum, parts.maximum, parts.multipleOf]) \(parts.length) \(parts.count)")
            words.append("\(parts.members) \(parts.pattern ?? "-") \(parts.format ?? "-") \(parts.list)")
            words.append("\(parts.excludesMinimum) \(parts.excludesMaximum)")
            words += parts.rules.map { "\($0.text) \($0.message ?? "-") \($0.messageExpression ?? "-")" }
            for (name, node) in parts.properties.sorted(by: { $0.key < $1.key }) {
                words.append("\(name): \(Mirrored(node))")
            }
            for node in parts.allOf + parts.anyOf + parts.oneOf + [parts.items, parts.not].compactMap({ $0 }) {
                words.append("\(Mirrored(node))")
            }
            switch parts.others {
            case .unknown: words.append("unknown")
            case .anything: words.append("anything")
            case .like(let node): words.append("like \(Mirrored(node))")
            }
            return "{\(words.joined(separator: " "))}"
        }
    }
}
