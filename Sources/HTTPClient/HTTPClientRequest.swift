/// How the server proves who it is, and how the client does. The server's certificate is always verified.
package struct TLSOptions: Sendable {
    /// The only certificate authorities trusted, PEM; `nil` trusts the system's.
    package var authoritiesPEM: [UInt8]?
    /// The certificate (chain) that the client shows, PEM; needs `keyPEM`.
    package var certificatePEM: [UInt8]?
    /// The key of `certificatePEM`, PEM, not encrypted.
    package var keyPEM: [UInt8]?

    package init(authoritiesPEM: [UInt8]? = nil, certificatePEM: [UInt8]? = nil, keyPEM: [UInt8]? = nil) {
        self.authoritiesPEM = authoritiesPEM
        self.certificatePEM = certificatePEM
        self.keyPEM = keyPEM
    }
}

/// One request. Connections are shared only among requests with equal TLS options.
package struct HTTPClientRequest: Sendable {
    package var method: String
    /// Absolute, `http` or `https`.
    package var url: String
    package var headers: [(name: String, value: String)]
    /// `nil` sends no body; empty sends one of length 0.
    package var body: [UInt8]?
    /// From the call to the last byte of the answer, waiting for a free connection included. `nil` sets no limit.
    /// For `stream`: to the end of the head.
    package var timeout: Duration? = .seconds(30)
    /// Until the connection stands, TLS included.
    package var connectTimeout: Duration = .seconds(5)
    /// Ends the transfer when less than a byte a second has come for so long; whole seconds. `nil` sets no limit.
    package var idleTimeout: Duration?
    package var tls = TLSOptions()
    /// Bytes of the answer's body; a longer one is an error. `stream` ignores it.
    package var responseLimit = 64 << 20
    /// What the request is about, in errors, e.g. `cluster west`; `nil` names the host.
    package var subject: String?

    package init(
        _ method: String = "GET", _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
    }
}
