package import Domain
package import Mesh
package import Ports

/// Carries out single moves behind the fence: read, compare epochs, check the lease, write with what was read.
package struct MoveWriter: Sendable {
    private let objects: any ClusterObjects
    private let restorer: ObjectRestorer
    private let marks: ObjectMarks
    private let lease: WorkLease
    private let force: Bool
    private let requestLimit: Duration
    /// Where each object is found, and what was captured of it.
    private let places: [MeshObjectName: Place]
    private static let rereads = 4

    /// An object that the rollout may write.
    package struct Place: Sendable {
        package let reference: ObjectReference
        /// What it was before; `nil`: absent.
        package let before: JSONValue?

        package init(reference: ObjectReference, before: JSONValue?) {
            self.reference = reference
            self.before = before
        }
    }

    /// - Parameters:
    ///   - force: Fields of others are taken over (`onConflict: takeOver`); going back returns them.
    ///   - requestLimit: The longest that one request may take.
    package init(
        _ objects: any ClusterObjects, restorer: ObjectRestorer, marks: ObjectMarks, lease: WorkLease, force: Bool,
        requestLimit: Duration, places: [MeshObjectName: Place]
    ) {
        self.objects = objects
        self.restorer = restorer
        self.marks = marks
        self.lease = lease
        self.force = force
        self.requestLimit = requestLimit
        self.places = places
    }

    /// Throws `ClusterRefusal`, `PortError`, `LeaseLost`, `Overtaken`, `NotRestored`.
    package func carryOut(_ move: Move) async throws {
        guard let name = move.object else { return }
        guard let place = places[name] else {
            throw PortError(.fatal, "\(name)", "its way back was not captured, so it must not be written")
        }
        switch move {
        case .write(let object): try await write(object.document, at: place.reference, onlyIfThere: false)
        case .overwrite(let object): try await write(object.document, at: place.reference, onlyIfThere: true)
        case .remove: try await remove(place.reference)
        case .restore: try await restore(name, place)
        case .label, .unlabel, .settle: break
        }
    }

    private func restore(_ name: MeshObjectName, _ place: Place) async throws {
        let live = try await objects.get(place.reference)
        let outcome = try await restorer.restore(place.reference, to: place.before, live: live, state: .unknown)
        if outcome.state != .old { throw NotRestored(name: "\(name)", reason: outcome.note ?? "not restored") }
    }

    private func write(_ document: JSONValue, at reference: ObjectReference, onlyIfThere: Bool) async throws {
        var body = document
        body["apiVersion"] = .string(reference.apiVersion)
        let marked = marks.marking(body)
        try await rereading(reference) { live in
            guard let live else {
                if !onlyIfThere { _ = try await objects.create(marked, at: reference, dryRun: false) }
                return
            }
            _ = try await objects.apply(marked, onto: live, at: reference, force: force, dryRun: false)
        }
    }

    private func remove(_ reference: ObjectReference) async throws {
        try await rereading(reference) { live in
            guard let live else { return }
            try await objects.delete(reference, uid: live.uid, resourceVersion: live.resourceVersion, dryRun: false)
        }
    }

    /// Reads, checks and writes; again where somebody else changed the object in between.
    private func rereading(
        _ reference: ObjectReference, _ write: (LiveObject?) async throws -> Void
    ) async throws {
        for _ in 0..<Self.rereads {
            let live = try await objects.get(reference)
            if let live { try marks.checkFence(live) }
            try lease.check(margin: requestLimit)
            do { return try await write(live) } catch let refusal as ClusterRefusal {
                guard refusal.meansChanged(since: live) else { throw refusal }
            }
        }
        throw PortError(.transient, "\(reference)", "it keeps being changed by others; trying again later")
    }
}

/// An object that cannot be brought back to what it was.
package struct NotRestored: Error, Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let reason: String
    package var description: String { "\(name): \(reason)" }
}
