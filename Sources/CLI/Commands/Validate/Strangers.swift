import Domain
import Validation

/// Files that lie beside policies and are none: a chart's values, a `package.json`, templates that somebody else fills
/// in. Only where nobody has named them: who names a file means that it is to be judged.
struct Strangers {
    private var plain: [String] = []
    private var templates: [String] = []
    private var meshTemplates: [String] = []
    private var patches: [String] = []
    private var meshPatches: [String] = []
    private var renamed: [String] = []
    private var changed: [String] = []
    private var unread: [String] = []
    /// The folders of charts, each with a slash at its end.
    private var charts: [String] = []

    /// How many names are written out; the others are counted.
    private static let mostNames = 5

    /// Learns which of the folders are Helm's.
    mutating func lookForCharts(_ files: [String]) {
        charts += files.filter { $0.hasSuffix("/Chart.yaml") }.map { String($0.dropLast("Chart.yaml".count)) }
    }

    /// Takes a template, or a JSON file that holds nothing like an object; answers whether it has.
    mutating func take(_ file: InputFile, _ isJudged: Bool) -> Bool {
        let isOfChart =
            charts.contains { file.name.hasPrefix($0 + "templates/") }
            || file.name.split(separator: "/").dropLast().contains("templates")
        let isJSON = file.name.lowercased().hasSuffix(".json")
        guard isOfChart || isJSON else { return false }
        let text = String(decoding: file.bytes, as: UTF8.self)
        if isOfChart, takeTemplate(text, file: file.name, isJudged) { return true }
        guard isJSON, !text.contains("\"apiVersion\""), !text.contains("\"kind\"") else { return false }
        if isJudged { plain.append(file.name) }
        return true
    }

    /// Takes a text that somebody else fills in before it is YAML; answers whether it has.
    mutating func takeTemplate(_ text: String, file: String, _ isJudged: Bool) -> Bool {
        guard text.contains("{{") else { return false }
        guard isJudged else { return true }
        if Self.isOfMesh(text) { meshTemplates.append(file) } else { templates.append(file) }
        return true
    }

    /// Takes a file that changes objects of others for a kustomization.
    mutating func takePatch(_ file: InputFile, _ isJudged: Bool) {
        guard isJudged else { return }
        let isOfMesh = Self.isOfMesh(String(decoding: file.bytes, as: UTF8.self))
        if isOfMesh { meshPatches.append(file.name) } else { patches.append(file.name) }
    }

    /// Notes a file whose objects are judged without what they refer to.
    mutating func noteRenamed(_ file: InputFile, _ isJudged: Bool) { if isJudged { renamed.append(file.name) } }

    /// The same for objects that are not yet what they will be.
    mutating func noteChanged(_ file: InputFile, _ isJudged: Bool) { if isJudged { changed.append(file.name) } }

    /// Notes what kustomizations take from places that nobody has named.
    mutating func noteUnread(_ places: [String], _ isJudged: Bool) { if isJudged { unread += places } }

    private static func isOfMesh(_ text: String) -> Bool { groups.contains { text.contains($0 + "/") } }

    /// Takes a document that does not look like an object of Kubernetes; answers whether it has. A slip in an object
    /// (no `kind`, but `metadata` and `spec`) is told as what it is.
    mutating func take(_ document: JSONValue, of file: String, _ isJudged: Bool) -> Bool {
        guard !Self.isMeantAsObject(document) else { return false }
        if isJudged, plain.last != file { plain.append(file) }
        return true
    }

    private static func isMeantAsObject(_ document: JSONValue) -> Bool {
        let hasKind = document["kind"]?.string != nil
        let version = document["apiVersion"]?.string
        let (hasMetadata, hasSpec) = (document["metadata"]?.object != nil, document["spec"]?.object != nil)
        if hasKind { return !isReport(document) && (version != nil || hasMetadata || hasSpec) }
        // A kustomization may leave its kind out; a chart has the version of charts, and other programs have theirs.
        let isVersioned = version.map { $0.contains("/") && !$0.hasPrefix("kustomize.") } ?? false
        let isOfMesh = version.map { groups.contains(String($0.prefix { $0 != "/" })) } ?? false
        return isVersioned && (isOfMesh || hasMetadata || hasSpec) || hasMetadata && hasSpec
    }

    /// What the tests of the Gateway API write has its group, and no API server knows it.
    private static func isReport(_ document: JSONValue) -> Bool {
        document["kind"]?.string == "ConformanceReport" && document["metadata"] == nil
    }

    /// What is said of them: templates for a mesh are a gap, since nobody knows whether what comes of them is right.
    var unchecked: [ValidationReport.Unchecked] {
        let gaps = [
            (meshTemplates, "templates of Helm are no YAML: judge what `helm template` makes of them"),
            (meshPatches, "patches of Kustomize are no objects: judge what `kustomize build` makes with them"),
            (
                renamed,
                "kustomizations give these objects other names or namespaces: each is judged alone, and not what it "
                    + "refers to; judge what `kustomize build` makes"
            ),
            (
                changed,
                "kustomizations change these objects, or add others: each is judged alone, and neither what it refers "
                    + "to nor what may be filled in; judge what `kustomize build` makes"
            ),
            (unread, "kustomizations take this, and it was not read: judge what `kustomize build` makes"),
        ]
        let asides = [
            (templates, "templates of Helm, with nothing of a mesh: not judged"),
            (patches, "patches of Kustomize, with nothing of a mesh: not judged"),
            (plain, "no Kubernetes object (no apiVersion and kind): not judged"),
        ]
        return gaps.filter { !$0.0.isEmpty }.map { .init(what: Self.names($0.0), why: $0.1) }
            + asides.filter { !$0.0.isEmpty }.map { .aside(Self.names($0.0), why: $0.1) }
    }

    private static func names(_ files: [String]) -> String {
        let left = files.count - mostNames
        return files.prefix(mostNames).joined(separator: ", ") + (left > 0 ? " and \(left) more" : "")
    }

    /// What `apiVersion` has before its slash where a mesh reads the object.
    private static let groups = Set(PolicyKind.allCases.flatMap(\.groups))
}
