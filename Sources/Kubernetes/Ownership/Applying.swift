import Domain
import Ports

/// One server-side apply, made to count the fields that HotSwap itself wrote by POST or PUT as its own.
struct Applying {
    let objects: KubernetesObjects
    let body: JSONValue
    let reference: ObjectReference
    /// Whether fields are taken over from others.
    let force: Bool
    /// For all of its requests together.
    let deadline: ContinuousClock.Instant

    /// For real: where an object within the body becomes empty and all fields are ours, by a replacement, since API
    /// servers (1.20, tried) make `null` of an object whose last member an apply takes away. Otherwise first our
    /// entries of other operations become one of apply, then the body is applied on the resourceVersion that this gave.
    /// A crash in between leaves an object whose content nothing has changed.
    func done(onto live: LiveObject) async throws -> LiveObject {
        let fields = ManagedFields(of: live)
        if fields.isAllOurs, body.empties(live.body) { return try await replace(live, dryRun: false) }
        guard let adopted = fields.adopted else { return try await apply(onto: live, force: force) }
        let owned = try await objects.written(
            .setManagedFields(adopted, at: reference, resourceVersion: live.resourceVersion), reference,
            deadline: deadline)
        return try await apply(onto: owned, force: force)
    }

    /// As a dry run, which cannot adopt anything first. Where all fields are ours, a replacement gives exactly what
    /// the apply would; otherwise conflicts with ourselves are forced, and those with others are told.
    func tried(onto live: LiveObject) async throws -> LiveObject {
        let fields = ManagedFields(of: live)
        guard fields.adopted != nil else { return try await apply(onto: live, force: force, dryRun: true) }
        if fields.isAllOurs { return try await replace(live, dryRun: true) }
        do {
            return try await apply(onto: live, force: force, dryRun: true)
        } catch ClusterRefusal.ownedByOthers(let conflicts) {
            let others = conflicts.filter { $0.manager != fieldManager }
            guard others.isEmpty else { throw ClusterRefusal.ownedByOthers(others) }
            return try await apply(onto: live, force: true, dryRun: true)
        }
    }

    private func replace(_ live: LiveObject, dryRun: Bool) async throws -> LiveObject {
        try await objects.written(
            .replace(body, at: reference, uid: live.uid, resourceVersion: live.resourceVersion, dryRun: dryRun),
            reference, deadline: deadline)
    }

    private func apply(onto live: LiveObject, force: Bool, dryRun: Bool = false) async throws -> LiveObject {
        let call = KubernetesCall.apply(
            body, at: reference, uid: live.uid, resourceVersion: live.resourceVersion, force: force, dryRun: dryRun)
        return try await objects.written(call, reference, deadline: deadline)
    }
}

extension JSONValue {
    /// Whether an object that has members in `live` has none here.
    fileprivate func empties(_ live: JSONValue) -> Bool {
        switch (self, live) {
        case (.object(let wanted), .object(let there)):
            if wanted.isEmpty { return !there.isEmpty }
            return wanted.contains { name, value in there[name].map(value.empties) ?? false }
        case (.array(let wanted), .array(let there)): return zip(wanted, there).contains { $0.empties($1) }
        default: return false
        }
    }
}
