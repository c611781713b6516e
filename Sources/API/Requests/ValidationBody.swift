import Application
import Domain
import Impact
import Ports
import Validation

/// The body of `POST /validation/validate` and `/validation/dry-run`: documents that are judged and not stored.
///
/// Either YAML as it is, or JSON `{yaml | documents, context, environment | clusters, istio, linkerd, settings,
/// strategy, suppress}`, and for a dry-run `onConflict` and `requests`.
struct ValidationBody {
    var objects: [KnownObject] = []
    /// Texts that are no YAML, and so no objects.
    var unreadable: [ValidationReport.Document] = []
    /// The context, where it is no YAML: what it should have told is not known.
    var unchecked: [ValidationReport.Unchecked] = []
    var settings = MeshSettings()
    var targets = CheckTargets()
    /// How the documents are to be rolled out; `nil`: nobody has said.
    var way: RolloutWay?
    var suppressed: [SuppressedFinding] = []
    /// Recorded requests that AuthorizationPolicies are asked about.
    var requests: [AccessLogReplay.Line] = []
    var onConflict = ConflictPolicy.refuse

    private let formats: any DocumentFormats
    private var hasDocuments = false

    init(_ call: Call, _ formats: any DocumentFormats) throws {
        self.formats = formats
        switch call.request.mediaType {
        case "application/json", "": try read(call.jsonTree(formats), of: call.request.body)
        case "application/yaml", "text/yaml", "application/x-yaml", "text/x-yaml":
            add(yaml: call.request.body, isJudged: true)
        default:
            throw Problem(
                .unsupportedMediaType,
                "Send application/yaml or application/json, not \(call.request.mediaType.shortened)")
        }
        guard !objects.isEmpty || !unreadable.isEmpty else {
            throw hasDocuments
                ? Problem(.invalidRequest, at: "documents", "empty", "is empty: send at least one document")
                : Problem(.invalidRequest, at: "documents", "missing", "is missing: send documents, or yaml")
        }
    }

    private mutating func read(_ tree: JSONValue, of body: [UInt8]) throws {
        var reader = BodyReader(tree)
        let yaml = reader.string("yaml")
        let context = reader.string("context")
        let documents = reader.value("documents")
        hasDocuments = documents != nil
        if yaml != nil, documents != nil {
            reader.complain("documents", "ambiguous", "excludes yaml: send one of them")
        }
        if let documents, documents.array == nil {
            reader.complain("documents", "wrongType", "must be an array and is \(documents.typeName)")
        }
        targets = CheckTargets(&reader)
        way = reader.rolloutWay()
        suppressed = reader.suppressions()
        requests = reader.recordedRequests(formats)
        onConflict = reader.choice("onConflict", ConflictPolicy.self) ?? .refuse
        readSettings(&reader)
        try reader.finish()
        if let yaml { add(yaml: Array(yaml.utf8), isJudged: true) }
        addDocuments(documents?.array ?? [], of: body)
        if let context { add(yaml: Array(context.utf8), isJudged: false) }
    }

    /// The body is read as YAML, which JSON is, to find the lines of findings.
    private mutating func addDocuments(_ documents: [JSONValue], of body: [UInt8]) {
        let text = documents.isEmpty ? nil : try? formats.yaml(body).first
        for (index, document) in documents.enumerated() {
            objects += ObjectList.objects(document, place: .init(index: index), isJudged: true) { path in
                text?.position(FieldPath(["documents", .index(index)] + path.components))
            }
        }
    }

    /// The question that the body is.
    var question: CheckQuestion {
        CheckQuestion(
            objects: objects, settings: settings, way: way, suppressed: suppressed, unchecked: unchecked)
    }

    private mutating func readSettings(_ reader: inout BodyReader) {
        for mesh in ["istio", "linkerd"] {
            guard let version = reader.string(mesh) else { continue }
            if settings.set(mesh: "\(mesh)=\(version)") != nil {
                reader.complain(mesh, "invalid", "must be a version such as 1.27 and is \(version.shortened)")
            }
        }
        for (name, value) in (reader.stringMap("settings") ?? [:]).sorted(by: { $0.key < $1.key }) {
            guard let problem = settings.set(name, to: value) else { continue }
            reader.complain(at: ["settings", .key(name)], "invalid", problem)
        }
    }

    private mutating func add(yaml: [UInt8], isJudged: Bool) {
        do {
            for (index, document) in try formats.yaml(yaml).enumerated() where document.value != .null {
                objects += ObjectList.objects(
                    document.value, place: .init(index: index), isJudged: isJudged, position: document.position)
            }
        } catch {
            let place = error.line.map { SourcePosition(line: $0, column: error.column ?? 1) }
            guard isJudged else {
                unchecked.append(.unreadableContext("the context", at: place, error.message))
                return
            }
            let finding = Validator.unreadable(error.message, position: place)
            unreadable.append(.init(object: KnownObject(.null), verdict: .invalid, findings: [finding]))
        }
    }
}

extension Call {
    /// The body as JSON; a problem says where it is not.
    fileprivate func jsonTree(_ formats: any DocumentFormats) throws -> JSONValue {
        do { return try formats.json(request.body) } catch { throw Problem(syntax: error) }
    }
}
