/// An object's `metadata`: what is wrong with it, and what is left of it when it is cleaned.
struct ObjectMetadata {
    private(set) var problems: [DocumentProblem] = []
    private(set) var dropped: [FieldPath] = []
    private(set) var name: String?
    private(set) var namespace = "default"
    private var labels: [String: String] = [:]
    private var annotations: [String: String] = [:]
    private var finalizers: [JSONValue] = []

    /// The fields that belong to the author; `name` and `namespace` are always among them when there is no problem.
    /// The API server does not keep empty maps.
    var fields: [String: JSONValue] {
        var fields: [String: JSONValue] = ["namespace": .string(namespace)]
        if let name { fields["name"] = .string(name) }
        if !labels.isEmpty { fields["labels"] = .object(labels.mapValues { .string($0) }) }
        if !annotations.isEmpty { fields["annotations"] = .object(annotations.mapValues { .string($0) }) }
        if !finalizers.isEmpty { fields["finalizers"] = .array(finalizers) }
        return fields
    }

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
        case .object(let members)?: read(members)
        case nil, .null?: problems.append(.missing(Self.path))
        case .some(let other): problems.append(.wrongType(Self.path, other, expected: "an object"))
        }
    }

    /// A field that is `null` counts as not given, as for the API server.
    private mutating func read(_ members: [String: JSONValue]) {
        var isNamed = false
        for (key, value) in members {
            switch (key, value) {
            case (_, .null): continue
            case ("name", _):
                isNamed = true
                readName(value)
            case ("namespace", _): readNamespace(value)
            default: readOther(key, value, Self.path.appending(key))
            }
        }
        if !isNamed { problems.append(.missing(Self.path.appending("name"))) }
        dropped.sort()
    }

    private mutating func readOther(_ key: String, _ value: JSONValue, _ path: FieldPath) {
        switch key {
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

    private mutating func readName(_ value: JSONValue) {
        guard case .string(let text) = value else {
            problems.append(.wrongType(Self.path.appending("name"), value, expected: "a string"))
            return
        }
        if let problem = KubernetesNames.problem(subdomain: text) {
            problems.append(DocumentProblem(.invalidName, at: Self.path.appending("name"), problem))
        }
        name = text
    }

    private mutating func readNamespace(_ value: JSONValue) {
        guard case .string(let text) = value else {
            problems.append(.wrongType(Self.path.appending("namespace"), value, expected: "a string"))
            return
        }
        guard !text.isEmpty else { return }
        if let problem = KubernetesNames.problem(label: text) {
            problems.append(DocumentProblem(.invalidNamespace, at: Self.path.appending("namespace"), problem))
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
        labels = entries
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
        dropped += entries.keys.filter(ManagedAnnotations.isReserved).map { path.appending($0) }
        annotations = entries.filter { !ManagedAnnotations.isReserved($0.key) }
    }

    private mutating func readFinalizers(_ value: JSONValue, _ path: FieldPath) {
        guard case .array(let elements) = value else {
            problems.append(.wrongType(path, value, expected: "an array"))
            return
        }
        for (index, element) in elements.enumerated() where element.string == nil {
            problems.append(.wrongType(path.appending(index), element, expected: "a string"))
        }
        finalizers = elements
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
