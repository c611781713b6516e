/// One reading of a tree: gathers what is wrong on the way down.
struct DocumentReading {
    private(set) var problems: [DocumentProblem] = []
    /// Whether a kind that is not managed is no problem.
    private let takesAnyKind: Bool

    init(takesAnyKind: Bool = false) { self.takesAnyKind = takesAnyKind }

    /// The fields that an object may have at its top.
    private static let topFields = ["apiVersion", "kind", "metadata", "spec", "status"]

    /// What a document is made of, as it was read.
    struct Parts {
        let key: PolicyKey
        let version: String
        let metadata: ObjectMetadata
        /// What is not kept of it.
        let dropped: [FieldPath]
    }

    /// The document; `nil` where a problem was found that leaves none.
    mutating func document(_ tree: JSONValue) -> PolicyDocument? {
        guard let parts = parts(tree) else { return nil }
        let body: JSONValue = [
            "apiVersion": tree["apiVersion"] ?? .null, "kind": tree["kind"] ?? .null,
            "metadata": .object(parts.metadata.fields), "spec": tree["spec"] ?? .null,
        ]
        return PolicyDocument(key: parts.key, version: parts.version, body: body, dropped: parts.dropped)
    }

    /// The parts; `nil` where a problem was found that leaves no document.
    mutating func parts(_ tree: JSONValue) -> Parts? {
        guard case .object(let members) = tree else {
            problems.append(
                DocumentProblem(
                    .notAnObject, at: .root, "the document must be an object and is \(tree.typeName)",
                    hint: "one Kubernetes object with apiVersion, kind, metadata and spec is expected"))
            return nil
        }
        var (apiVersion, kind, metadata, spec): (JSONValue?, JSONValue?, JSONValue?, JSONValue?)
        var status: [FieldPath] = []
        for (name, value) in members {
            switch name {
            case "apiVersion": apiVersion = value
            case "kind": kind = value
            case "metadata": metadata = value
            case "spec": spec = value
            case "status": status = [["status"]]
            default: problems.append(.unknownField([.key(name)], name, known: Self.topFields))
            }
        }
        return parts(text("kind", kind), text("apiVersion", apiVersion), ObjectMetadata(metadata), spec, status)
    }

    private mutating func parts(
        _ kind: String?, _ apiVersion: String?, _ metadata: ObjectMetadata, _ spec: JSONValue?, _ status: [FieldPath]
    ) -> Parts? {
        let type = self.kind(kind, apiVersion: apiVersion)
        problems += metadata.problems
        guard hasSpec(spec), let type, let name = metadata.name else { return nil }
        let key = PolicyKey(kind: type.kind, group: type.group, namespace: metadata.namespace, name: name)
        return Parts(key: key, version: type.version, metadata: metadata, dropped: metadata.dropped + status)
    }

    private mutating func text(_ name: String, _ value: JSONValue?) -> String? {
        switch value {
        case .string(let text)?: return text
        case nil, .null?: problems.append(.missing([.key(name)]))
        case .some(let other): problems.append(.wrongType([.key(name)], other, expected: "a string"))
        }
        return nil
    }

    private mutating func hasSpec(_ value: JSONValue?) -> Bool {
        switch value {
        case .object?: return true
        case nil: problems.append(.missing(["spec"], hint: "an empty policy has spec: {}"))
        case .some(let other): problems.append(.wrongType(["spec"], other, expected: "an object"))
        }
        return false
    }

    /// The types that are managed, by kind and `apiVersion`: nearly every document has one of them.
    private static let managed: [String: [String: (kind: PolicyKind, group: String, version: String)]] =
        PolicyKind.allCases.reduce(into: [:]) { table, kind in
            for group in kind.groups {
                for version in kind.versions(in: group) {
                    table[kind.rawValue, default: [:]]["\(group)/\(version)"] = (kind, group, version)
                }
            }
        }

    private mutating func kind(
        _ name: String?, apiVersion: String?
    ) -> (kind: PolicyKind, group: String, version: String)? {
        if let name, let apiVersion, let known = Self.managed[name]?[apiVersion] { return known }
        let parts = apiVersion.flatMap { split(apiVersion: $0) }
        guard let name else { return nil }
        guard let kind = PolicyKind(rawValue: name) else {
            if !takesAnyKind { problems.append(.unknownKind(name)) }
            return nil
        }
        guard let (group, version) = parts else { return nil }
        guard kind.groups.contains(group) else {
            problems.append(.unknownGroup(group, of: kind))
            return nil
        }
        guard kind.versions(in: group).contains(version) else {
            problems.append(.unknownVersion(version, of: kind, in: group))
            return nil
        }
        return (kind, group, version)
    }

    /// `group/version`, or `version` alone for the core group, whose name is empty.
    private mutating func split(apiVersion: String) -> (group: String, version: String)? {
        let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 1, let version = parts.first, !version.isEmpty { return ("", version) }
        guard parts.count == 2, !parts.contains("") else {
            problems.append(
                DocumentProblem(
                    .malformedAPIVersion, at: ["apiVersion"], "must be <group>/<version>",
                    hint: "for example networking.istio.io/v1"))
            return nil
        }
        return (parts[0], parts[1])
    }
}

extension DocumentProblem {
    fileprivate static func unknownKind(_ name: String) -> DocumentProblem {
        let known = PolicyKind.allCases.map(\.rawValue)
        return DocumentProblem(
            .unknownKind, at: ["kind"], "\(name.prefix(64)) is not a kind that HotSwap manages",
            hint: Spelling.nearest(to: name, in: known).map { "did you mean \($0)?" }
                ?? "known are \(known.joined(separator: ", "))")
    }

    fileprivate static func unknownGroup(_ group: String, of kind: PolicyKind) -> DocumentProblem {
        let name = group.isEmpty ? "the core group" : String(group.prefix(64))
        return DocumentProblem(
            .unknownGroup, at: ["apiVersion"], "HotSwap knows no \(kind.rawValue) of \(name)",
            hint: "known is \(kind.rawValue) of \(kind.groups.joined(separator: " and of "))")
    }

    fileprivate static func unknownVersion(
        _ version: String, of kind: PolicyKind, in group: String
    ) -> DocumentProblem {
        DocumentProblem(
            .unknownVersion, at: ["apiVersion"],
            "\(version.prefix(64)) is not a version of \(kind.rawValue) in \(group)",
            hint: "known are \(kind.versions(in: group).joined(separator: ", "))")
    }
}
