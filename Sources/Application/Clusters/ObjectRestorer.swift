package import Domain
package import Ports

/// Brings one object back to what was captured of it, behind the same fence as every write.
package struct ObjectRestorer: Sendable {
    private let objects: any ClusterObjects
    /// The marks of the decision to go back: its deployment and its epoch.
    private let marks: ObjectMarks
    /// The deployment whose writes are taken back.
    private let writer: ID<Deployment>
    private let lease: WorkLease
    private let requestLimit: Duration

    /// Who is named as the writer of a restored object: a deployment that takes back another one names itself, one that
    /// takes back its own writes leaves the object to the deployment before.
    private var author: ID<Deployment>? { marks.deployment == writer ? nil : marks.deployment }

    package init(
        _ objects: any ClusterObjects, marks: ObjectMarks, writer: ID<Deployment>, lease: WorkLease,
        requestLimit: Duration
    ) {
        self.objects = objects
        self.marks = marks
        self.writer = writer
        self.lease = lease
        self.requestLimit = requestLimit
    }

    /// Restores the object; returns what could not be given back, in a sentence, or `nil` where all was.
    /// Throws `ClusterRefusal`, `PortError`, `LeaseLost`, `Overtaken`.
    ///
    /// - Parameter isSplit: The rollout has given the object other documents on its way; what others changed in them is
    ///   found before the way back begins (`LaterWork`).
    package func restore(
        _ target: ClusterTarget, to capture: Capture, isSplit: Bool = false
    ) async throws -> RestoreOutcome {
        try await restore(
            target.reference, to: capture.before, live: target.live, state: target.object.state,
            written: isSplit ? nil : target.document)
    }

    /// The same for any object.
    ///
    /// - Parameters:
    ///   - before: What it was; `nil`: it did not exist.
    ///   - live: What it is, as it was read last.
    ///   - state: What the deployment knows of it.
    ///   - written: What the deployment wrote, where that is known: what others changed since is named.
    package func restore(
        _ reference: ObjectReference, to before: JSONValue?, live: LiveObject?, state: ObjectState,
        written: JSONValue? = nil
    ) async throws -> RestoreOutcome {
        try await objects.rereading(reference, known: live) { live in
            let overwritten = live.flatMap { laterChanges(in: $0, since: written, before: before) }
            let outcome = try await restore(before, at: reference, onto: live, state: state)
            return RestoreOutcome(
                state: outcome.state, note: outcome.note ?? overwritten, hasWritten: outcome.hasWritten)
        }
    }

    private func restore(
        _ captured: JSONValue?, at reference: ObjectReference, onto live: LiveObject?, state: ObjectState
    ) async throws -> RestoreOutcome {
        if let live { try marks.checkFence(live) }
        let decision = RestoreDecision.of(captured, live: live, writer: writer, state: state)
        try lease.check(margin: requestLimit)
        switch (decision, live, captured) {
        case (.delete, .some(let live), _):
            try await objects.delete(reference, uid: live.uid, resourceVersion: live.resourceVersion, dryRun: false)
            return RestoreOutcome(state: .old, note: nil)
        case (.replace, .some(let live), .some(let before)):
            return try await replace(before, live, reference)
        case (.recreate, _, .some(let before)):
            return try await recreate(before, reference)
        case (.giveBack, .some(let live), .some(let before)):
            return try await giveBack(before, live, reference)
        case (.leave(let reason), _, _):
            return RestoreOutcome(state: .unknown, note: reason)
        case (.nothingToDo, _, _), (.delete, _, _), (.replace, _, _), (.recreate, _, _), (.giveBack, _, _):
            return RestoreOutcome(state: .old, note: nil, hasWritten: false)
        }
    }

    /// What others have changed since the deployment wrote the object: going back overwrites it, and says so.
    private func laterChanges(in live: LiveObject, since written: JSONValue?, before: JSONValue?) -> String? {
        guard let written, live.annotation(ManagedAnnotations.deployment) == writer.description else { return nil }
        return LaterChanges(in: live.body, since: [written], before: before).map { $0.text + LaterChanges.overwritten }
    }

    /// The first write brings the content back; the second gives the fields back to their owners.
    private func replace(
        _ before: JSONValue, _ live: LiveObject, _ reference: ObjectReference
    ) async throws -> RestoreOutcome {
        let body = ObjectContent.restoring(before, uid: live.uid, epoch: marks.epoch, writer: author)
        let restored = try await objects.replace(
            body, at: reference, resourceVersion: live.resourceVersion, dryRun: false)
        return try await giveBack(before, restored, reference)
    }

    private func recreate(_ before: JSONValue, _ reference: ObjectReference) async throws -> RestoreOutcome {
        let body = ObjectContent.restoring(before, uid: nil, epoch: marks.epoch, writer: author)
        let restored = try await objects.create(body, at: reference, dryRun: false)
        let outcome = try await giveBack(before, restored, reference)
        return RestoreOutcome(state: .old, note: outcome.note ?? "created again: its uid and age are new")
    }

    private func giveBack(
        _ before: JSONValue, _ restored: LiveObject, _ reference: ObjectReference
    ) async throws -> RestoreOutcome {
        guard let managed = before["metadata"]?["managedFields"], managed.array?.isEmpty == false else {
            return RestoreOutcome(state: .old, note: nil)
        }
        do {
            _ = try await objects.restoreManagedFields(
                managed, at: reference, resourceVersion: restored.resourceVersion)
            return RestoreOutcome(state: .old, note: nil)
        } catch let refusal as ClusterRefusal {
            return RestoreOutcome(
                state: .old,
                note: "its content is back, but not the ownership of its fields (\(refusal.explanation))")
        }
    }
}

/// How restoring an object ended.
package struct RestoreOutcome: Hashable, Sendable {
    package let state: ObjectState
    /// What a person should know; `nil` where everything is as it was.
    package let note: String?
    /// Whether the cluster is no longer as it was read.
    package let hasWritten: Bool

    init(state: ObjectState, note: String?, hasWritten: Bool = true) {
        self.state = state
        self.note = note
        self.hasWritten = hasWritten
    }
}
