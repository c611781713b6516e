/// A request as far as routes and authorization look at it.
package struct MeshRequest: Hashable, Sendable {
    /// A JSON web token that the request carries, already read.
    package struct Token: Hashable, Sendable {
        package let issuer: String
        package let subject: String
        package let isValid: Bool

        package init(issuer: String, subject: String, isValid: Bool = true) {
            self.issuer = issuer
            self.subject = subject
            self.isValid = isValid
        }
    }

    package var method: String
    /// Without the query.
    package var path: String
    package var query: [String: String]
    /// Names in lower case.
    package var headers: [String: String]
    /// The authority; `nil`: the called service's own name.
    package var host: String?
    package var token: Token?

    package init(
        method: String = "GET", path: String = "/", query: [String: String] = [:], headers: [String: String] = [:],
        host: String? = nil, token: Token? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = Dictionary(headers.map { ($0.key.lowercased(), $0.value) }) { $1 }
        self.host = host
        self.token = token
    }
}

/// Who sends a request, as the server's proxy can tell.
package struct Caller: Hashable, Sendable {
    package let pod: MeshPod
    /// Whether the connection is mutual TLS of the mesh: only then does the server's proxy know who it is.
    package let isAuthenticated: Bool

    package init(_ pod: MeshPod, isAuthenticated: Bool) {
        self.pod = pod
        self.isAuthenticated = isAuthenticated
    }
}

extension MeshService {
    /// The name that registries give it: `reviews.shop.svc.cluster.local`.
    package var hostname: String { "\(name).\(namespace).svc.cluster.local" }
}
