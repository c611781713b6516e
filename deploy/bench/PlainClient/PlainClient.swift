import HTTPClient
import JSON
import Glibc

/// The yardstick of the bundle benchmarks: a plain parallel HTTP client that does to a kube-apiserver what a deployment
/// of new objects needs (one list, a dry-run of every object, a creation of every object) and nothing else: no
/// database, no queue, no fence, no way back, no proof afterwards.
///
///     plain-client SERVER CA-FILE TOKEN COLLECTION-PATH DOCUMENTS-FILE CONNECTIONS
///
/// DOCUMENTS-FILE holds one JSON document a line. Prints the seconds that it took as JSON.
@main
struct PlainClient: Sendable {
    let client: HTTPClient
    let server: String
    let token: String
    let collection: String
    let tls: TLSOptions
    let connections: Int

    static func main() async throws {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count == 6, let connections = Int(words[5]) else {
            print("usage: plain-client SERVER CA-FILE TOKEN COLLECTION-PATH DOCUMENTS-FILE CONNECTIONS")
            exit(2)
        }
        var configuration = HTTPClientConfiguration()
        configuration.version = .http1
        configuration.connectionsPerHost = connections
        let documents = try contents(words[4]).split(separator: UInt8(ascii: "\n")).map { Array($0) }
        try await PlainClient(
            client: HTTPClient(configuration), server: words[0], token: words[2], collection: words[3],
            tls: TLSOptions(authoritiesPEM: try contents(words[1])), connections: connections
        ).run(documents)
    }

    private func run(_ documents: [[UInt8]]) async throws {
        // A worker's connections stand already when a deployment comes: so do these.
        try await each(Array(repeating: nil, count: connections), "GET", "?limit=1", expecting: 200)
        let began = ContinuousClock.now
        try await each([nil], "GET", "?limit=500", expecting: 200)
        let listed = ContinuousClock.now
        try await each(documents, "POST", "?fieldManager=plain&dryRun=All", expecting: 201)
        let tried = ContinuousClock.now
        try await each(documents, "POST", "?fieldManager=plain", expecting: 201)
        let ended = ContinuousClock.now
        print(
            """
            {"seconds": \(seconds(ended - began)), "list": \(seconds(listed - began)), \
            "dryRuns": \(seconds(tried - listed)), "creations": \(seconds(ended - tried))}
            """)
    }

    /// One request for each body, as many at once as there are connections; the answers are read as JSON.
    private func each(_ bodies: [[UInt8]?], _ method: String, _ query: String, expecting status: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (index, body) in bodies.enumerated() {
                if index >= connections { try await group.next() }
                group.addTask { try await send(method, query, body, expecting: status) }
            }
            try await group.waitForAll()
        }
    }

    private func send(_ method: String, _ query: String, _ body: [UInt8]?, expecting status: Int) async throws {
        var request = HTTPClientRequest(method, server + collection + query)
        request.headers = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/json")]
        request.body = body
        request.tls = tls
        let answer = try await client.send(request)
        guard answer.status == status else {
            throw Unexpected(description: "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        }
        _ = try JSONParser.parse(answer.body)
    }

    private static func contents(_ path: String) throws -> [UInt8] {
        guard let file = fopen(path, "r") else { throw Unexpected(description: "\(path) cannot be read") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer.prefix(count) }
        return bytes
    }
}

/// An answer that the benchmark is not about.
struct Unexpected: Error, CustomStringConvertible {
    let description: String
}

private func seconds(_ duration: Duration) -> Double {
    let parts = duration.components
    return Double(parts.seconds) + Double(parts.attoseconds) / 1e18
}
