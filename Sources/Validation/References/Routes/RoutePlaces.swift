import Domain

/// Routes of VirtualServices that no proxy carries which they are bound to: gateways whose servers speak something
/// else, or listen on other ports. istiod leaves them out and says nothing.
enum RoutePlaces {
    static let family = RuleFamily(
        "routes at gateways and ports", codes: [.routesOfOtherProtocol, .impossibleMatch], kinds: [.virtualService],
        scope: .set
    ) { subject in
        // A delegate is where those are that delegate to it.
        guard !subject.spec["hosts"].isEmpty else { return [] }
        let bound = RouteBinding(subject)
        let ignored = ignored(bound, subject)
        return ignored
            + GatewayServer.Routes.allCases.flatMap { list -> [Remark] in
                let routes = subject.spec[list.rawValue]
                guard !ignored.contains(where: { $0.path == routes.path }) else { return [] }
                return routes.elements.flatMap { $0["match"].elements }.compactMap { port($0, list, bound, subject) }
            }
    }

    /// Lists of routes that no server takes.
    private static func ignored(_ bound: RouteBinding, _ subject: Subject) -> [Remark] {
        guard !bound.names.contains(RouteBinding.mesh), let gateways = bound.gateways(bound.names) else { return [] }
        let lists = GatewayServer.Routes.allCases.filter { !subject.spec[$0.rawValue].isEmpty }
        let all = gateways.flatMap { $0.spec["servers"].elements }.map { GatewayServer(field: $0).taken }
        // Most Gateways have servers of one kind, so that their hosts need not be looked at.
        guard !all.allSatisfy({ taken in lists.allSatisfy { taken == .routes($0) } }) else { return [] }
        let servers = bound.servers(of: gateways)
        // A server that sends to HTTPS asks no route where another one takes these requests.
        let asking = servers.filter { $0.field["tls"]["httpsRedirect"].bool != true }
        let taken = (asking.isEmpty ? servers : asking).map(\.taken)
        guard !taken.isEmpty, !taken.contains(.unknown) else { return [] }
        return lists.filter { !taken.contains(.routes($0)) }.map { list in
            let other = GatewayServer.Routes.allCases.filter { taken.contains(.routes($0)) }.map(\.rawValue)
            return Remark(
                .routesOfOtherProtocol, subject.spec[list.rawValue],
                "no server of \(names(gateways)) for these hosts takes \(list.rawValue) routes",
                hint: other.isEmpty
                    ? "AUTO_PASSTHROUGH takes no routes: add a server that does"
                    : "write \(other.joined(separator: " or ")) routes, or \(server(for: list))"
            ).naming(gateways.map(\.key))
        }
    }

    private static func names(_ gateways: [KnownObject]) -> String {
        gateways.map { "\($0.key)" }.prefix(3).joined(separator: ", ")
    }

    private static func server(for list: GatewayServer.Routes) -> String {
        switch list {
        case .http: "end TLS at the gateway (HTTPS with mode SIMPLE), or speak HTTP"
        case .tls: "pass TLS through there (mode PASSTHROUGH)"
        case .tcp: "speak TCP there, or end TLS (protocol TLS with mode SIMPLE)"
        }
    }

    // MARK: - Ports

    /// What there is to say of a delegate's match.
    ///
    /// - Parameters:
    ///   - namespace: The delegate's.
    ///   - root: The VirtualService that delegates.
    static func port(_ match: Field, from namespace: String, of root: Subject) -> Remark? {
        port(match, .http, RouteBinding(root), root, from: namespace)
    }

    private static func port(
        _ match: Field, _ list: GatewayServer.Routes, _ bound: RouteBinding, _ subject: Subject,
        from namespace: String? = nil
    ) -> Remark? {
        let field = match["port"]
        guard let port = field.int, port > 0, case let names = bound.names(of: match, from: namespace), !names.isEmpty,
            let gateways = bound.gateways(names)
        else { return nil }
        let servers = bound.servers(of: gateways).filter { $0.taken == .routes(list) || $0.taken == .unknown }
        var open = servers.map(\.number)
        // Without servers for its hosts there is something else to be said.
        guard !gateways.contains(where: { bound.servers(of: [$0]).isEmpty }), !servers.isEmpty || gateways.isEmpty
        else {
            return nil
        }
        if names.contains(RouteBinding.mesh) {
            guard let ports = portsInMesh(subject) else { return nil }
            // For hosts that are not on a port istiod makes routes of port 80.
            open += ports + (list == .http ? [80] : [])
        }
        guard !open.contains(port) else { return nil }
        let list = Set(open.compactMap(\.self)).sorted().map(String.init).joined(separator: ", ")
        let owner = gateways.isEmpty ? "of the hosts" : "of a server of \(Self.names(gateways))"
        return Remark(
            .impossibleMatch, field, "is no port \(owner), so nothing meets the match", hint: "open are \(list)"
        ).naming(gateways.map(\.key))
    }

    /// The ports that the hosts have for clients in the mesh; `nil` where one of them is not known.
    private static func portsInMesh(_ subject: Subject) -> [Int64]? {
        var ports: [Int64] = []
        for name in subject.spec["hosts"].strings {
            guard !HostName.isWildcard(name), case let full = subject.host(name),
                let host = subject.set.service(host: full, from: subject.object.namespace), !host.ports.isEmpty
            else { return nil }
            let entries = subject.serviceEntries(for: full).flatMap { $0.spec["ports"].elements }
            ports += host.ports + entries.compactMap { $0["number"].int }
        }
        return ports
    }
}
