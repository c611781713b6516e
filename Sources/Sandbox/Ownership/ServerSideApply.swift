import Domain

/// Merges what a manager applies into what is there: what it applies is set, what it applied before and does not any
/// more is removed unless somebody else owns it, and what others own is changed only by force.
struct ServerSideApply {
    let body: JSONValue
    let manager: String
    let apiVersion: String
    let force: Bool
    /// RFC 3339, for the entry in `managedFields`.
    let now: String

    /// The object as it shall be, with its managed fields; `live` is `nil` where there is none.
    func merged(into live: JSONValue?) throws(Refusal) -> JSONValue {
        var managers = Self.managers(of: live)
        let applied = FieldTree(ofObject: body)
        var result = Self.merge(live ?? .object([:]), body)
        let changed = FieldComparison(live, result).changed
        let conflicts = conflicts(managers, changed)
        guard force || conflicts.isEmpty else { throw Self.refusal(conflicts) }
        managers.take(changed, except: manager, .apply, apiVersion)

        let before = managers.fields(manager, .apply, apiVersion) ?? .empty
        let others = managers.entries.filter { !$0.isSame(manager, .apply, apiVersion) }
        let kept = others.reduce(applied) { $0.union($1.fields) }
        result = Self.pruned(result, before: before, kept: kept)

        managers.set(applied, manager: manager, .apply, apiVersion: apiVersion, now: now)
        managers.drop(FieldComparison(live, result).removed)
        result.setMetadata("managedFields", managers.document)
        return result
    }

    /// An object whose fields nobody tracked belongs to a manager of its own from its first apply on.
    private static func managers(of live: JSONValue?) -> FieldManagers {
        var managers = FieldManagers(of: live)
        guard let live, managers.entries.isEmpty else { return managers }
        managers.set(
            FieldTree(ofObject: live), manager: "before-first-apply", .update,
            apiVersion: live["apiVersion"]?.string ?? "", now: live.metadata("creationTimestamp")?.string ?? "")
        return managers
    }

    private static func merge(_ old: JSONValue, _ new: JSONValue) -> JSONValue {
        guard case .object(let olds) = old, case .object(let news) = new else { return new }
        return .object(olds.merging(news) { merge($0, $1) })
    }

    private static func pruned(_ value: JSONValue, before: FieldTree, kept: FieldTree) -> JSONValue {
        guard case .object(var members) = value else { return value }
        for (key, owned) in before.children {
            let name = String(key.dropFirst(2))
            guard let member = members[name] else { continue }
            let keptBelow = kept.children[key] ?? .empty
            let rest = pruned(member, before: owned, kept: keptBelow)
            let isBare = rest.object?.isEmpty ?? true
            if owned.isMember, keptBelow.isEmpty, isBare {
                members.removeValue(forKey: name)
            } else {
                members[name] = rest
            }
        }
        return .object(members)
    }

    private typealias Conflict = (entry: FieldManagers.Entry, paths: [String])

    private func conflicts(_ managers: FieldManagers, _ changed: FieldTree) -> [Conflict] {
        managers.entries.compactMap { entry in
            guard !entry.isSame(manager, .apply, apiVersion) else { return nil }
            let paths = entry.fields.intersection(changed).paths()
            return paths.isEmpty ? nil : (entry, paths)
        }
    }

    private static func refusal(_ conflicts: [Conflict]) -> Refusal {
        let count = conflicts.reduce(0) { $0 + $1.paths.count }
        let texts = conflicts.map { conflict in
            conflict.paths.count == 1
                ? "conflict with \(owner(conflict.entry)): \(conflict.paths[0])"
                : "conflicts with \(owner(conflict.entry)):\n"
                    + conflict.paths.map { "- \($0)" }.joined(separator: "\n")
        }
        let causes = conflicts.flatMap { conflict in
            conflict.paths.map { path -> JSONValue in
                [
                    "reason": "FieldManagerConflict", "field": .string(path),
                    "message": .string("conflict with \(owner(conflict.entry))"),
                ]
            }
        }
        return Refusal(
            code: 409, reason: "Conflict",
            message: "Apply failed with \(count) conflict\(count == 1 ? "" : "s"): \(texts.joined(separator: "\n"))",
            details: ["causes": .array(causes)])
    }

    private static func owner(_ entry: FieldManagers.Entry) -> String {
        let using = entry.operation == .update ? " using \(entry.apiVersion)" : ""
        return "\"\(entry.manager)\"\(using)"
    }
}
