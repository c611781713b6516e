import Domain
import Ports

/// The name under which HotSwap owns fields.
let fieldManager = "hotswap"

// Reads.
extension KubernetesCall {
    static func get(_ reference: ObjectReference) -> KubernetesCall {
        KubernetesCall(.get, ResourcePath.object(reference))
    }

    /// One page of a list; `token` is what the page before gave.
    static func list(
        _ resource: ResourceReference, limit: Int, token: String?, labelSelector: String? = nil
    ) -> KubernetesCall {
        var query = [("limit", String(limit))]
        if let labelSelector, !labelSelector.isEmpty { query.append(("labelSelector", labelSelector)) }
        if let token { query.append(("continue", token)) }
        return KubernetesCall(.get, ResourcePath.collection(resource), query: query)
    }

    /// The changes of all objects since a list or an event of this resourceVersion. The server ends the answer after
    /// `seconds`, and now and then tells how far it has come though nothing has happened (a bookmark).
    static func watch(_ resource: ResourceReference, since resourceVersion: String, seconds: Int64) -> KubernetesCall {
        KubernetesCall(
            .get, ResourcePath.collection(resource),
            query: [
                ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", resourceVersion),
                ("timeoutSeconds", String(seconds)),
            ])
    }

    static func mayI(_ verb: String, _ resource: ResourceReference) -> KubernetesCall {
        var attributes: JSONValue = [
            "group": .string(resource.group), "version": .string(resource.version),
            "resource": .string(resource.plural), "verb": .string(verb),
        ]
        // A part of a resource is asked for by its own name: `pods/proxy`.
        if let slash = resource.plural.firstIndex(of: "/") {
            attributes["resource"] = .string(String(resource.plural[..<slash]))
            attributes["subresource"] = .string(String(resource.plural[resource.plural.index(after: slash)...]))
        }
        if let namespace = resource.namespace { attributes["namespace"] = .string(namespace) }
        return KubernetesCall(.post, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews").sending([
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": ["resourceAttributes": attributes],
        ])
    }
}

// Writes. `fieldValidation=Strict` makes servers from 1.25 on refuse unknown fields; older ones ignore it.
extension KubernetesCall {
    static func create(_ body: JSONValue, at reference: ObjectReference, dryRun: Bool) -> KubernetesCall {
        KubernetesCall(.post, ResourcePath.collection(of: reference), query: writing(dryRun: dryRun))
            .sending(body.withoutServerMetadata)
    }

    /// uid *and* resourceVersion: with the resourceVersion alone, an apply to an object that is gone makes a new one.
    static func apply(
        _ body: JSONValue, at reference: ObjectReference, uid: String, resourceVersion: String, force: Bool,
        dryRun: Bool
    ) -> KubernetesCall {
        let query = [("force", force ? "true" : "false")] + writing(dryRun: dryRun)
        return KubernetesCall(.patch, ResourcePath.object(reference), query: query)
            .sending(body.withoutServerMetadata.bound(uid: uid, resourceVersion: resourceVersion), as: .apply)
    }

    static func replace(
        _ body: JSONValue, at reference: ObjectReference, uid: String?, resourceVersion: String, dryRun: Bool
    ) -> KubernetesCall {
        KubernetesCall(.put, ResourcePath.object(reference), query: writing(dryRun: dryRun))
            .sending(body.withoutServerMetadata.bound(uid: uid, resourceVersion: resourceVersion))
    }

    /// Strict validation is left out: the object may be somebody else's and hold fields that the schema lacks.
    static func setManagedFields(
        _ managedFields: JSONValue, at reference: ObjectReference, resourceVersion: String
    ) -> KubernetesCall {
        KubernetesCall(.patch, ResourcePath.object(reference), query: [("fieldManager", fieldManager)])
            .sending(
                [
                    ["op": "replace", "path": "/metadata/managedFields", "value": managedFields],
                    ["op": "replace", "path": "/metadata/resourceVersion", "value": .string(resourceVersion)],
                ], as: .jsonPatch)
    }

    /// All options are in the body: a server that finds a body does not look at the query, and a `dryRun` there
    /// would delete for real.
    static func delete(
        _ reference: ObjectReference, uid: String, resourceVersion: String, dryRun: Bool
    ) -> KubernetesCall {
        var options: JSONValue = [
            "apiVersion": "v1", "kind": "DeleteOptions",
            "preconditions": ["uid": .string(uid), "resourceVersion": .string(resourceVersion)],
        ]
        if dryRun { options["dryRun"] = ["All"] }
        return KubernetesCall(.delete, ResourcePath.object(reference)).sending(options)
    }

    private static func writing(dryRun: Bool) -> [(String, String)] {
        let query = [("fieldManager", fieldManager), ("fieldValidation", "Strict")]
        return dryRun ? query + [("dryRun", "All")] : query
    }
}

extension JSONValue {
    /// The document without what an API server sets itself, so that an object that was read can be written.
    fileprivate var withoutServerMetadata: JSONValue {
        guard var metadata = self["metadata"]?.object else { return self }
        for key in ["uid", "resourceVersion", "generation", "creationTimestamp", "managedFields", "selfLink"] {
            metadata[key] = nil
        }
        var body = self
        body["metadata"] = .object(metadata)
        return body
    }

    fileprivate func bound(uid: String?, resourceVersion: String) -> JSONValue {
        var metadata = self["metadata"] ?? .object([:])
        if let uid, !uid.isEmpty { metadata["uid"] = .string(uid) }
        metadata["resourceVersion"] = .string(resourceVersion)
        var body = self
        body["metadata"] = metadata
        return body
    }
}
