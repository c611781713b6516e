package import Domain
import HTTPClient
import JSON
import Ports

/// A client of the HTTP API, with a token that may do everything.
package struct APIClient: Sendable {
    /// What the API answered.
    package struct Answer: Sendable {
        package let status: Int
        package let headers: [(name: String, value: String)]
        /// `.null` where it has none, or none in JSON.
        package let body: JSONValue
        /// The body as it came.
        package let text: String

        package var isSuccess: Bool { (200...299).contains(status) }

        /// The value of the first header of this name, in any case.
        package func header(_ name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// Where it asks, asked anew for every try, so that it finds an API that was started elsewhere meanwhile.
    private let base: @Sendable () async -> String?
    /// `nil` sends none.
    private let token: String?
    private let client = HTTPClient()

    package init(token: String?, base: @escaping @Sendable () async -> String?) {
        (self.token, self.base) = (token, base)
    }

    package init(_ base: String, token: String?) { self.init(token: token) { base } }

    /// Asks once. Throws where no answer came.
    ///
    /// - Parameter target: What follows `/api/v1`.
    package func send(
        _ method: String, _ target: String, _ body: JSONValue? = nil, headers: [(name: String, value: String)] = []
    ) async throws -> Answer {
        try await send(
            method, "/api/v1" + target, bytes: body?.jsonBytes,
            headers: [("Content-Type", "application/json")] + headers)
    }

    /// Asks once, with any body. Throws where no answer came.
    package func send(
        _ method: String, _ target: String, bytes: [UInt8]?, headers: [(name: String, value: String)]
    ) async throws -> Answer {
        guard let base = await base() else { throw TestKitError("no API runs") }
        var request = HTTPClientRequest(method, base + target)
        request.headers = (token.map { [("Authorization", "Bearer \($0)")] } ?? []) + headers
        request.body = bytes
        request.timeout = .seconds(60)
        request.connectTimeout = .seconds(60)
        let response = try await client.send(request)
        return Answer(
            status: response.status, headers: response.head.headers,
            body: (try? JSONParser.parse(response.body)) ?? .null,
            text: String(decoding: response.body, as: UTF8.self))
    }

    /// Asks until there is an answer other than 5xx, as a careful client does: a write with the same Idempotency-Key
    /// each time.
    package func insist(
        _ method: String, _ target: String, _ body: JSONValue? = nil, key: String? = nil,
        within limit: Duration = patience
    ) async throws -> Answer {
        let headers = key.map { [(name: "Idempotency-Key", value: $0)] } ?? []
        return try await eventualValue("an answer to \(method) \(target)", within: limit) {
            guard let answer = try? await send(method, target, body, headers: headers) else { return nil }
            return answer.status < 500 ? answer : nil
        }
    }

    /// The body of a success; throws what the API says otherwise.
    @discardableResult
    package func succeed(
        _ method: String, _ target: String, _ body: JSONValue? = nil, key: String? = nil
    ) async throws -> JSONValue {
        let answer = try await insist(method, target, body, key: key)
        guard answer.isSuccess else { throw TestKitError("\(method) \(target): \(answer.status) \(answer.text)") }
        return answer.body
    }
}
