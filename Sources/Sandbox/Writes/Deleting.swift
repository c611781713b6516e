import Domain

/// One delete, worked out on a store that the caller has locked. Finalizers and grace periods are not waited for.
struct Deleting {
    let key: ObjectKey
    let preconditions: DeletePreconditions
    let dryRun: Bool

    /// What happened, the object's own removal last; a namespace takes its contents with it.
    func delete(in store: inout ObjectStore) throws(Refusal) -> (uid: String, events: [ObjectStore.Event]) {
        guard let live = store[key] else { throw .notFound(key) }
        let uid = live.metadata("uid")?.string ?? ""
        try check("UID", preconditions.uid, uid)
        try check("ResourceVersion", preconditions.resourceVersion, live.metadata("resourceVersion")?.string ?? "")
        if dryRun { return (uid, []) }
        var events: [ObjectStore.Event] = []
        if key.type == ResourceCatalog.namespaces {
            events += store.contents(of: key.name).sorted().compactMap { store.remove($0) }
        }
        if let event = store.remove(key) { events.append(event) }
        return (uid, events)
    }

    private func check(_ what: String, _ wanted: String?, _ found: String) throws(Refusal) {
        guard let wanted, wanted != found else { return }
        throw .stale(
            key, "the \(what) in the precondition (\(wanted)) does not match the \(what) in record (\(found))")
    }
}
