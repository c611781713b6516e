package import Domain

/// A live object of a mesh, with what the rules of age and name look at.
package struct PolicyObject: Hashable, Sendable, CustomStringConvertible {
    /// The API group, without the version.
    package let group: String
    package let kind: String
    package let namespace: String
    package let name: String
    /// `metadata.creationTimestamp`, RFC 3339 in whole seconds as Kubernetes writes it; `nil` where it was not given.
    package let createdAt: String?
    package let labels: [String: String]
    package let document: JSONValue

    /// `nil` where the document has no kind or no name.
    package init?(_ document: JSONValue) {
        guard let kind = document["kind"]?.string, let name = document["metadata"]?["name"]?.string else { return nil }
        let version = document["apiVersion"]?.string ?? ""
        group = version.contains("/") ? String(version.prefix { $0 != "/" }) : ""
        self.kind = kind
        self.name = name
        namespace = document["metadata"]?["namespace"]?.string ?? "default"
        createdAt = document["metadata"]?["creationTimestamp"]?.string
        labels = document["metadata"]?["labels"]?.object?.compactMapValues(\.string) ?? [:]
        self.document = document
    }

    package var spec: JSONValue { document["spec"] ?? .object([:]) }

    /// `VirtualService default/reviews`.
    package var description: String { "\(kind) \(namespace)/\(name)" }

    /// Names are unique in a set, so they suffice; documents are large.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(kind)
        hasher.combine(namespace)
        hasher.combine(name)
    }
}

/// Which of several objects comes first where a mesh lets age decide.
package enum Precedence {
    /// By creation, then by name, then by namespace: Istio's `sortConfigByCreationTime` and Linkerd's
    /// `timestamp_then_name` (MECHANICS 0.2, 0.4). Where an object lacks the time, all keep the order they came in:
    /// that is how tests say which one is older.
    package static func oldestFirst(_ objects: [PolicyObject]) -> [PolicyObject] {
        guard objects.count > 1, objects.allSatisfy({ $0.createdAt != nil }) else { return objects }
        return objects.sorted { one, other in
            (one.createdAt ?? "", one.name, one.namespace) < (other.createdAt ?? "", other.name, other.namespace)
        }
    }
}
