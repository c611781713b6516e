package import Domain
package import Mesh
package import Ports
import Synchronization

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
    private let seen: FirstSights

    /// An object that the rollout may write.
    package struct Place: Sendable {
        package let reference: ObjectReference
        /// What it was before; `nil`: absent.
        package let before: JSONValue?
        /// What this attempt has read of it; `nil`: nothing, or that it is absent.
        package let seen: LiveObject?

        package init(reference: ObjectReference, before: JSONValue?, seen: LiveObject? = nil) {
            self.reference = reference
            self.before = before
            self.seen = seen
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
        seen = FirstSights(places.compactMap { name, place in place.seen.map { (name, $0) } })
    }

    /// Returns what it may have changed on the cluster.
    ///
    /// Throws `ClusterRefusal`, `PortError`, `LeaseLost`, `Overtaken`, `NotRestored`.
    package func carryOut(_ move: Move) async throws -> MoveEffect {
        guard let name = move.object else { return .nothing }
        guard let place = places[name] else {
            throw PortError(.fatal, "\(name)", "its way back was not captured, so it must not be written")
        }
        switch move {
        case .write(let object): return try await write(object.document, at: place.reference, onlyIfThere: false)
        case .overwrite(let object): return try await write(object.document, at: place.reference, onlyIfThere: true)
        case .remove: return try await remove(place.reference)
        case .restore: return try await restore(name, place)
        case .label, .unlabel, .settle: return .nothing
        }
    }

    /// It counts as written in any case: the attempt before may have done it a moment ago.
    private func restore(_ name: MeshObjectName, _ place: Place) async throws -> MoveEffect {
        var live = seen.take(name)
        if live == nil { live = try await objects.get(place.reference) }
        let outcome = try await restorer.restore(place.reference, to: place.before, live: live, state: .unknown)
        if outcome.state != .old { throw NotRestored(name: "\(name)", reason: outcome.note ?? "not restored") }
        return MoveEffect(live?.body, place.before)
    }

    private func write(
        _ document: JSONValue, at reference: ObjectReference, onlyIfThere: Bool
    ) async throws -> MoveEffect {
        var body = document
        body["apiVersion"] = .string(reference.apiVersion)
        let marked = marks.marking(body)
        return try await rereading(reference, first: seen.take(MeshObjectName(reference))) { live in
            guard let live else {
                guard !onlyIfThere else { return .nothing }
                return MoveEffect(nil, try await objects.create(marked, at: reference, dryRun: false).body)
            }
            if marks.hasWritten(body, live) { return .standing }
            let written = try await objects.apply(marked, onto: live, at: reference, force: force, dryRun: false)
            return MoveEffect(live.body, written.body)
        }
    }

    private func remove(_ reference: ObjectReference) async throws -> MoveEffect {
        try await rereading(reference, first: seen.take(MeshObjectName(reference))) { live in
            guard let live else { return .standing }
            try await objects.delete(reference, uid: live.uid, resourceVersion: live.resourceVersion, dryRun: false)
            return MoveEffect(live.body, nil)
        }
    }

    /// Reads, checks and writes; again where somebody else changed the object in between.
    ///
    /// - Parameter first: The object as this attempt read it with all others: what has changed since is refused by the
    ///   API server, and read again.
    private func rereading(
        _ reference: ObjectReference, first: LiveObject? = nil, _ write: (LiveObject?) async throws -> MoveEffect
    ) async throws -> MoveEffect {
        var known = first
        if known == nil { known = try await objects.get(reference) }
        return try await objects.rereading(reference, known: known) { live in
            if let live { try marks.checkFence(live) }
            try lease.check(margin: requestLimit)
            return try await write(live)
        }
    }
}

extension ObjectMarks {
    /// Whether `live` is what this very decision wrote when it wrote `document`: an attempt goes on where the one
    /// before it ended.
    fileprivate func hasWritten(_ document: JSONValue, _ live: LiveObject) -> Bool {
        isWriter(of: live) && live.annotation(ManagedAnnotations.epoch) == String(epoch)
            && ObjectContent.of(live.body) == ObjectContent.of(document)
    }
}

/// What was read of objects before the first write to them; each reading serves one write.
private final class FirstSights: Sendable {
    private let sights: Mutex<[MeshObjectName: LiveObject]>

    init(_ sights: [(MeshObjectName, LiveObject)]) {
        self.sights = Mutex(Dictionary(sights) { first, _ in first })
    }

    func take(_ name: MeshObjectName) -> LiveObject? { sights.withLock { $0.removeValue(forKey: name) } }
}

/// An object that cannot be brought back to what it was.
package struct NotRestored: Error, Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let reason: String
    package var description: String { "\(name): \(reason)" }
}
