package import Domain
import HTTPClient
import JSON
import Security

/// RabbitMQ's management API, for what a test does to a broker from the side.
package struct BrokerAdmin: Sendable {
    private let client = HTTPClient()
    private let base: String
    private let authorization: String

    /// - Parameter url: `http://user:password@host:port`.
    package init(_ url: String) throws {
        let parts = url.split(separator: "@", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0].hasPrefix("http://") else {
            throw TestKitError("the management URL must be http://user:password@host:port")
        }
        base = "http://" + parts[1]
        authorization = "Basic " + Base64.standard.encode(Array(parts[0].dropFirst("http://".count).utf8))
    }

    /// The names of all queues that begin with `prefix`, with the number of their messages (of some seconds ago).
    package func queues(_ prefix: String) async throws -> [String: Int] {
        let list = try await call("GET", "/api/queues/%2F?columns=name,messages").array ?? []
        let pairs = list.compactMap { queue in
            queue["name"]?.string.map { ($0, Int(queue["messages"]?.int ?? 0)) }
        }
        return Dictionary(pairs.filter { $0.0.hasPrefix(prefix) }) { first, _ in first }
    }

    /// Removes everything whose name begins with `prefix`.
    package func removeAll(_ prefix: String) async throws {
        for name in try await queues(prefix).keys { _ = try await call("DELETE", "/api/queues/%2F/\(name)") }
        let exchanges = try await call("GET", "/api/exchanges/%2F?columns=name").array ?? []
        for name in exchanges.compactMap({ $0["name"]?.string }) where name.hasPrefix(prefix) {
            _ = try await call("DELETE", "/api/exchanges/%2F/\(name)")
        }
    }

    /// Makes a queue that gets a copy of everything that goes to `exchange`.
    package func listen(on queue: String, to exchange: String) async throws {
        _ = try await call(
            "PUT", "/api/queues/%2F/\(queue)", ["durable": true, "arguments": ["x-queue-type": "quorum"]])
        _ = try await call("POST", "/api/bindings/%2F/e/\(exchange)/q/\(queue)", ["routing_key": "#"])
    }

    /// Takes the messages of `queue` out of it and returns their JSON bodies, oldest first.
    package func drain(_ queue: String) async throws -> [JSONValue] {
        var bodies: [JSONValue] = []
        while true {
            let batch =
                try await call(
                    "POST", "/api/queues/%2F/\(queue)/get",
                    ["count": 500, "ackmode": "ack_requeue_false", "encoding": "auto"]
                ).array ?? []
            guard !batch.isEmpty else { return bodies }
            bodies += try batch.compactMap { try $0["payload"]?.string.map { try JSONParser.parse(Array($0.utf8)) } }
        }
    }

    private func call(_ method: String, _ target: String, _ body: JSONValue? = nil) async throws -> JSONValue {
        var request = HTTPClientRequest(method, base + target)
        request.headers = [("Authorization", authorization), ("Content-Type", "application/json")]
        request.body = body?.jsonBytes
        request.timeout = patience
        request.connectTimeout = patience
        let response = try await client.send(request)
        guard (200...299).contains(response.status) || (method == "DELETE" && response.status == 404) else {
            throw TestKitError(
                "\(method) \(target): \(response.status) \(String(decoding: response.body, as: UTF8.self))")
        }
        return response.body.isEmpty ? .null : try JSONParser.parse(response.body)
    }
}
