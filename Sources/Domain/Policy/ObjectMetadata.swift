/// An object's `metadata`: what is wrong with it, and what is left of it when it is cleaned.
struct ObjectMetadata {
    private(set) var problems: [DocumentProblem] = []
    /// The fields that belong to the author; `name` and `namespace` are always among them when there is no problem.
    private(set) var fields: [String: JSONValue] = [:]
    private(set) var dropped: [FieldPath] = []
    private(set) var name: String?
    private(set) var namespace = "default"

    /// What the API server sets and an author cannot.
    static let serverSet: Set<String> = [
        "clusterName", "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation",
        "managedFields", "resourceVersion", "selfLink", "uid",
    ]
    private static let known =
        ["name", "namespace", "labels", "annotations", "finalizers", "generateName", "ownerReferences"]
        + serverSet.sorted()
    private static let path: FieldPath = ["metadata"]
    /// The API server's limit for all annotations of an object together.
    private static let annotationLimit = 256 * 1024

    init(_ value: JSONValue?) {
        switch value {
        case .object(let members)?: read(members.filter { $0.value != .null })
        case nil, .null?: problems.append(.missing(Self.path))
        case .some(let other): problems.append(.wrongType(Self.path, other, expected: "an object"))
        }
    }

    /// A field that is `null` counts as not given, as for the API server.
    private mutating func read(_ members: [String: JSONValue]) {
        for (key, value) in members.sorted(by: { $0.key < $1.key }) {
            let path = Self.path.appending(key)
            switch key {
            case "name": readName(value, path)
            case "namespace": readNamespace(value, path)
            case "generateName":
                problems.append(
                    DocumentProblem(
                        .generatedName, at: path, "a policy needs a fixed name", hint: "give metadata.name instead"))
            case "labels": readLabels(value, path)
            case "annotations": readAnnotations(value, path)
            case "finalizers": readFinalizers(value, path)
            case "ownerReferences": dropped.append(path)
            case _ where Self.serverSet.contains(key): dropped.append(path)
            default: problems.append(.unknownField(path, key, known: Self.known))
            }
        }
        if members["name"] == nil { problems.append(.missing(Self.path.appending("name"))) }
        fields["namespace"] = .string(namespace)
    }

    private mutating func readName(_ value: JSONValue, _ path: FieldPath) {
        guard case .string(let text) = value else {
            problems.append(.wrongType(path, value, expected: "a string"))
            return
        }
        if let problem = KubernetesNames.problem(subdomain: text) {
            problems.append(DocumentProblem(.invalidName, at: path, problem))
        }
        name = text
        fields["name"] = value
    }

    private mutating func readNamespace(_ value: JSONValue, _ path: FieldPath) {
        guard case .string(let text) = value else {
            problems.append(.wrongType(path, value, expected: "a string"))
            return
        }
        guard !text.isEmpty else { return }
        if let problem = KubernetesNames.problem(label: text) {
            problems.append(DocumentProblem(.invalidNamespace, at: path, problem))
        }
        namespace = text
    }

    private mutating func readLabels(_ value: JSONValue, _ path: FieldPath) {
        guard let entries = texts(value, path) else { return }
        for (key, text) in entries {
            let place = path.appending(key)
            if let problem = KubernetesNames.problem(qualifiedName: key) {
                problems.append(DocumentProblem(.invalidLabel, at: place, "the key \(problem)"))
            }
            if let problem = KubernetesNames.problem(labelValue: text) {
                problems.append(DocumentProblem(.invalidLabel, at: place, "the value \(problem)"))
            }
        }
        keep(entries, as: "labels")
    }

    private mutating func readAnnotations(_ value: JSONValue, _ path: FieldPath) {
        guard let entries = texts(value, path) else { return }
        // The API server lets annotation keys have upper case letters in their prefix too.
        for key in entries.keys {
            guard let problem = KubernetesNames.problem(qualifiedName: key.lowercased()) else { continue }
            problems.append(DocumentProblem(.invalidAnnotation, at: path.appending(key), "the key \(problem)"))
        }
        if entries.reduce(0, { $0 + $1.key.utf8.count + $1.value.utf8.count }) > Self.annotationLimit {
            problems.append(
                DocumentProblem(.annotationsTooLarge, at: path, "are larger than 256 KiB together"))
        }
        dropped += entries.keys.filter(ManagedAnnotations.isReserved).sorted().map { path.appending($0) }
        keep(entries.filter { !ManagedAnnotations.isReserved($0.key) }, as: "annotations")
    }

    private mutating func readFinalizers(_ value: JSONValue, _ path: FieldPath) {
        guard case .array(let elements) = value else {
            problems.append(.wrongType(path, value, expected: "an array"))
            return
        }
        for (index, element) in elements.enumerated() where element.string == nil {
            problems.append(.wrongType(path.appending(index), element, expected: "a string"))
        }
        if !elements.isEmpty { fields["finalizers"] = value }
    }

    /// The API server does not keep empty maps.
    private mutating func keep(_ entries: [String: String], as field: String) {
        guard !entries.isEmpty else { return }
        fields[field] = .object(entries.mapValues { .string($0) })
    }

    private mutating func texts(_ value: JSONValue, _ path: FieldPath) -> [String: String]? {
        guard case .object(let members) = value else {
            problems.append(.wrongType(path, value, expected: "an object"))
            return nil
        }
        for (key, value) in members where value.string == nil {
            problems.append(.wrongType(path.appending(key), value, expected: "a string"))
        }
        return members.compactMapValues(\.string)
    }
}
