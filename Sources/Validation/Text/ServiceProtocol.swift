/// The protocols that a port can declare in Istio.
enum ServiceProtocol: String, CaseIterable {
    case tcp, udp, grpc, grpcWeb = "grpc-web", http, httpProxy = "http_proxy", http2, https, tls, mongo, redis, mysql

    /// Case does not count; `nil` for what Istio does not know.
    init?(_ text: String) { self.init(rawValue: text.lowercased()) }

    /// What the policy may say, for messages.
    static let known = "HTTP, HTTP2, GRPC, GRPC-Web, HTTPS, TLS, TCP, Mongo, Redis and MySQL"

    /// All of them as policies mostly write them.
    static let names = allCases.map(\.name)

    /// In upper case, as policies mostly write it.
    var name: String { rawValue.uppercased() }

    var isHTTP: Bool {
        switch self {
        case .http, .http2, .httpProxy, .grpc, .grpcWeb: true
        case .tcp, .udp, .https, .tls, .mongo, .redis, .mysql: false
        }
    }

    var isTLS: Bool { self == .https || self == .tls }

    /// Whether proxies treat it as bytes.
    var isTCP: Bool { !isHTTP && self != .udp }
}
