package import Domain
package import Ports

/// One object of a bundle with everything that is known about it before the first write.
package struct ClusterTarget: Sendable {
    package let object: BundleObject
    package let reference: ObjectReference
    /// What the mesh is to hold, without our annotations; `nil`: nothing.
    package let document: JSONValue?
    package let note: String?
    package var live: LiveObject?

    package init(
        object: BundleObject, reference: ObjectReference, document: JSONValue?, note: String?, live: LiveObject? = nil
    ) {
        self.object = object
        self.reference = reference
        self.document = document
        self.note = note
        self.live = live
    }
}

/// The marks that HotSwap leaves on an object that it manages (`DESIGN.md` 4).
package struct ObjectMarks: Hashable, Sendable {
    package let deployment: ID<Deployment>
    package let epoch: Int64
    package let traceparent: String?

    package init(deployment: ID<Deployment>, epoch: Int64, traceparent: String?) {
        self.deployment = deployment
        self.epoch = epoch
        self.traceparent = traceparent
    }

    /// `document` with the marks among its annotations.
    package func marking(_ document: JSONValue) -> JSONValue {
        var marked = document
        var metadata = document["metadata"] ?? .object([:])
        var annotations = metadata["annotations"] ?? .object([:])
        annotations[ManagedAnnotations.deployment] = .string(deployment.description)
        annotations[ManagedAnnotations.epoch] = .string(String(epoch))
        if let traceparent { annotations[ManagedAnnotations.traceparent] = .string(traceparent) }
        metadata["annotations"] = annotations
        marked["metadata"] = metadata
        return marked
    }

    /// Whether `live` was last written by this deployment.
    package func isWriter(of live: LiveObject) -> Bool {
        live.annotation(ManagedAnnotations.deployment) == deployment.description
    }

    /// Throws `Overtaken` where a later decision has written `live`.
    package func checkFence(_ live: LiveObject) throws(Overtaken) {
        guard let theirs = live.annotation(ManagedAnnotations.epoch).flatMap(Int64.init), theirs > epoch else { return }
        let writer = live.annotation(ManagedAnnotations.deployment) ?? "unknown"
        throw Overtaken(
            reason: "\(live.namespace)/\(live.name) was written by a later decision (deployment \(writer), epoch "
                + "\(theirs); this one has \(epoch)). Where that decision is none of this installation's, remove the "
                + "annotations hotswap.io/… from the object")
    }
}

/// A later decision has written the object: this writer stops.
package struct Overtaken: Error, Hashable, Sendable {
    package let reason: String
}

/// The targets of a bundle on a cluster, read and in order.
package struct TargetReader: Sendable {
    private let objects: any ClusterObjects
    private let concurrency: Int

    package init(_ objects: any ClusterObjects, concurrency: Int) {
        self.objects = objects
        self.concurrency = concurrency
    }

    /// Chooses versions and reads what is live. Throws `ClusterRefusal` or `PortError`.
    package func targets(of bundle: [BundleObject]) async throws -> [ClusterTarget] {
        try await refreshed(unread(of: bundle))
    }

    /// Chooses versions alone: for who reads what is live later.
    package func unread(of bundle: [BundleObject]) async throws -> [ClusterTarget] {
        let served = ServedVersions(objects)
        var targets: [ClusterTarget] = []
        targets.reserveCapacity(bundle.count)
        for object in bundle {
            let chosen = try await served.choose(for: object.key, documentVersion: object.documentVersion)
            var document = object.content?.document
            document?["apiVersion"] = .string("\(object.key.group)/\(chosen.version)")
            targets.append(
                ClusterTarget(
                    object: object, reference: ObjectReference(object.key, version: chosen.version),
                    document: document, note: chosen.note))
        }
        return targets
    }

    /// The same targets with what is live now.
    package func refreshed(_ targets: [ClusterTarget]) async throws -> [ClusterTarget] {
        let live = try await ClusterReading(objects, concurrency: concurrency).read(targets.map(\.reference))
        return targets.map { target in
            var read = target
            read.live = live[target.reference]
            return read
        }
    }
}

extension BundleObject {
    /// The version part of the `apiVersion` that the object was last written or captured in; `nil`: there is nothing to
    /// be written, nor was anything captured.
    fileprivate var documentVersion: String? {
        let text = (content?.document ?? capture?.before)?["apiVersion"]?.string
        return text?.split(separator: "/").last.map(String.init)
    }
}
