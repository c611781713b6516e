import Domain
import Glibc
import HTTPServer

/// Requests about objects of one type in one namespace.
struct ObjectRequests {
    let store: SharedStore
    let request: HTTPRequest
    let access: Access
    let type: ResourceType
    let version: String
    /// Empty for resources of the cluster, and for lists of all namespaces.
    let namespace: String

    func answerCollection() throws(Refusal) -> HTTPResponse {
        switch request.method {
        case "GET" where request.parameter("watch").map { $0 == "true" || $0 == "1" } == true:
            try allow("watch")
            return try Watching(requests: self).answer()
        case "GET":
            try allow("list")
            return try Listing(requests: self).answer()
        case "POST":
            try allow("create")
            guard !type.isNamespaced || !namespace.isEmpty else { throw .methodNotAllowed }
            let body = try request.document()
            return try write { writing, store throws(Refusal) in try writing.create(body, in: &store) }
        default: throw .methodNotAllowed
        }
    }

    func answerObject(_ name: String) throws(Refusal) -> HTTPResponse {
        switch request.method {
        case "GET":
            try allow("get")
            let key = ObjectKey(type: type, namespace: namespace, name: name)
            guard let object = store.read({ $0[key] }) else { throw .notFound(key) }
            return .json(200, rendered(object))
        case "PUT":
            try allow("update")
            let body = try request.document()
            return try write { writing, store throws(Refusal) in try writing.replace(body, name: name, in: &store) }
        case "PATCH":
            try allow("patch")
            return try patch(name)
        case "DELETE":
            try allow("delete")
            return try delete(name)
        default: throw .methodNotAllowed
        }
    }

    /// The object as this version of the API shows it.
    func rendered(_ object: JSONValue) -> JSONValue {
        var object = object
        object["apiVersion"] = .string(type.apiVersion(version))
        return object
    }

    private func allow(_ verb: String) throws(Refusal) {
        guard access == .admin else { throw .forbidden(access, verb, type, namespace: namespace) }
    }
}

// Writes.
extension ObjectRequests {
    private func patch(_ name: String) throws(Refusal) -> HTTPResponse {
        let contentType = request.headers["Content-Type"]?.split(separator: ";").first.map(String.init) ?? ""
        let patch = try request.document()
        switch contentType {
        case "application/apply-patch+yaml":
            return try write { writing, store throws(Refusal) in try writing.apply(patch, name: name, in: &store) }
        case "application/json-patch+json":
            return try write { writing, store throws(Refusal) in
                try writing.patch(patch, name: name, in: &store, by: JSONPatch.apply)
            }
        case "application/merge-patch+json":
            return try write { writing, store throws(Refusal) in
                try writing.patch(patch, name: name, in: &store, by: MergePatch.apply)
            }
        default: throw .unsupportedMediaType
        }
    }

    private func write(
        _ body: (Writing, inout ObjectStore) throws(Refusal) -> Writing.Outcome
    ) throws(Refusal) -> HTTPResponse {
        let options = WriteOptions(
            dryRun: request.parameter("dryRun") == "All", fieldManager: request.parameter("fieldManager"),
            force: request.parameter("force") == "true")
        let writing = Writing(
            type: type, version: version, namespace: namespace, options: options, now: Self.now)
        let outcome = try store.write { (store: inout ObjectStore) throws(Refusal) in
            let outcome = try body(writing, &store)
            return (outcome, outcome.event.map { [$0] } ?? [])
        }
        return .json(outcome.status, rendered(outcome.body))
    }

    /// As with a real server, a body's options count and the query's are not looked at then.
    private func delete(_ name: String) throws(Refusal) -> HTTPResponse {
        let options: JSONValue? = request.body.isEmpty ? .none : .some(try request.document())
        let dryRun = options.map { $0["dryRun"]?[0]?.string == "All" } ?? (request.parameter("dryRun") == "All")
        let key = ObjectKey(type: type, namespace: namespace, name: name)
        let preconditions = DeletePreconditions(
            uid: options?["preconditions"]?["uid"]?.string,
            resourceVersion: options?["preconditions"]?["resourceVersion"]?.string)
        let deleting = Deleting(key: key, preconditions: preconditions, dryRun: dryRun)
        let uid = try store.write { (store: inout ObjectStore) throws(Refusal) in
            let deleted = try deleting.delete(in: &store)
            return (deleted.uid, deleted.events)
        }
        return .json(
            200,
            [
                "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Success",
                "details": [
                    "name": .string(name), "group": .string(type.group), "kind": .string(type.plural),
                    "uid": .string(uid),
                ],
            ])
    }

    /// RFC 3339 in whole seconds.
    static var now: String {
        let text = Timestamp(seconds: Int64(time(nil))).description
        return text.prefix { $0 != "." } + "Z"
    }
}

extension Refusal {
    static let methodNotAllowed = Refusal(
        code: 405, reason: "MethodNotAllowed",
        message: "the server does not allow this method on the requested resource", details: [:])

    static let unsupportedMediaType = Refusal(
        code: 415, reason: "UnsupportedMediaType",
        message: "the body of the request was in an unknown format - accepted media types include: "
            + "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml")
}
