package import Domain
import HTTPClient
import JSON

/// Plain requests to an API server, for what a test does in the part of somebody else (`kubectl`, an administrator).
package struct KubeRequests: Sendable {
    private let client = HTTPClient()
    private let server: String
    private let authority: String?
    private let token: String

    package init(server: String, authority: String?, token: String) {
        (self.server, self.authority, self.token) = (server, authority, token)
    }

    /// The status and the document of the answer; `.null` where it is none.
    package func send(
        _ method: String, _ target: String, _ body: JSONValue? = nil, as contentType: String = "application/json"
    ) async throws -> (status: Int, document: JSONValue) {
        var request = HTTPClientRequest(method, server + target)
        request.headers = [("Authorization", "Bearer \(token)"), ("Content-Type", contentType)]
        request.body = body?.jsonBytes
        request.timeout = patience
        request.connectTimeout = patience
        request.tls.authoritiesPEM = authority.map { Array($0.utf8) }
        let response = try await client.send(request)
        return (response.status, (try? JSONParser.parse(response.body)) ?? .null)
    }

    /// The document of a success; throws what the server says otherwise.
    @discardableResult
    package func succeed(
        _ method: String, _ target: String, _ body: JSONValue? = nil, as contentType: String = "application/json"
    ) async throws -> JSONValue {
        let (status, document) = try await send(method, target, body, as: contentType)
        guard (200...299).contains(status) else {
            throw TestKitError("\(method) \(target): \(status) \(document["message"]?.string ?? "")")
        }
        return document
    }
}
