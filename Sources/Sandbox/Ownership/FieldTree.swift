import Domain

/// A set of fields, as a tree. Keys are written as in `fieldsV1`: `f:<name>`.
///
/// Maps are followed into, lists are one field: the rule for the definitions of the meshes, whose lists carry no keys.
struct FieldTree: Hashable, Sendable {
    /// Whether the field at this node is itself in the set (and not just some below it).
    var isMember: Bool
    var children: [String: FieldTree]

    init(isMember: Bool = false, children: [String: FieldTree] = [:]) {
        self.isMember = isMember
        self.children = children
    }

    static let empty = FieldTree()
    var isEmpty: Bool { !isMember && children.isEmpty }

    /// A value and everything in it.
    init(of value: JSONValue) {
        guard case .object(let members) = value else {
            self.init(isMember: true)
            return
        }
        self.init(isMember: true)
        children.reserveCapacity(members.count)
        for (key, member) in members { children["f:" + key] = FieldTree(of: member) }
    }

    /// What a manager can own of an object: all but its identity and what the server sets.
    init(ofObject object: JSONValue) {
        self.init()
        for (key, member) in object.object ?? [:] where !Self.identity.contains(key) {
            children["f:" + key] = FieldTree(of: member)
        }
        for key in Self.serverMetadata { children["f:metadata"]?.children["f:" + key] = nil }
        children["f:metadata"]?.isMember = false
        if children["f:metadata"]?.isEmpty == true { children["f:metadata"] = nil }
    }

    static let identity: Set<String> = ["apiVersion", "kind"]
    static let serverMetadata: Set<String> = [
        "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink",
    ]
}

// The notation of `managedFields`.
extension FieldTree {
    /// Reads `fieldsV1`: an empty node is a field of the set, and so is one that holds a dot.
    init(fieldsV1 value: JSONValue) {
        let members = value.object ?? [:]
        self.init(isMember: members.isEmpty || members["."] != nil)
        for (key, member) in members where key != "." { children[key] = FieldTree(fieldsV1: member) }
    }

    var fieldsV1: JSONValue {
        var members = children.mapValues(\.fieldsV1)
        if isMember, !members.isEmpty { members["."] = .object([:]) }
        return .object(members)
    }
}

// Arithmetic. Nodes without members are dropped, so that equal sets are equal values.
extension FieldTree {
    func union(_ other: FieldTree) -> FieldTree {
        FieldTree(
            isMember: isMember || other.isMember, children: children.merging(other.children) { $0.union($1) })
    }

    func subtracting(_ other: FieldTree) -> FieldTree {
        guard !other.isEmpty else { return self }
        var left = FieldTree(isMember: isMember && !other.isMember)
        for (key, child) in children {
            let rest = other.children[key].map(child.subtracting) ?? child
            if !rest.isEmpty { left.children[key] = rest }
        }
        return left
    }

    func intersection(_ other: FieldTree) -> FieldTree {
        var both = FieldTree(isMember: isMember && other.isMember)
        for (key, child) in children {
            guard let common = other.children[key].map(child.intersection), !common.isEmpty else { continue }
            both.children[key] = common
        }
        return both
    }

    /// The fields in the API server's notation, sorted: `.spec.hosts`.
    func paths(_ prefix: String = "") -> [String] {
        let below = children.sorted { $0.key < $1.key }.flatMap { key, child in
            child.paths(key.hasPrefix("f:") ? "\(prefix).\(key.dropFirst(2))" : "\(prefix)[\(key.dropFirst(2))]")
        }
        return isMember ? [prefix] + below : below
    }
}
