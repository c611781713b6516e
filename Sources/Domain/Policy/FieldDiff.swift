/// What is different between two documents, field by field.
package enum FieldDiff {
    /// One difference.
    ///
    /// A removed field is named by where it was, an added or changed one by where it is now: the two differ behind
    /// an element that was put into an array or taken out of it.
    package struct Change: Hashable, Sendable {
        package enum Kind: String, Hashable, Sendable, CaseIterable {
            case added
            case removed
            case changed
        }

        package let path: FieldPath
        package let kind: Kind
        /// `nil` where the field was added.
        package let old: JSONValue?
        /// `nil` where the field was removed.
        package let new: JSONValue?

        package static func added(_ path: FieldPath, _ new: JSONValue) -> Change {
            Change(path: path, kind: .added, old: nil, new: new)
        }

        package static func removed(_ path: FieldPath, _ old: JSONValue) -> Change {
            Change(path: path, kind: .removed, old: old, new: nil)
        }

        package static func changed(_ path: FieldPath, from old: JSONValue, to new: JSONValue) -> Change {
            Change(path: path, kind: .changed, old: old, new: new)
        }
    }

    /// The changes that make `new` of `old`, in ascending order of their paths, removals first where two share one.
    ///
    /// `nil` is a document that is not there: one change at the root says all of it. A field whose type changes is one
    /// change too. `1` and `1.0` differ: their texts do, and so do the hashes of the versions.
    package static func between(_ old: JSONValue?, _ new: JSONValue?) -> [Change] {
        switch (old, new) {
        case (nil, nil): return []
        case (nil, .some(let new)): return [.added(.root, new)]
        case (.some(let old), nil): return [.removed(.root, old)]
        case (.some(let old), .some(let new)):
            var walk = Walk()
            walk.compare(old, at: .root, with: new, at: .root)
            return inOrder(walk.changes)
        }
    }

    /// The changes between two versions of a policy; `absent` is a document that is not there.
    package static func between(_ old: PolicyContent, _ new: PolicyContent) -> [Change] {
        between(old.document, new.document)
    }

    /// Removals come before others of the same path; two removals never share one.
    static func inOrder(_ changes: [Change]) -> [Change] {
        changes.sorted { one, other in
            one.path == other.path ? one.kind == .removed && other.kind != .removed : one.path < other.path
        }
    }
}

/// The walk down both documents at once; it knows where it is in each.
private struct Walk {
    var changes: [FieldDiff.Change] = []

    mutating func compare(_ old: JSONValue, at was: FieldPath, with new: JSONValue, at here: FieldPath) {
        switch (old, new) {
        case (.object(let before), .object(let after)): members(before, at: was, with: after, at: here)
        case (.array(let before), .array(let after)): elements(before, at: was, with: after, at: here)
        default: if old != new { changes.append(.changed(here, from: old, to: new)) }
        }
    }

    private mutating func members(
        _ before: [String: JSONValue], at was: FieldPath, with after: [String: JSONValue], at here: FieldPath
    ) {
        for (key, old) in before {
            if let new = after[key] {
                compare(old, at: was.appending(key), with: new, at: here.appending(key))
            } else {
                changes.append(.removed(was.appending(key), old))
            }
        }
        for (key, new) in after where before[key] == nil { changes.append(.added(here.appending(key), new)) }
    }

    private mutating func elements(
        _ before: [JSONValue], at was: FieldPath, with after: [JSONValue], at here: FieldPath
    ) {
        for match in ArrayAlignment.matches(before, after) {
            switch match {
            case .pair(let old, let new):
                compare(before[old], at: was.appending(old), with: after[new], at: here.appending(new))
            case .removed(let old): changes.append(.removed(was.appending(old), before[old]))
            case .added(let new): changes.append(.added(here.appending(new), after[new]))
            }
        }
    }
}
