import Domain

/// One write to one place of the API, worked out on a store that the caller has locked.
struct Writing {
    let type: ResourceType
    let version: String
    /// Empty for resources of the cluster.
    let namespace: String
    let options: WriteOptions
    /// RFC 3339 in whole seconds, as the API has it.
    let now: String

    /// What came of it.
    struct Outcome {
        let status: Int
        let body: JSONValue
        /// `nil` where nothing changed, or for a dry run.
        let event: ObjectStore.Event?
    }

    private var check: ObjectCheck { ObjectCheck(type: type, version: version, namespace: namespace) }
    private var apiVersion: String { type.apiVersion(version) }

    func create(_ body: JSONValue, in store: inout ObjectStore) throws(Refusal) -> Outcome {
        let name = try check.name(in: body, url: nil)
        try check.contents(body, name: name)
        let key = ObjectKey(type: type, namespace: namespace, name: name)
        try requireNamespace(store)
        guard store[key] == nil else { throw .alreadyExists(key) }
        return save(tracking.tracked(new(body, name), over: nil), over: nil, at: key, in: &store)
    }

    func replace(_ body: JSONValue, name: String, in store: inout ObjectStore) throws(Refusal) -> Outcome {
        _ = try check.name(in: body, url: name)
        let key = ObjectKey(type: type, namespace: namespace, name: name)
        let live = store[key]
        if let uid = body.metadata("uid")?.string, uid != live?.metadata("uid")?.string {
            throw .stale(key, "Precondition failed: UID in precondition: \(uid)")
        }
        guard let live else { throw .notFound(key) }
        guard let resourceVersion = body.metadata("resourceVersion")?.string, !resourceVersion.isEmpty else {
            throw .invalid(
                type, name, [("metadata.resourceVersion", "Invalid value: 0x0: must be specified for an update")])
        }
        return try update(live, to: body, at: key, in: &store)
    }

    func patch(
        _ patch: JSONValue, name: String, in store: inout ObjectStore,
        by change: (JSONValue, JSONValue) throws(Refusal) -> JSONValue
    ) throws(Refusal) -> Outcome {
        let key = ObjectKey(type: type, namespace: namespace, name: name)
        guard var live = store[key] else { throw .notFound(key) }
        live["apiVersion"] = .string(apiVersion)
        let body = try change(patch, live)
        _ = try check.name(in: body, url: name)
        return try update(live, to: body, at: key, in: &store)
    }

    func apply(_ body: JSONValue, name: String, in store: inout ObjectStore) throws(Refusal) -> Outcome {
        guard let manager = options.fieldManager else {
            throw .invalid(type, name, [("fieldManager", "Required value: is required for apply patch")])
        }
        _ = try check.name(in: body, url: name)
        guard body.metadata("managedFields")?.array?.isEmpty ?? true else {
            throw .badRequest("metadata.managedFields must be nil")
        }
        let key = ObjectKey(type: type, namespace: namespace, name: name)
        var live = store[key]
        live?["apiVersion"] = .string(apiVersion)
        let apply = ServerSideApply(
            body: body, manager: manager, apiVersion: apiVersion, force: options.force, now: now)
        let merged = try apply.merged(into: live)
        guard let live else {
            try requireNamespace(store)
            // A resourceVersion alone does not keep an apply from making the object; a uid does.
            guard body.metadata("uid") == nil else { throw .stale(key, Refusal.modified) }
            try check.contents(merged, name: name)
            return save(new(merged, name), over: nil, at: key, in: &store)
        }
        try check.contents(merged, name: name)
        try checkIdentity(merged, live, key)
        return save(kept(merged, live), over: live, at: key, in: &store)
    }

    private var tracking: UpdateTracking {
        UpdateTracking(manager: options.manager, apiVersion: apiVersion, now: now)
    }

    private func update(
        _ live: JSONValue, to body: JSONValue, at key: ObjectKey, in store: inout ObjectStore
    ) throws(Refusal) -> Outcome {
        try check.contents(body, name: key.name)
        try checkIdentity(body, live, key)
        return save(kept(tracking.tracked(body, over: live), live), over: live, at: key, in: &store)
    }

    /// The resourceVersion first: an object that was made anew has both another uid and another one.
    private func checkIdentity(_ body: JSONValue, _ live: JSONValue, _ key: ObjectKey) throws(Refusal) {
        if let given = body.metadata("resourceVersion")?.string, !given.isEmpty,
            given != live.metadata("resourceVersion")?.string
        {
            throw .stale(key, Refusal.modified)
        }
        if let uid = body.metadata("uid")?.string, uid != live.metadata("uid")?.string {
            throw .invalid(type, key.name, [("metadata.uid", "Invalid value: \"\(uid)\": field is immutable")])
        }
    }

    private func requireNamespace(_ store: ObjectStore) throws(Refusal) {
        let key = ObjectKey(type: ResourceCatalog.namespaces, namespace: "", name: namespace)
        guard !type.isNamespaced || store[key] != nil else { throw .notFound(key) }
    }
}

// What the server itself sets.
extension Writing {
    private func new(_ body: JSONValue, _ name: String) -> JSONValue {
        var object = body
        object["apiVersion"] = .string(apiVersion)
        object["kind"] = .string(type.kind)
        object.setMetadata("name", .string(name))
        if type.isNamespaced { object.setMetadata("namespace", .string(namespace)) }
        object.setMetadata("uid", .string(Self.newUID()))
        object.setMetadata("creationTimestamp", .string(now))
        object.setMetadata("generation", 1)
        object.setMetadata("resourceVersion", nil)
        return object
    }

    private static func newUID() -> String {
        var random = SystemRandomNumberGenerator()
        let high = random.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        return ID<JSONValue>(high: high, low: low).description
    }

    private func kept(_ body: JSONValue, _ live: JSONValue) -> JSONValue {
        var object = body
        for key in ["name", "namespace", "uid", "creationTimestamp", "generation", "resourceVersion"] {
            object.setMetadata(key, live.metadata(key))
        }
        if Self.contents(object) != Self.contents(live) {
            let (next, overflow) = (live.metadata("generation")?.int ?? 0).addingReportingOverflow(1)
            object.setMetadata("generation", .int(overflow ? 1 : next))
        }
        return object
    }

    /// What a generation counts: everything but the metadata, the status, and the version that it is read in.
    private static func contents(_ object: JSONValue) -> [String: JSONValue] {
        (object.object ?? [:]).filter { !["metadata", "status", "apiVersion"].contains($0.key) }
    }

    /// Stores the object, unless nothing about it has changed or it is a dry run.
    private func save(
        _ object: JSONValue, over live: JSONValue?, at key: ObjectKey, in store: inout ObjectStore
    ) -> Outcome {
        let status = live == nil ? 201 : 200
        if options.dryRun || object == live { return Outcome(status: status, body: object, event: nil) }
        let stored = store.put(object, at: key)
        return Outcome(status: status, body: stored.body, event: stored.event)
    }
}
