import Domain
import JSON
import Ports
import Runtime

/// The API, as the client commands use it.
struct APIClient: Sendable {
    /// What a write sends.
    struct Body: Sendable {
        let mediaType: String
        let bytes: [UInt8]

        static func json(_ value: JSONValue) -> Body { Body(mediaType: "application/json", bytes: value.jsonBytes) }
        static func yaml(_ text: String) -> Body { Body(mediaType: "application/yaml", bytes: Array(text.utf8)) }
    }

    typealias Query = [(name: String, value: String)]

    /// Without a slash at its end.
    let server: String
    private let token: String
    private let transport: any Transport
    private let time: any TimeSource
    private let ids: any IDSource
    /// How often a request is sent that the server cannot take just now.
    private static let attempts = 5
    /// The longest wait before one of them is sent again, whatever the server says.
    private static let longestWait = 10

    /// Throws where the settings name no server or no token.
    init(_ configuration: Configuration, _ surroundings: Surroundings) throws {
        let address = try configuration.required(.server)
        guard address.hasPrefix("http://") || address.hasPrefix("https://") else {
            throw ConfigurationProblem("server must be an address like https://hotswap.example and is \(address)")
        }
        guard let token = configuration[.token], !token.isEmpty else {
            throw CommandFailure(
                .refused,
                "There is no token to send: give --token-file, HOTSWAP_TOKEN_FILE or HOTSWAP_TOKEN. `hotswap up` "
                    + "prints one")
        }
        guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ConfigurationProblem("The token must be one word of visible ASCII characters")
        }
        server = address.hasSuffix("/") ? String(address.dropLast()) : address
        self.token = token
        let authorities = try configuration[.serverAuthority].map { try surroundings.readFile($0) }
        transport = surroundings.transport(authorities)
        time = surroundings.time
        ids = surroundings.ids
    }

    /// Reads. `path` is below `/api/v1`, in parts.
    func get(_ path: [String], _ query: Query = []) async throws -> JSONValue {
        try await answer(to: request("GET", path, query))
    }

    /// Changes something, once: a repetition of the request is known by its key.
    ///
    /// - Parameter revision: The revision that the thing must still have; `nil`: any.
    func write(
        _ method: String, _ path: [String], query: Query = [], body: Body? = nil, revision: String? = nil
    ) async throws -> JSONValue {
        var request = request(method, path, query)
        request.headers["idempotency-key"] = ids.next(WireRequest.self).description
        if let body {
            request.headers["content-type"] = body.mediaType
            request.body = body.bytes
        } else {
            request.body = []
        }
        if let revision { request.headers["if-match"] = "\"\(revision)\"" }
        return try await answer(to: request)
    }

    /// Follows server-sent events until the server ends them or `take` returns false.
    func events(
        _ path: [String], after last: String?, _ take: @escaping @Sendable (ServerEvent) async throws -> Bool
    ) async throws {
        var request = request("GET", path, [])
        request.headers["accept"] = "text/event-stream"
        request.headers["last-event-id"] = last
        let reader = ServerEventReader()
        let answer = try await sent {
            try await transport.stream(request) { piece in
                for event in reader.add(piece) {
                    guard try await take(event) else { return false }
                }
                return true
            }
        }
        // 204: it has ended, and there is nothing after `last`.
        guard [200, 204].contains(answer.status) else { throw problem(answer) }
    }

    private func request(_ method: String, _ path: [String], _ query: Query) -> WireRequest {
        let place = path.map { URLText.encoded($0) }.joined(separator: "/")
        let parameters = query.map { "\(URLText.encoded($0.name))=\(URLText.encoded($0.value))" }
        return WireRequest(
            method: method,
            url: "\(server)/api/v1/\(place)" + (parameters.isEmpty ? "" : "?" + parameters.joined(separator: "&")),
            headers: ["authorization": "Bearer \(token)", "accept": "application/json"])
    }

    private func answer(to request: WireRequest) async throws -> JSONValue {
        var attempt = 1
        while true {
            let answer = try await sent { try await transport.send(request) }
            if [503, 429].contains(answer.status), attempt < Self.attempts {
                let seconds = answer.headers["retry-after"].flatMap { Int($0) } ?? 1
                try await time.sleep(for: .seconds(min(max(seconds, 0), Self.longestWait)))
                attempt += 1
                continue
            }
            guard (200..<300).contains(answer.status) else { throw problem(answer) }
            guard !answer.body.isEmpty else { return .null }
            do throws(JSONSyntaxError) { return try JSONParser.parse(answer.body) } catch {
                throw CommandFailure(.failed, "\(server) did not answer with JSON (\(error)); is it HotSwap's API?")
            }
        }
    }

    private func problem(_ answer: WireAnswer) -> APIProblem {
        APIProblem(status: answer.status, document: try? JSONParser.parse(answer.body))
    }

    private func sent<Value>(_ work: () async throws -> Value) async throws -> Value {
        do { return try await work() } catch let error as PortError where error.code != "cancelled" {
            let why = error.message.hasSuffix(".") ? String(error.message.dropLast()) : error.message
            throw CommandFailure(
                .unreachable,
                "Cannot ask \(server): \(why). Is it the right address (--server, HOTSWAP_SERVER), and does "
                    + "`hotswap api` run there?")
        }
    }
}
