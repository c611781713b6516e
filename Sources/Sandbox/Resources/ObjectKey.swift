/// Where an object is kept, whatever version it is read through.
struct ObjectKey: Hashable, Sendable {
    let type: ResourceType
    /// Empty for objects of the cluster.
    let namespace: String
    let name: String
}

extension ObjectKey: Comparable {
    /// The order of lists: by namespace, then by name.
    static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}
