import Domain

/// Which fields differ between two states of an object.
struct FieldComparison {
    /// Fields that are new or have another value.
    private(set) var changed = FieldTree.empty
    /// Fields that are gone.
    private(set) var removed = FieldTree.empty

    /// `old` is `nil` where there was no object.
    init(_ old: JSONValue?, _ new: JSONValue) {
        (changed, removed) = Self.compare(Self.ownable(old ?? .object([:])), Self.ownable(new))
        // The metadata as such and the object as such belong to nobody.
        changed.children["f:metadata"]?.isMember = false
        removed.children["f:metadata"]?.isMember = false
        changed.isMember = false
        removed.isMember = false
        if changed.children["f:metadata"]?.isEmpty == true { changed.children["f:metadata"] = nil }
        if removed.children["f:metadata"]?.isEmpty == true { removed.children["f:metadata"] = nil }
    }

    private static func ownable(_ object: JSONValue) -> JSONValue {
        guard case .object(var members) = object else { return object }
        for key in FieldTree.identity { members[key] = nil }
        if case .object(var metadata)? = members["metadata"] {
            for key in FieldTree.serverMetadata { metadata[key] = nil }
            members["metadata"] = .object(metadata)
        }
        return .object(members)
    }

    private static func compare(_ old: JSONValue, _ new: JSONValue) -> (changed: FieldTree, removed: FieldTree) {
        guard case .object(let olds) = old, case .object(let news) = new else {
            if old == new { return (.empty, .empty) }
            // A field that changes its type: its own value is other, and what was below it is gone.
            return (FieldTree(of: new), FieldTree(children: FieldTree(of: old).children))
        }
        var changed = FieldTree.empty
        var removed = FieldTree.empty
        for (key, value) in news {
            guard let before = olds[key] else {
                changed.children["f:" + key] = FieldTree(of: value)
                continue
            }
            let below = compare(before, value)
            if !below.changed.isEmpty { changed.children["f:" + key] = below.changed }
            if !below.removed.isEmpty { removed.children["f:" + key] = below.removed }
        }
        for (key, value) in olds where news[key] == nil { removed.children["f:" + key] = FieldTree(of: value) }
        return (changed, removed)
    }
}
