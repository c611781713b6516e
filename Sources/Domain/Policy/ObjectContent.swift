/// What people mean by "the same object": its content without what the API server and HotSwap write into it.
package enum ObjectContent {
    /// The metadata that the API server sets.
    private static let serverFields = [
        "managedFields", "resourceVersion", "generation", "creationTimestamp", "uid", "selfLink",
    ]

    /// `object` without `status`, server-set metadata and HotSwap's annotations. Two objects with equal content are
    /// the same to the mesh.
    package static func of(_ object: JSONValue) -> JSONValue {
        var content = object
        content["status"] = nil
        var metadata = object["metadata"] ?? .object([:])
        for field in serverFields { metadata[field] = nil }
        content["metadata"] = withoutMarks(metadata)
        return content
    }

    /// The body with which `before`, an object as it was read, is written back onto the object that is live now or,
    /// where `uid` is `nil`, created again.
    ///
    /// An object that HotSwap managed keeps its marks, with the epoch of the decision to go back, so that a late writer
    /// of the abandoned decision is fenced. On anybody else's object nothing of HotSwap is left.
    ///
    /// - Parameter writer: The deployment whose work the restoring is, where that is a deployment of its own; `nil`:
    ///   the object belongs again to the deployment that had written it.
    package static func restoring(
        _ before: JSONValue, uid: String?, epoch: Int64, writer: ID<Deployment>? = nil
    ) -> JSONValue {
        var body = before
        var metadata = before["metadata"] ?? .object([:])
        for field in serverFields { metadata[field] = nil }
        metadata["uid"] = uid.map { .string($0) }
        if metadata["annotations"]?[ManagedAnnotations.deployment] != nil {
            var annotations = metadata["annotations"] ?? .object([:])
            annotations[ManagedAnnotations.epoch] = .string(String(epoch))
            if let writer { annotations[ManagedAnnotations.deployment] = .string(writer.description) }
            metadata["annotations"] = annotations
        }
        body["metadata"] = metadata
        return body
    }

    private static func withoutMarks(_ metadata: JSONValue) -> JSONValue {
        guard let annotations = metadata["annotations"]?.object else { return metadata }
        var stripped = metadata
        let kept = annotations.filter { !ManagedAnnotations.all.contains($0.key) }
        stripped["annotations"] = kept.isEmpty ? nil : .object(kept)
        return stripped
    }
}
