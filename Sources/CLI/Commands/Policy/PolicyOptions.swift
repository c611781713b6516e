import Domain

/// Options that several policy commands have.
enum PolicyOptions {
    static let owner = Option("owner", value: "NAME", "The team or person answerable for it; default you")
    static let label = Option("label", value: "KEY=VALUE", repeats: true, "A label for searches")
    static let tag = Option(
        "tag", value: "TAG", repeats: true, completion: .words(VersionTag.allCases.map(\.rawValue)),
        "A tag of the version: stable, beta or deprecated")
    static let semver = Option("semver", value: "VERSION", "The version's semantic version, like 1.4.0")
    static let message = Option("message", short: "m", value: "TEXT", "What the version changes, and why")
    static let kind = Option(
        "kind", value: "KIND", completion: .words(PolicyKind.allCases.map(\.rawValue)), "Only policies of this kind")
    static let namespace = Option("namespace", short: "n", value: "NAMESPACE", "Only of this namespace")
    static let version = Option("version", value: "N", "The number of the version; default the newest")
    static let revision = Option(
        "revision", value: "N", "Only if this is still the policy's revision (see `policy get`)")

    /// The options of a new version, as query parameters beside a YAML body.
    static func query(_ arguments: Arguments) throws -> APIClient.Query {
        var query: APIClient.Query = []
        for (option, name) in [(owner, "owner"), (semver, "semanticVersion"), (message, "message")] {
            if let text = arguments[option] { query.append((name, text)) }
        }
        query += try arguments.pairs(label).sorted { $0.key < $1.key }.map { ("label", "\($0.key)=\($0.value)") }
        return query + arguments.all(tag).map { ("tag", $0) }
    }

    /// The same options as a JSON envelope, for bodies without a document.
    static func envelope(_ arguments: Arguments) throws -> [String: JSONValue] {
        var members: [String: JSONValue] = [:]
        members["owner"] = arguments[owner].map { .string($0) }
        members["semanticVersion"] = arguments[semver].map { .string($0) }
        members["message"] = arguments[message].map { .string($0) }
        let labels = try arguments.pairs(label)
        if !labels.isEmpty { members["labels"] = .object(labels.mapValues { .string($0) }) }
        let tags = arguments.all(tag)
        if !tags.isEmpty { members["tags"] = .array(tags.map { .string($0) }) }
        return members
    }
}

extension Output.Column {
    static let policyName = Output.Column("POLICY") { policy, _ in Table.Cell(PolicyNames.name(of: policy)) }
    static let tags = Output.Column("TAGS", "tags")
}
