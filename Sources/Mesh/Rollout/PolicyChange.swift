package import Domain

/// What a rollout makes of one policy on one cluster.
package struct PolicyChange: Hashable, Sendable {
    package let key: PolicyKey
    /// The object as it was before, without what the API server and HotSwap add (`ObjectContent.of`); `nil`: there was
    /// none.
    package let old: JSONValue?
    /// What the new version says; `nil`: the object is to be removed.
    package let new: JSONValue?
    /// The cluster has the new version already: there is nothing to split, to switch or to compare.
    package let isIdle: Bool

    /// - Parameter filling: What the API server makes of a document: it fills in what the document leaves out. Asked
    ///   only where the cluster has more than the new version says.
    package init(
        key: PolicyKey, old: JSONValue?, new: JSONValue?, filling: (JSONValue) -> JSONValue = { $0 }
    ) {
        self.key = key
        self.old = old
        self.new = new
        isIdle = SameToTheMesh.isSame(old, new, filling)
    }
}

/// A resource of a mesh, managed by HotSwap or only minded by it (Linkerd's AuthorizationPolicy).
package struct MeshResource: Hashable, Sendable {
    package let group: String
    package let kind: String
    package let plural: String

    package init(group: String, kind: String, plural: String) {
        self.group = group
        self.kind = kind
        self.plural = plural
    }

    package init(_ key: PolicyKey) { self.init(group: key.group, kind: key.kind.rawValue, plural: key.kind.plural) }

    package init(_ kind: PolicyKind) {
        self.init(group: kind.groups[0], kind: kind.rawValue, plural: kind.plural)
    }

    package static let linkerdAuthorizationPolicy = MeshResource(
        group: "policy.linkerd.io", kind: "AuthorizationPolicy", plural: "authorizationpolicies")
}

/// An object of the mesh by name.
package struct MeshObjectName: Hashable, Sendable, CustomStringConvertible {
    package let resource: MeshResource
    package let namespace: String
    package let name: String

    package init(resource: MeshResource, namespace: String, name: String) {
        self.resource = resource
        self.namespace = namespace
        self.name = name
    }

    package init(_ key: PolicyKey) {
        self.init(resource: MeshResource(key), namespace: key.namespace, name: key.name)
    }

    /// `Server default/books`.
    package var description: String { "\(resource.kind) \(namespace)/\(name)" }
}

/// An object as it is to be. Its document has `apiVersion`, `kind`, `metadata` with name and namespace, and `spec`.
package struct MeshObject: Hashable, Sendable {
    package let name: MeshObjectName
    package let document: JSONValue

    package init(name: MeshObjectName, document: JSONValue) {
        self.name = name
        self.document = document
    }
}
