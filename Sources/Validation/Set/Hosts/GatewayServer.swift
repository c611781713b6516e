import Domain

/// A server of an Istio Gateway.
struct GatewayServer {
    let field: Field

    /// The lists of a VirtualService's routes.
    enum Routes: String, CaseIterable { case http, tls, tcp }

    /// Which routes it takes.
    enum Taken: Equatable {
        case routes(Routes)
        /// Those of no VirtualService: it passes on to whatever host the connection names.
        case none
        /// Istio does not know the protocol.
        case unknown
    }

    var number: Int64? { field["port"]["number"].int }

    /// HTTP is seen where the server speaks it or ends its TLS; names of TLS where that passes through; else there are
    /// bytes.
    var taken: Taken {
        guard let spoken = ServiceProtocol(field["port"]["protocol"].string ?? ""), spoken != .udp else {
            return .unknown
        }
        if spoken.isHTTP { return .routes(.http) }
        let (tls, ended) = (field["tls"], spoken == .https ? Routes.http : .tcp)
        guard tls.value.object != nil else { return .routes(ended) }
        switch tls["mode"].string ?? "" {
        case "AUTO_PASSTHROUGH": return .none
        case "PASSTHROUGH", "": return .routes(.tls)
        default: return .routes(ended)
        }
    }
}
