import Domain
import Ports

/// Reads all of a list, page by page.
struct ListReading {
    let connection: APIConnection
    let resource: ResourceReference
    /// `nil`: all of them.
    var labelSelector: String?
    /// The form in which they are wanted.
    var accept = KubernetesCall.wholeObjects
    /// Whether `metadata.managedFields` is left out, page by page.
    var dropsOwners = false
    /// Objects per page: large enough that 1,000 objects take two requests, small enough for the server's memory.
    var pageSize = 500

    func all() async throws -> [LiveObject] { try await snapshot().objects }

    /// The objects, and the resourceVersion after which a watch tells what the list does not have.
    func snapshot() async throws -> (objects: [LiveObject], resourceVersion: String) {
        do {
            return try await pages()
        } catch let error as PortError where error.code == "410" {
            // The continue token outlived the server's history (minutes): begin again, once.
            return try await pages()
        }
    }

    private func pages() async throws -> (objects: [LiveObject], resourceVersion: String) {
        var objects: [LiveObject] = []
        var resourceVersion: String?
        var token: String?
        repeat {
            var call = KubernetesCall.list(resource, limit: pageSize, token: token, labelSelector: labelSelector)
            call.accept = accept
            let page = try await connection.document(call)
            objects += items(of: page)
            // That of the first page: later ones may be read from a later state.
            if resourceVersion == nil { resourceVersion = page["metadata"]?["resourceVersion"]?.string }
            let next = page["metadata"]?["continue"]?.string ?? ""
            token = next.isEmpty || next == token ? nil : next
        } while token != nil
        return (objects, resourceVersion ?? "")
    }

    /// Lists of built-in kinds leave apiVersion and kind out of their items, where the list's own say it.
    private func items(of page: JSONValue) -> [LiveObject] {
        let listKind = page["kind"]?.string ?? ""
        let kind = listKind.hasSuffix("List") ? String(listKind.dropLast(4)) : nil
        return (page["items"]?.array ?? []).map { item in
            var body = item
            if body["kind"] == nil, let kind {
                body["kind"] = .string(kind)
                body["apiVersion"] = page["apiVersion"]
            }
            var object = LiveObject(body: body)
            if dropsOwners { object.dropOwners() }
            return object
        }
    }
}
