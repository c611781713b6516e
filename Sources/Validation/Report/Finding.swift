package import Domain

/// How much a finding weighs.
package enum Severity: String, Hashable, Sendable, CaseIterable {
    /// The document cannot be deployed.
    case error
    /// It can, when an Admin accepts the finding's code.
    case warning
    /// Worth knowing.
    case info
}

/// One thing that is to be said about a document.
package struct Finding: Hashable, Sendable {
    package let code: FindingCode
    package let object: ObjectName
    /// The file that the document came from; `nil` where it came from none.
    package private(set) var file: String?
    /// The field; for a missing one, where it should be.
    package let path: FieldPath
    /// Where the field, or the nearest thing around it, begins in the text; `nil` where there is no text.
    package private(set) var position: SourcePosition?
    /// What is wrong, in one sentence without the path.
    package private(set) var message: String
    /// What to do about it, where that is known.
    package private(set) var hint: String?
    /// What others call the same finding, e.g. `IST0101`.
    package internal(set) var references: [String]
    /// The other objects that it speaks of: it is because of them, or because they are not there.
    package internal(set) var about: [KnownObject.Key] = []
    /// The rule of the schema that is broken, in the words of the schema.
    var schemaRule: String?

    /// Whether it comes of the object alone: what the mesh's own validation says.
    package let isVerdict: Bool

    init(
        code: FindingCode, object: ObjectName, file: String?, path: FieldPath, position: SourcePosition?,
        message: String, hint: String?, references: [String], isVerdict: Bool
    ) {
        self.code = code
        self.object = object
        self.file = file
        self.path = path
        self.position = position
        self.message = message
        self.hint = hint
        self.references = references
        self.isVerdict = isVerdict
    }

    /// About a change of an object, which no family of rules sees.
    package init(
        _ code: FindingCode, about document: JSONValue, _ path: FieldPath = .root, message: String,
        hint: String? = nil
    ) {
        self.init(
            code: code, object: ObjectName(of: document), file: nil, path: path, position: nil, message: message,
            hint: hint, references: code.references, isVerdict: false)
    }

    /// The same with the file, line and column that it has in the text of `object`.
    package func placed(in object: KnownObject) -> Finding {
        var placed = self
        (placed.file, placed.position) = (object.place.file, object.position(of: path))
        return placed
    }

    /// The same, at most a warning: it comes about only where somebody does what nobody has asked for yet.
    package func asWarning() -> Finding {
        var lowered = self
        lowered.isLowered = true
        return lowered
    }

    /// The same with an addition to its message, in brackets.
    package func saying(_ addition: String) -> Finding {
        var said = self
        said.message = "\(message) (\(addition))"
        return said
    }

    /// The same with one more sentence of what to do about it.
    package func hinting(_ addition: String) -> Finding {
        var hinted = self
        hinted.hint = hint.map { "\($0). \(addition)" } ?? addition
        return hinted
    }

    /// Whether it stands in a world that is not there and may never be, where its code's own weight would be too much.
    private var isLowered = false

    /// What its code weighs; of an error that was lowered, a warning.
    package var severity: Severity { isLowered && code.severity == .error ? .warning : code.severity }
    /// Whether a person may say that it is all right: not where the mesh itself refuses the object.
    package var isSuppressible: Bool { !(isVerdict && severity == .error) }
}

extension Finding {
    /// What a document calls itself, as far as it says; what it does not say is empty.
    package struct ObjectName: Hashable, Sendable {
        package let apiVersion: String
        package let kind: String
        /// `default` where the document names none; empty where there is no document that can be read.
        package let namespace: String
        package let name: String

        package init(of tree: JSONValue) {
            apiVersion = tree["apiVersion"]?.string ?? ""
            kind = tree["kind"]?.string ?? ""
            let metadata = tree["metadata"]
            let usual = tree == .null ? "" : "default"
            namespace = metadata?["namespace"]?.string.flatMap { $0.isEmpty ? nil : $0 } ?? usual
            name = metadata?["name"]?.string ?? ""
        }
    }

    /// The finding as answers and `hotswap validate -o json` carry it.
    package var json: JSONValue {
        [
            "code": .string(code.id), "severity": .string(severity.rawValue),
            "object": object.json,
            "file": file.map { .string($0) } ?? .null, "path": .string(path.description),
            "line": position.map { .int(Int64($0.line)) } ?? .null,
            "column": position.map { .int(Int64($0.column)) } ?? .null,
            "message": .string(message), "hint": hint.map { .string($0) } ?? .null,
            "references": .array(references.map { .string($0) }),
        ]
    }
}

extension Finding.ObjectName {
    package var json: JSONValue {
        [
            "apiVersion": .string(apiVersion), "kind": .string(kind), "namespace": .string(namespace),
            "name": .string(name),
        ]
    }
}
