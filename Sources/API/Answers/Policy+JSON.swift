import Domain
import Ports

extension Policy {
    /// The ETag of a policy: its revision.
    var etag: String { "\"\(revision)\"" }
    var location: String { "/api/v1/policies/\(id)" }

    /// A policy as answers show it; `version` and `live` where they were read, too.
    func json(version: PolicyVersion? = nil, live: [LiveVersion]? = nil) -> JSONValue {
        var members: [String: JSONValue] = [
            "id": .string(id.description), "mesh": .string(key.mesh.rawValue), "group": .string(key.group),
            "kind": .string(key.kind.rawValue), "namespace": .string(key.namespace), "name": .string(key.name),
            "owner": .string(owner), "labels": .object(labels.mapValues { .string($0) }),
            "latestVersion": .int(Int64(latestVersion)), "revision": .int(revision),
            "createdAt": .string(createdAt.description), "updatedAt": .string(updatedAt.description),
        ]
        members["version"] = version?.json
        members["live"] = live.map { .array($0.map(\.json)) }
        return .object(members)
    }
}

extension PolicyVersion {
    var json: JSONValue {
        [
            "policy": .string(policy.description), "number": .int(Int64(number)),
            "contentHash": .string(contentHash), "absent": .bool(content == .absent),
            "document": content.document ?? .null, "source": source.map { .string($0) } ?? .null,
            "semanticVersion": semanticVersion.map { .string($0.description) } ?? .null,
            "tags": .array(tags.map(\.rawValue).sorted().map { .string($0) }), "author": .string(author),
            "message": .string(message), "createdAt": .string(createdAt.description),
        ]
    }
}

extension LiveVersion {
    fileprivate var json: JSONValue {
        [
            "cluster": .string(clusterName), "version": .int(Int64(version)),
            "deployment": .string(deployment.description),
        ]
    }
}

extension FieldDiff.Change {
    var json: JSONValue {
        [
            "path": .string(path.description), "kind": .string(kind.rawValue), "old": old ?? .null,
            "new": new ?? .null,
        ]
    }
}

extension Page {
    /// `{items, next}`, as every list is answered.
    func json(_ item: (Element) -> JSONValue) -> JSONValue {
        ["items": .array(items.map(item)), "next": next.map { .string($0) } ?? .null]
    }
}

/// A list that is answered whole.
func whole(_ items: [JSONValue]) -> JSONValue { ["items": .array(items), "next": .null] }
