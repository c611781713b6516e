/// One request to the API.
package struct WireRequest: Hashable, Sendable {
    package var method: String
    /// Absolute.
    package var url: String
    /// By lower-case name.
    package var headers: [String: String]
    package var body: [UInt8]?

    package init(method: String, url: String, headers: [String: String], body: [UInt8]? = nil) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}

/// One answer of the API.
package struct WireAnswer: Hashable, Sendable {
    package var status: Int
    /// By lower-case name.
    package var headers: [String: String]
    package var body: [UInt8]

    package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}

/// Carries requests to the API. Throws `PortError` where no answer came.
package protocol Transport: Sendable {
    /// Sends a request and returns the whole answer, whatever its status.
    func send(_ request: WireRequest) async throws -> WireAnswer

    /// Sends a request and hands on the body of a 200 answer piece by piece, until it ends or `take` returns false;
    /// the returned answer has no body then. Any other answer is returned whole.
    func stream(
        _ request: WireRequest, _ take: @escaping @Sendable (_ piece: [UInt8]) async throws -> Bool
    ) async throws -> WireAnswer
}
