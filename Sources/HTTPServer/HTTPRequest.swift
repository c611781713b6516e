/// One request, complete with its body.
package struct HTTPRequest: Sendable {
    /// As sent, e.g. `GET`; methods are case-sensitive.
    package let method: String
    /// The path as sent, still percent-encoded, without the query.
    package let path: String
    /// The query's parameters in their order, decoded; one without `=` has an empty value, and one whose encoding
    /// is malformed stays as it was sent.
    package let query: [(name: String, value: String)]
    package let headers: HTTPHeaders
    /// At most the server's `bodyLimit` bytes.
    package let body: [UInt8]
    /// The client's IP address without its port; empty where the system does not know it.
    package let remoteAddress: String

    package init(
        method: String, path: String, query: [(name: String, value: String)] = [], headers: HTTPHeaders = HTTPHeaders(),
        body: [UInt8] = [], remoteAddress: String = ""
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.remoteAddress = remoteAddress
    }

    /// The path cut at its slashes, each part decoded on its own, so that `%2F` stays inside its part. Empty parts
    /// are left out. `nil` where the encoding of one is malformed.
    package var pathSegments: [String]? {
        var segments: [String] = []
        for part in path.split(separator: "/") {
            guard let decoded = String(part).percentDecoded else { return nil }
            segments.append(decoded)
        }
        return segments
    }

    /// The first query parameter of this name.
    package func parameter(_ name: String) -> String? {
        query.first { $0.name == name }?.value
    }
}
