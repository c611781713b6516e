import Domain
import HTTPServer

/// A list, in pages where the client asks for them.
struct Listing {
    let requests: ObjectRequests

    func answer() throws(Refusal) -> HTTPResponse {
        let request = requests.request
        let selector = try Self.selector(request)
        let limit = request.parameter("limit").flatMap { Int($0) } ?? 0
        let start = try request.parameter("continue").map { (text) throws(Refusal) in try PageToken(text) }
        let (revision, objects) = requests.store.read { store in
            (store.revision, store.all(requests.type, namespace: requests.namespace))
        }
        let chosen = objects.filter { key, body in
            (start.map { $0 < (key.namespace, key.name) } ?? true) && selector.matches(body)
        }
        let page = limit > 0 ? chosen.prefix(limit) : chosen[...]
        var metadata: JSONValue = ["resourceVersion": .string(String(revision)), "continue": ""]
        if page.count < chosen.count, let last = page.last?.key {
            metadata["continue"] = .string(PageToken(last).text)
            metadata["remainingItemCount"] = .int(Int64(chosen.count - page.count))
        }
        return .json(
            200,
            [
                "kind": .string(requests.type.kind + "List"),
                "apiVersion": .string(requests.type.apiVersion(requests.version)),
                "metadata": metadata, "items": .array(page.map { requests.rendered($0.value) }),
            ])
    }

    static func selector(_ request: HTTPRequest) throws(Refusal) -> LabelSelector {
        let text = request.parameter("labelSelector") ?? ""
        guard let selector = LabelSelector(text) else { throw .badRequest("unable to parse labelSelector \"\(text)\"") }
        guard request.parameter("fieldSelector")?.isEmpty ?? true else {
            throw .badRequest("the sandbox has no field selectors")
        }
        return selector
    }
}

/// Where the next page begins: after this object, as the list is then (a real server keeps the list as it was).
private struct PageToken {
    let namespace: String
    let name: String

    init(_ key: ObjectKey) {
        namespace = key.namespace
        name = key.name
    }

    init(_ text: String) throws(Refusal) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .badRequest("invalid continue token") }
        (namespace, name) = (String(parts[0]), String(parts[1]))
    }

    var text: String { "\(namespace)/\(name)" }

    static func < (token: PageToken, key: (String, String)) -> Bool { (token.namespace, token.name) < key }
}
