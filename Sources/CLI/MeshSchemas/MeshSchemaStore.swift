import Domain
import JSON
package import Validation
import YAML

/// Schemas of mesh versions that the user has imported: one folder for each version, one file for each kind.
///
/// What is kept of a definition are the facts (no descriptions), as JSON that the same reader takes.
package struct MeshSchemaStore: Sendable {
    private let folder: String

    package init(folder: String) { self.folder = folder }

    /// `HOTSWAP_SCHEMAS`, else `hotswap/schemas` in the user's folder of configurations; `nil` where there is none.
    package static func folder(_ environment: [String: String]) -> String? {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        return value("HOTSWAP_SCHEMAS") ?? value("XDG_CONFIG_HOME").map { "\($0)/hotswap/schemas" }
            ?? value("HOME").map { "\($0)/.config/hotswap/schemas" }
    }

    /// What an import has taken.
    package struct Imported: Hashable, Sendable {
        package let version: MeshSchemaVersion
        /// The folder that it was written to.
        package let folder: String
        /// `VirtualService v1, v1beta1`, in ascending order.
        package let kinds: [String]
        /// What was passed over, each with the reason.
        package let skipped: [String]
    }

    /// Takes over the definitions of the files, in place of what was there of the version. Documents that are none, or
    /// another mesh's (a rendered chart has many), are passed over.
    ///
    /// - Throws: A `CommandFailure` that names the file, where one cannot be read, a definition is broken, or none is
    ///   there.
    package func `import`(_ files: [(name: String, bytes: [UInt8])], as version: MeshSchemaVersion) throws -> Imported {
        var reading = DefinitionReading(version: version)
        for file in files {
            for (index, document) in try Self.documents(file.name, file.bytes).enumerated() {
                try reading.take(document, place: "\(file.name), document \(index + 1)")
            }
        }
        guard !reading.definitions.isEmpty else {
            throw CommandFailure(.failed, "no file holds a CustomResourceDefinition of \(version.mesh.rawValue)")
        }
        try write(reading.definitions, as: version)
        return Imported(
            version: version, folder: path(version), kinds: reading.kinds.sorted(), skipped: reading.skipped)
    }

    private static func documents(_ name: String, _ bytes: [UInt8]) throws -> [JSONValue] {
        do throws(YAMLSyntaxError) {
            let limits = YAMLLimits(maximumBytes: 32 << 20, maximumDocuments: 10_000)
            return try YAMLParser.documents(bytes, limits: limits).map(\.value)
        } catch {
            throw CommandFailure(.failed, "\(name):\(error.line):\(error.column): \(error.message)")
        }
    }

    private func write(_ definitions: [ObjectKind: JSONValue], as version: MeshSchemaVersion) throws {
        let fresh = "\(path(version)).new"
        try StoreFolder.remove(fresh)
        try StoreFolder.make(fresh)
        for (kind, document) in definitions {
            try StoreFolder.write(document.jsonBytes, to: "\(fresh)/\(kind.name).\(kind.group).json")
        }
        try StoreFolder.replace(path(version), by: fresh)
    }

    private func path(_ version: MeshSchemaVersion) -> String { "\(folder)/\(version)" }

    // MARK: Reading

    /// The versions that were imported, in ascending order.
    package func versions() throws -> [MeshSchemaVersion] {
        try StoreFolder.names(folder).compactMap { name in
            MeshSchemaVersion(name).flatMap { $0.description == name ? $0 : nil }
        }.sorted { ($0.mesh.rawValue, $0.version) < ($1.mesh.rawValue, $1.version) }
    }

    /// What was imported for a version; `nil` where nothing was.
    package func catalogue(of version: MeshSchemaVersion) throws -> SchemaCatalogue? {
        let names = try StoreFolder.names(path(version)).filter { $0.hasSuffix(".json") }
        guard !names.isEmpty else { return nil }
        let schemas = try names.flatMap { try Self.schemas("\(path(version))/\($0)") }
        return SchemaCatalogue(name: "\(version), imported", schemas: schemas)
    }

    private static func schemas(_ file: String) throws -> [CRDSchema] {
        let bytes = try StoreFolder.read(file)
        do {
            return try CRDSchema.read(try JSONParser.parse(bytes))
        } catch {
            throw CommandFailure(.failed, "\(file): \(error); import the version again")
        }
    }

    /// What documents for these mesh versions are held to: what was imported for them, and the built-in schemas for the
    /// rest.
    package func catalogue(istio: MeshVersion, linkerd: MeshVersion) throws -> SchemaCatalogue {
        var result = SchemaCatalogue.builtIn
        for version in [MeshSchemaVersion(.linkerd, linkerd), MeshSchemaVersion(.istio, istio)] {
            if let imported = try catalogue(of: version) { result = imported.laid(over: result) }
        }
        return result
    }
}
