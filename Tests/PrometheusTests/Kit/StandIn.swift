import Domain
import HTTPServer
import JSON
import Prometheus
import Synchronization

/// A server that answers like a Prometheus that recorded answers are put into: for answers that a real one gives
/// rarely, and for counting what it is asked.
final class StandIn: Sendable {
    /// The query that contains `fragment` gives the elements.
    typealias Recorded = (fragment: String, elements: [JSONValue])

    private let server: HTTPServer
    private let paths = Recorder()

    /// What it was asked, in the order of arrival.
    private final class Recorder: Sendable {
        private let asked = Mutex<[String]>([])

        func add(_ text: String) { asked.withLock { $0.append(text) } }
        var all: [String] { asked.withLock { $0 } }
    }

    /// Gives each request, with its form decoded, to `answer`.
    init(_ answer: @escaping @Sendable (HTTPRequest, _ form: [String: String]) async -> HTTPResponse) throws {
        server = try HTTPServer { [paths] request in
            let form = decodeForm(request.body)
            paths.add(form["query"] ?? request.path)
            return await answer(request, form)
        }
    }

    /// Always answers with this.
    convenience init(status: Int, _ body: String, headers: [(String, String)] = []) throws {
        try self.init { _, _ in HTTPResponse(status: status, headers: headers, body: .bytes(Array(body.utf8))) }
    }

    /// Scrapes every second, has the time 1700000000, and has recorded these.
    convenience init(_ recorded: [Recorded]) throws {
        try self.init { request, form in
            if request.path.hasSuffix("/targets") {
                return .success(["activeTargets": [["scrapeInterval": "1s"]], "droppedTargets": []])
            }
            if form["query"] == "time()" {
                return .success(["resultType": "scalar", "result": [1_700_000_000.25, "1700000000.25"]])
            }
            let found = recorded.filter { form["query"]?.contains($0.fragment) == true }.flatMap(\.elements)
            return .success(["resultType": "vector", "result": .array(found)])
        }
    }

    var url: String { "http://127.0.0.1:\(server.port)" }
    /// The expressions that were asked for, or the paths.
    var asked: [String] { paths.all }
}

extension HTTPResponse {
    static func success(_ data: JSONValue) -> HTTPResponse {
        HTTPResponse(status: 200, body: .bytes((["status": "success", "data": data] as JSONValue).jsonBytes))
    }
}

/// An element of an instant vector.
func element(_ labels: [String: String], _ value: String) -> JSONValue {
    ["metric": .object(labels.mapValues(JSONValue.string)), "value": [1_700_000_000.25, .string(value)]]
}

/// `a=b&c=d`, percent-decoded.
private func decodeForm(_ body: [UInt8]) -> [String: String] {
    var fields: [String: String] = [:]
    for field in body.split(separator: UInt8(ascii: "&")) {
        let parts = field.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { fields[decoded(parts[0])] = decoded(parts[1]) }
    }
    return fields
}

private func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    var (out, rest) = ([UInt8](), bytes)
    while let byte = rest.popFirst() {
        if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
            out.append(value)
            rest = rest.dropFirst(2)
        } else {
            out.append(byte)
        }
    }
    return String(decoding: out, as: UTF8.self)
}
