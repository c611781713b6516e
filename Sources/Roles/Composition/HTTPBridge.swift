import API
import Domain
import HTTPServer
import Ports
import Runtime
import Telemetry

/// Carries requests from the HTTP server to the API and answers back.
struct HTTPBridge: Sendable {
    let api: API
    let metrics: Metrics
    let log: Logger
    let time: SystemTime
    /// The methods that metrics tell apart; what a client makes up must not become a series.
    private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]

    init(api: API, metrics: Metrics, log: Logger, time: SystemTime) {
        self.api = api
        self.metrics = metrics
        self.log = log
        self.time = time
    }

    func answer(_ request: HTTPRequest) async -> HTTPResponse {
        let began = time.uptime()
        guard let segments = request.pathSegments else {
            return response(.problem(Problem(.invalidRequest, "The path is not well encoded")))
        }
        let headers = request.headers
        let answer = await api.answer(
            APIRequest(
                method: request.method == "HEAD" ? "GET" : request.method, segments: segments, query: request.query,
                header: { headers[$0] }, body: request.body, remoteAddress: request.remoteAddress))
        let method = Self.methods.contains(request.method) ? request.method : "other"
        metrics.add(to: .requests, ["method": method, "status": String(answer.status)])
        metrics.observe((time.uptime() - began).inSeconds, in: .requestDuration, ["method": method])
        if answer.status >= 500 { tell(answer, method, request.path) }
        // A stream is not begun for somebody who asks for its head only.
        if request.method == "HEAD", case .events = answer.body {
            return HTTPResponse(status: answer.status, headers: answer.headers)
        }
        return response(answer)
    }

    /// Faults leave a line with their reason; an outage of the database does, too.
    private func tell(_ answer: APIResponse, _ method: String, _ path: String) {
        guard case .json(let problem) = answer.body else { return }
        log.error(
            "A request failed",
            [
                .method: method, .path: String(path.prefix(200)), .status: String(answer.status),
                .reason: problem["detail"]?.string ?? "",
            ])
    }

    private func response(_ answer: APIResponse) -> HTTPResponse {
        var headers = answer.headers
        func type(_ mediaType: String) {
            if !headers.contains(where: { $0.0 == "Content-Type" }) { headers.append(("Content-Type", mediaType)) }
        }
        switch answer.body {
        case .none: return HTTPResponse(status: answer.status, headers: headers)
        case .json(let value):
            type("application/json")
            return HTTPResponse(status: answer.status, headers: headers, body: .bytes(value.jsonBytes))
        case .text(let text, let mediaType):
            type(mediaType)
            return HTTPResponse(status: answer.status, headers: headers, body: .bytes(Array(text.utf8)))
        case .events(let produce):
            return HTTPResponse(
                status: answer.status, headers: headers,
                body: .stream { writer in try await produce { text in try await writer.write(text) } })
        }
    }
}

/// `host:port` of a listen setting.
func listenAddress(_ setting: Setting, _ configuration: Configuration) throws -> (host: String, port: UInt16) {
    let text = try configuration.required(setting)
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
        throw ConfigurationProblem("\(setting.name) must be address:port, like 127.0.0.1:8080, and is \(text)")
    }
    let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
    return (host.isEmpty ? "0.0.0.0" : String(host), port)
}
