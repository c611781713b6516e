/// Where the broker is and who asks, from an AMQP URI: `amqp://user:password@host:port/vhost`, or `amqps://…` for TLS.
///
/// Parts that are left out: port 5672 (5671 with TLS), user and password `guest`, vhost `/`. After `?`, joined by `&`:
/// `cacertfile` (PEM; the system's authorities by default), `certfile` and `keyfile` (PEM, to show a certificate of
/// our own). With TLS the server's certificate and host name are always verified.
package struct BrokerAddress: Hashable, Sendable {
    package let host: String
    package let port: UInt16
    package let user: String
    package let virtualHost: String
    /// How to speak TLS; `nil` for plain TCP.
    package let tls: TLSFiles?
    let password: Password

    /// The password, kept from being printed.
    struct Password: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
        let secret: String
        var description: String { "***" }
        var customMirror: Mirror { Mirror(self, children: []) }
    }

    /// Paths of PEM files.
    package struct TLSFiles: Hashable, Sendable {
        /// The authorities that may have signed the broker's certificate.
        package let authorities: String
        /// Our own certificate and its key, where the broker asks for them.
        package let certificate: String?
        package let key: String?
    }

    /// Where Debian and its kin keep the authorities that the system trusts.
    package static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"
}

extension BrokerAddress: CustomStringConvertible, CustomDebugStringConvertible {
    /// The address without user and password.
    package var description: String {
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        let path = virtualHost == "/" ? "" : "/\(virtualHost)"
        return "\(tls == nil ? "amqp" : "amqps")://\(name):\(port)\(path)"
    }

    package var debugDescription: String { description }
}
