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

    func read() throws -> PolicyBody {
        switch call.request.mediaType {
        case "application/json", "": try readJSON()
        case "application/yaml", "text/yaml", "application/x-yaml", "text/x-yaml":
            try body(of: text(call.request.body), fromQuery())
        default:
            throw Problem(
                .unsupportedMediaType, "Send application/yaml or application/json, not \(call.request.mediaType)")
        }
    }

    private func readJSON() throws -> PolicyBody {
        let tree: JSONValue
        do { tree = try formats.json(call.request.body) } catch { throw Problem(syntax: error) }
        guard tree["apiVersion"] == nil, tree["kind"] == nil, tree.object != nil else {
            return try body(of: text(call.request.body), fromQuery())
        }
        return try envelope(tree)
    }

    private func envelope(_ tree: JSONValue) throws -> PolicyBody {
        var reader = BodyReader(tree)
        let document = reader.value("document")
        let yaml = reader.string("yaml")
        let absent = reader.bool("absent") ?? false
        let owner = reader.string("owner")
        let labels = reader.stringMap("labels")
        var authorship = PolicyCatalogue.Authorship(
            author: call.principal.subject, message: reader.string("message") ?? "")
        authorship.semanticVersion = semanticVersion(reader.string("semanticVersion"), &reader)
        authorship.tags = tags(reader.strings("tags") ?? [], &reader)
        if [document != nil, yaml != nil, absent].filter({ $0 }).count > 1 {
            reader.complain("document", "ambiguous", "excludes yaml and absent: send one of them")
        }
        try reader.finish()
        var result = PolicyBody(owner: owner, labels: labels, authorship: authorship)
        if absent { result.content = .absent }
        if let yaml { result = try body(of: yaml, result) }
        if let document { result = try body(of: document.jsonText, result, keepsSource: false) }
        return result
    }

    private func fromQuery() throws -> PolicyBody {
        var reader = BodyReader(.object([:]), prefix: "query")
        var authorship = PolicyCatalogue.Authorship(
            author: call.principal.subject, message: call.request.parameter("message") ?? "")
        authorship.semanticVersion = semanticVersion(call.request.parameter("semanticVersion"), &reader)
        authorship.tags = tags(call.request.query.filter { $0.name == "tag" }.map(\.value), &reader)
        try reader.finish()
        let labels = try call.labels()
        return PolicyBody(
            owner: call.request.parameter("owner"), labels: labels.isEmpty ? nil : labels, authorship: authorship)
    }

    private func body(of text: String, _ rest: PolicyBody, keepsSource: Bool = true) throws -> PolicyBody {
        let documents: [PositionedDocument]
        do { documents = try formats.yaml(Array(text.utf8)) } catch { throw Problem(syntax: error) }
        guard let document = documents.first, documents.count == 1 else {
            throw Problem(
                .invalidDocument,
                documents.isEmpty
                    ? "The body holds no document"
                    : "The body holds \(documents.count) documents where one is due: create one policy for each")
        }
        let findings = Validator.validate(tree: document.value, position: document.position)
        let errors = findings.filter { $0.severity == .error }
        guard errors.isEmpty else { throw Problem(findings: errors) }
        guard case .success(let policy) = PolicyDocument.read(document.value) else {
            throw Problem(.invalidDocument, "The document is no policy")
        }
        var result = rest
        result.content = .document(policy.body)
        result.document = policy
        result.source = keepsSource ? text : nil
        return result
    }

    private func text(_ bytes: [UInt8]) throws(Problem) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Problem(.invalidDocument, "The body is not UTF-8 text")
        }
        return text
    }

    private func semanticVersion(_ text: String?, _ reader: inout BodyReader) -> SemanticVersion? {
        guard let text else { return nil }
        let version = SemanticVersion(text)
        if version == nil {
            reader.complain("semanticVersion", "invalid", "must be a version like 1.4.0 (semver.org) and is \(text)")
        }
        return version
    }

    private func tags(_ words: [String], _ reader: inout BodyReader) -> Set<VersionTag> {
        Set(
            words.compactMap { word in
                let tag = VersionTag(rawValue: word.lowercased())
                if tag == nil {
                    reader.complain("tags", "unknownValue", "must be of stable, beta, deprecated: \(word)")
                }
                return tag
            })
    }
}

extension Problem {
    /// A text that is no document.
    init(syntax problem: DocumentSyntaxProblem) {
        let position = problem.line.map { SourcePosition(line: $0, column: problem.column ?? 1) }
        let place = position.map { " (line \($0.line), column \($0.column))" } ?? ""
        self.init(
            .invalidDocument, problem.message + place,
            errors: [Detail(path: "", position: position, code: "syntax", message: problem.message)])
    }

    /// Findings of the validator that block.
    init(findings: [Finding]) {
        let details = findings.map { finding in
            Detail(
                path: finding.path.description, position: finding.position, code: finding.code.id,
                message: finding.message + (finding.hint.map { "; \($0)" } ?? ""))
        }
        let first = details.first.map { "\($0.path.isEmpty ? "The document" : $0.path) \($0.message)" }
        self.init(.invalidDocument, first ?? "The document is not valid", errors: details)
    }
}
