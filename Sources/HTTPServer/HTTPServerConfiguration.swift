/// How a server listens and what it takes. Every limit protects memory or threads against clients.
package struct HTTPServerConfiguration: Sendable {
    /// The certificate chain and key of an https server, PEM; TLS 1.3 only.
    package struct TLS: Sendable {
        package var certificatePEM: [UInt8]
        package var keyPEM: [UInt8]

        package init(certificatePEM: [UInt8], keyPEM: [UInt8]) {
            self.certificatePEM = certificatePEM
            self.keyPEM = keyPEM
        }
    }

    /// An IP address or host name of this machine; `0.0.0.0` and `::` mean every interface.
    package var address = "127.0.0.1"
    /// 0 takes any free port; `HTTPServer.port` tells which.
    package var port: UInt16 = 0
    /// Bytes of a request's body; more is answered 413 without reading the rest.
    package var bodyLimit = 1 << 20
    /// Bytes of memory per connection; the request line and headers get about half of it, more is answered 431
    /// (414 for the request line). At least 4 KiB.
    package var headerMemory = 32 << 10
    /// Bytes of a streamed body that may wait for a slow client before its producer has to wait.
    package var streamBuffer = 64 << 10
    /// Open connections; more wait in the listening queue until one ends.
    package var connectionLimit = 4096
    /// A connection that neither sends nor takes a byte for so long is closed; whole seconds, at least 1. Does not
    /// run while a handler works or a stream has nothing to send.
    package var idleTimeout: Duration = .seconds(60)
    /// How long after the client has closed its side the handler's task is cancelled. Not zero, because a client
    /// that only closes its sending side (`nc -N`) still waits for the answer, and looks the same until then.
    package var disconnectGrace: Duration = .seconds(1)
    /// Threads that read and write sockets; handlers run in Swift tasks, not on them.
    package var threads = 2
    /// `nil` serves plain http.
    package var tls: TLS?

    package init() {}
}
