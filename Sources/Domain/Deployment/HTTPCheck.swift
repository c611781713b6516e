/// A smoke test or health check: one HTTP request and what its answer must be.
package struct HTTPCheck: Hashable, Sendable {
    /// `http://` or `https://`.
    package let url: String
    /// `GET` where nothing else is said.
    package let method: String
    /// Sent with the request, beside the header that reaches a green version.
    package let headers: [String: String]
    package let expectedStatus: Int
    /// Text that the body must contain; `nil`: any body.
    package let bodyContains: String?
    /// The longest that the answer may take.
    package let maximumLatency: Duration

    package init(
        url: String, method: String = "GET", headers: [String: String] = [:], expectedStatus: Int = 200,
        bodyContains: String? = nil, maximumLatency: Duration = .seconds(5)
    ) {
        self.url = url
        self.method = method
        self.headers = headers
        self.expectedStatus = expectedStatus
        self.bodyContains = bodyContains
        self.maximumLatency = maximumLatency
    }
}
