package import Domain
package import Ports

/// Writes one object of a deployment, each write behind the fence: read, check the lease, write with what was read.
package struct ObjectWriter: Sendable {
    private let objects: any ClusterObjects
    private let marks: ObjectMarks
    private let lease: WorkLease
    private let onConflict: ConflictPolicy
    /// The longest that a request to the cluster may take: no write begins with less of the lease left.
    private let requestLimit: Duration

    package init(
        _ objects: any ClusterObjects, marks: ObjectMarks, lease: WorkLease, onConflict: ConflictPolicy,
        requestLimit: Duration
    ) {
        self.objects = objects
        self.marks = marks
        self.lease = lease
        self.onConflict = onConflict
        self.requestLimit = requestLimit
    }

    /// Makes the object what the deployment wants. Throws `ClusterRefusal`, `PortError`, `LeaseLost`, `Overtaken`.
    package func write(_ target: ClusterTarget) async throws {
        try await objects.rereading(target.reference, known: target.live) { try await write(target, onto: $0) }
    }

    private func write(_ target: ClusterTarget, onto live: LiveObject?) async throws {
        if let live { try marks.checkFence(live) }
        try lease.check(margin: requestLimit)
        switch (target.document, live) {
        case (nil, nil): return
        case (nil, .some(let live)):
            try checkOwners(of: live)
            try await objects.delete(
                target.reference, uid: live.uid, resourceVersion: live.resourceVersion, dryRun: false)
        case (.some(let document), nil):
            _ = try await objects.create(marks.marking(document), at: target.reference, dryRun: false)
        case (.some(let document), .some(let live)):
            _ = try await objects.apply(
                marks.marking(document), onto: live, at: target.reference, force: onConflict == .takeOver,
                dryRun: false)
        }
    }

    /// Removing an object takes all its fields, so it is a conflict with everybody who owns some of them.
    private func checkOwners(of live: LiveObject) throws(ClusterRefusal) {
        let others = live.otherManagers
        guard onConflict == .refuse, !others.isEmpty else { return }
        throw .ownedByOthers(others.map { OwnershipConflict(manager: $0, field: "the whole object") })
    }
}

extension LiveObject {
    /// The field managers that own part of the object's content (not of its status), with how they wrote it.
    package var managers: Set<String> {
        let entries = body["metadata"]?["managedFields"]?.array ?? []
        return Set(
            entries.filter { ($0["subresource"]?.string ?? "").isEmpty }.map {
                "\($0["manager"]?.string ?? "?") \($0["operation"]?.string ?? "?")"
            })
    }

    /// The names of the managers beside HotSwap.
    package var otherManagers: [String] {
        Set(managers.map { String($0.prefix { $0 != " " }) }).subtracting(["hotswap"]).sorted()
    }
}
