/// A smoke test or health check: one HTTP request and what its answer must be.
package struct HTTPCheck: Hashable, Sendable {
    /// `http://` or `https://`; `{cluster}` in it stands for the name of the cluster whose step asks.
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

    /// What stands for the cluster's name in an address.
    package static let clusterMark = "{cluster}"

    /// Whether each cluster's step asks at an address of its own.
    package var isOfOneCluster: Bool { Self.pieces(of: url).count > 1 }

    /// The same as the step of a cluster asks it.
    package func asked(of cluster: String) -> HTTPCheck {
        HTTPCheck(
            url: Self.pieces(of: url).joined(separator: cluster), method: method, headers: headers,
            expectedStatus: expectedStatus, bodyContains: bodyContains, maximumLatency: maximumLatency)
    }

    private static func pieces(of url: String) -> [Substring] {
        url.split(separator: clusterMark, omittingEmptySubsequences: false)
    }
}
