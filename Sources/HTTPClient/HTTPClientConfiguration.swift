/// What holds for every request of one client.
package struct HTTPClientConfiguration: Sendable {
    package enum Version: Sendable {
        /// Requests in flight each have a connection.
        case http1
        /// Over TLS, where the server speaks it, requests in flight share connections; otherwise like `http1`.
        case http2
    }

    package var version = Version.http2
    /// Open connections to one host; further requests wait, which counts towards their timeout. 0 sets no limit.
    package var connectionsPerHost = 32
    /// Connections kept open for later requests, over all hosts.
    package var idleConnections = 128
    /// How long a connection that nobody uses is kept, in whole seconds: shorter than servers keep it (a minute,
    /// mostly). With TLS a connection that the server has closed still looks alive to libcurl before 8, because the
    /// server's farewell waits in it; a pool of those wears out every retry.
    package var idleLifetime: Duration = .seconds(30)
    /// Whether `https_proxy` and its like in the environment are followed. Off, so that a cluster is reached at
    /// the address that it was registered with.
    package var followsProxyEnvironment = false

    /// Whether addresses of this machine (loopback) and of its link (169.254.0.0/16, fe80::/10) are refused, by
    /// whatever name they go: for requests whose address a person has named. Errors have the code `local`.
    package var refusesLocalAddresses = false

    package init() {}
}
