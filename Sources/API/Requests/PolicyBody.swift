import Application
import Domain
import Ports
import Validation

/// What a body says about a policy: a document, or that it is to be absent, and what goes with it.
struct PolicyBody {
    /// `nil`: only metadata changes.
    var content: PolicyContent?
    var document: PolicyDocument?
    /// The text as it was sent.
    var source: String?
    var owner: String?
    var labels: [String: String]?
    var authorship: PolicyCatalogue.Authorship
}

/// Reads the bodies of `POST /policies` and `PUT /policies/{id}`.
///
/// A body is either the Kubernetes object itself, in YAML or JSON, with the rest in query parameters; or a JSON
/// envelope `{document | yaml | absent, owner, labels, semanticVersion, tags, message}`.
struct PolicyBodyReader {
    let formats: any DocumentFormats
    let call: Call

    /// What is wrong with a document is said with the document's own paths; lines are those of the body, or of the
    /// text in `yaml`.
    func read() throws -> PolicyBody {
        switch call.request.mediaType {
        case "application/json", "": try readJSON()
        case "application/yaml", "text/yaml", "application/x-yaml", "text/x-yaml":
            try body(ofYAML: text(call.request.body), fromQuery())
        default:
            throw Problem(
                .unsupportedMediaType,
                "Send application/yaml or application/json, not \(call.request.mediaType.shortened)")
        }
    }

    private func readJSON() throws -> PolicyBody {
        let tree: JSONValue
        do { tree = try formats.json(call.request.body) } catch { throw Problem(syntax: error) }
        let isDocument = ["apiVersion", "kind", "metadata", "spec"].contains { tree[$0] != nil }
        guard isDocument || tree.object == nil else { return try envelope(tree) }
        let source = try text(call.request.body)
        return try body(of: tree, at: .root, fromQuery(), source: source)
    }

    private func envelope(_ tree: JSONValue) throws -> PolicyBody {
        guard call.request.query.isEmpty else {
            throw Problem(
                .invalidRequest, at: "query", "ambiguous",
                "Query parameters go with a bare document; beside `document`, `yaml` or `absent`, send members")
        }
        var reader = BodyReader(tree)
        let document = reader.value("document")
        let yaml = reader.string("yaml")
        let absent = reader.bool("absent") ?? false
        let owner = reader.nonEmpty("owner")
        let labels = reader.stringMap("labels")
        let authorship = authorship(
            message: reader.string("message"), version: reader.string("semanticVersion"),
            tags: reader.strings("tags") ?? [], &reader)
        let contents = [document != nil, yaml != nil, absent].filter(\.self).count
        if contents > 1 { reader.complain("document", "ambiguous", "excludes yaml and absent: send one of them") }
        if contents == 0 { complainOfAuthorship(&reader) }
        try reader.finish()
        var result = PolicyBody(owner: owner, labels: labels, authorship: authorship)
        if absent { result.content = .absent }
        if let yaml { result = try body(ofYAML: yaml, result) }
        if let document { result = try body(of: document, at: ["document"], result, source: nil) }
        return result
    }

    /// Tags, semantic version and message are a version's; without content there is none to put them on.
    private func complainOfAuthorship(_ reader: inout BodyReader) {
        for name in ["semanticVersion", "tags", "message"] where reader.value(name) != nil {
            reader.complain(
                name, "noVersion",
                "belongs to a new version, which needs document, yaml or absent; tags of a version that is there are set "
                    + "with PUT …/versions/{n}/tags")
        }
    }

    private func fromQuery() throws -> PolicyBody {
        var members: [String: JSONValue] = [:]
        for name in ["owner", "message", "semanticVersion"] {
            members[name] = call.request.parameter(name).map { .string($0) }
        }
        var reader = BodyReader(.object(members), at: ["query"])
        let owner = reader.nonEmpty("owner")
        let tags = call.request.query.filter { $0.name == "tag" }.map(\.value)
        let authorship = authorship(
            message: reader.string("message"), version: reader.string("semanticVersion"), tags: tags, tagName: "tag",
            &reader)
        try reader.finish()
        let labels = try call.labels()
        return PolicyBody(owner: owner, labels: labels.isEmpty ? nil : labels, authorship: authorship)
    }

    private func body(ofYAML text: String, _ rest: PolicyBody) throws -> PolicyBody {
        let documents: [PositionedDocument]
        do { documents = try formats.yaml(Array(text.utf8)).filter { $0.value != .null } } catch {
            throw Problem(syntax: error)
        }
        guard let document = documents.first else { throw Self.unfit("The body holds no document", nil) }
        guard documents.count == 1 else {
            throw Self.unfit(
                "The body holds \(documents.count) documents where one is due: create one policy for each",
                documents[1].position(.root))
        }
        return try body(of: document.value, rest, source: text, position: document.position)
    }

    private static func unfit(_ message: String, _ position: SourcePosition?) -> Problem {
        Problem(
            .invalidDocument, message,
            errors: [Problem.Detail(path: "", position: position, code: "notOneDocument", message: message)])
    }

    /// A document that is JSON, at `place` in the body; the body is read as YAML only to find the lines of findings.
    private func body(
        of tree: JSONValue, at place: FieldPath, _ rest: PolicyBody, source: String?
    ) throws -> PolicyBody {
        do { return try body(of: tree, rest, source: source, position: { _ in nil }) } catch let problem as Problem {
            guard problem.kind == .invalidDocument, let text = try? formats.yaml(call.request.body).first else {
                throw problem
            }
            return try body(of: tree, rest, source: source) { path in
                text.position(FieldPath(place.components + path.components))
            }
        }
    }

    private func body(
        of tree: JSONValue, _ rest: PolicyBody, source: String?,
        position: @escaping @Sendable (FieldPath) -> SourcePosition?
    ) throws -> PolicyBody {
        let errors = Validator.refusals(tree: tree, position: position)
        guard errors.isEmpty, case .success(let policy) = PolicyDocument.read(tree) else {
            throw Problem(findings: errors)
        }
        var result = rest
        result.content = .document(policy.body)
        result.document = policy
        result.source = source
        return result
    }

    /// Without the byte order mark that some editors put in front.
    private func text(_ bytes: [UInt8]) throws(Problem) -> String {
        guard let text = String(validating: bytes.trimmingByteOrderMark, as: UTF8.self) else {
            throw Self.unfit("The body is not UTF-8 text", nil)
        }
        return text
    }

    private func authorship(
        message: String?, version: String?, tags: [String], tagName: String = "tags", _ reader: inout BodyReader
    ) -> PolicyCatalogue.Authorship {
        var authorship = PolicyCatalogue.Authorship(author: call.principal.subject, message: message ?? "")
        authorship.semanticVersion = version.flatMap(SemanticVersion.init)
        if let version, authorship.semanticVersion == nil {
            reader.complain(
                "semanticVersion", "invalid",
                "must be a version like 1.4.0 (semver.org) and is \(version.shortened)")
        }
        authorship.tags = VersionTag.read(tags, tagName, &reader)
        return authorship
    }
}

extension VersionTag {
    /// The tags that the words are; what is none is complained of.
    static func read(_ words: [String], _ name: String, _ reader: inout BodyReader) -> Set<VersionTag> {
        let tags = words.compactMap { VersionTag(rawValue: $0.lowercased()) }
        if tags.count != words.count {
            let known = VersionTag.allCases.map(\.rawValue).joined(separator: ", ")
            reader.complain(name, "unknownValue", "must be of \(known)")
        }
        return Set(tags)
    }
}

extension [UInt8] {
    fileprivate var trimmingByteOrderMark: ArraySlice<UInt8> {
        starts(with: [0xEF, 0xBB, 0xBF]) ? self[3...] : self[...]
    }
}
