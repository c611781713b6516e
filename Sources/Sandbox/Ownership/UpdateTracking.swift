import Domain

/// Who owns what after a write that is no apply: the writer owns what it changed.
struct UpdateTracking {
    let manager: String
    let apiVersion: String
    /// RFC 3339.
    let now: String

    /// `new` with its managed fields. `live` is `nil` for a create. A list in `new` itself replaces the one that is
    /// kept, and one without usable entries (`[{}]`) ends the tracking: so does the real API.
    func tracked(_ new: JSONValue, over live: JSONValue?) -> JSONValue {
        let given = new.metadata("managedFields")?.array ?? []
        let isReset = !given.isEmpty && FieldManagers(of: new).entries.isEmpty
        var managers = isReset ? FieldManagers(of: nil) : FieldManagers(of: given.isEmpty ? live : new)
        if !isReset, live == nil || !managers.entries.isEmpty { track(new, over: live, &managers) }
        var result = new
        result.setMetadata("managedFields", managers.document)
        return result
    }

    private func track(_ new: JSONValue, over live: JSONValue?, _ managers: inout FieldManagers) {
        let difference = FieldComparison(live, new)
        if !difference.changed.isEmpty {
            managers.take(difference.changed, except: manager, .update, apiVersion)
            let own = managers.fields(manager, .update, apiVersion) ?? .empty
            managers.set(
                own.union(difference.changed), manager: manager, .update, apiVersion: apiVersion, now: now)
        }
        managers.drop(difference.removed)
    }
}
