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

    /// For real: first our entries of other operations become one of apply, then the body is applied on the
    /// resourceVersion that this gave. A crash in between leaves an object whose content nothing has changed.
    func done(onto live: LiveObject) async throws -> LiveObject {
        guard let adopted = ManagedFields(of: live).adopted else { return try await apply(onto: live, force: force) }
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
        if fields.isAllOurs {
            return try await objects.written(
                .replace(body, at: reference, uid: live.uid, resourceVersion: live.resourceVersion, dryRun: true),
                reference, deadline: deadline)
        }
        do {
            return try await apply(onto: live, force: force, dryRun: true)
        } catch ClusterRefusal.ownedByOthers(let conflicts) {
            let others = conflicts.filter { $0.manager != fieldManager }
            guard others.isEmpty else { throw ClusterRefusal.ownedByOthers(others) }
            return try await apply(onto: live, force: true, dryRun: true)
        }
    }

    private func apply(onto live: LiveObject, force: Bool, dryRun: Bool = false) async throws -> LiveObject {
        let call = KubernetesCall.apply(
            body, at: reference, uid: live.uid, resourceVersion: live.resourceVersion, force: force, dryRun: dryRun)
        return try await objects.written(call, reference, deadline: deadline)
    }
}
