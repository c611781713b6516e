/// What makes a policy the one it is: there is at most one policy for each key.
package struct PolicyKey: Hashable, Sendable, CustomStringConvertible {
    package let kind: PolicyKind
    /// The API group, e.g. `networking.istio.io`.
    package let group: String
    package let namespace: String
    package let name: String

    package init(kind: PolicyKind, group: String, namespace: String, name: String) {
        self.kind = kind
        self.group = group
        self.namespace = namespace
        self.name = name
    }

    /// The mesh that reads the policy.
    package var mesh: Mesh { kind.mesh }

    /// `VirtualService default/reviews`: how messages name it.
    package var description: String { "\(kind.rawValue) \(namespace)/\(name)" }
}

extension PolicyKey: Comparable {
    /// Any total order does: locks are taken in it, so that two deployments cannot wait for each other.
    package static func < (left: PolicyKey, right: PolicyKey) -> Bool {
        (left.group, left.kind.rawValue, left.namespace, left.name)
            < (right.group, right.kind.rawValue, right.namespace, right.name)
    }
}
