import HTTPClient
import HTTPServer
import Synchronization
import TestKit

/// Stands before a Prometheus and counts what it is asked.
final class RecordingProxy: Sendable {
    private final class Counter: Sendable {
        private let paths = Mutex<[String]>([])

        func add(_ path: String) { paths.withLock { $0.append(path) } }
        var all: [String] { paths.withLock { $0 } }
    }

    private let server: HTTPServer
    private let counter = Counter()

    init(before url: String) throws {
        let client = HTTPClient()
        server = try HTTPServer { [counter] request in
            let query = request.query.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
            var passed = HTTPClientRequest(request.method, url + request.path + (query.isEmpty ? "" : "?" + query))
            passed.timeout = patience
            passed.connectTimeout = patience
            if request.method == "POST" {
                passed.body = request.body
                passed.headers = [("Content-Type", request.headers["Content-Type"] ?? "")]
            }
            guard let answer = try? await client.send(passed) else { return HTTPResponse(status: 502) }
            counter.add(request.path)
            return HTTPResponse(status: answer.status, body: .bytes(answer.body))
        }
    }

    var url: String { "http://127.0.0.1:\(server.port)" }
    /// The paths that were asked for.
    var asked: [String] { counter.all }
}
