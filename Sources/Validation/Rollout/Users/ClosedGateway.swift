import Domain

/// What a Gateway lets in no more: hosts and ports of VirtualServices that are bound to it, on servers that take their
/// routes.
struct ClosedGateway {
    private let set: ValidationSet
    /// What the new version lacks.
    private let lost: Set<Door>

    /// Where requests come in: a port, and the list of routes that it is for.
    private struct Entry: Hashable, Comparable {
        let port: Int64
        let list: GatewayServer.Routes?

        static func < (one: Entry, other: Entry) -> Bool {
            (one.port, one.list?.rawValue ?? "") < (other.port, other.list?.rawValue ?? "")
        }
    }

    /// A host of a server.
    private struct Door: Hashable {
        /// Of a server of which nobody knows what it takes: for all lists.
        let entry: Entry
        /// `nil`: for VirtualServices of every namespace.
        let namespace: String?
        let host: String

        func lets(_ name: String, of route: KnownObject) -> Bool {
            (namespace == nil || namespace == route.namespace) && takes(route) && HostName.overlap(host, name)
        }

        private func takes(_ route: KnownObject) -> Bool {
            guard let list = entry.list else { return true }
            let written = GatewayServer.Routes.allCases.filter { !route.spec[$0.rawValue].isEmpty }
            return written.isEmpty || written.contains(list)
        }
    }

    init(_ old: KnownObject, _ new: KnownObject?, in set: ValidationSet) {
        self.set = set
        lost = Self.doors(of: old).subtracting(new.map(Self.doors) ?? [])
    }

    private static func doors(of gateway: KnownObject) -> Set<Door> {
        Set(
            gateway.spec["servers"].elements.flatMap { server -> [Door] in
                guard let entry = entry(of: GatewayServer(field: server)) else { return [] }
                return server["hosts"].strings.map { text in
                    let (namespace, host) = GatewayHosts.split(text, of: gateway.namespace)
                    return Door(entry: entry, namespace: namespace, host: host)
                }
            })
    }

    /// `nil`: for no route at all.
    private static func entry(of server: GatewayServer) -> Entry? {
        switch server.taken {
        case .routes(let list): Entry(port: server.number ?? 0, list: list)
        case .unknown: Entry(port: server.number ?? 0, list: nil)
        case .none: nil
        }
    }

    /// - Parameter routes: The VirtualServices that are bound to it.
    func breaches(_ routes: [KnownObject]) -> (broken: [Breach], narrowed: [Breach]) {
        guard !lost.isEmpty else { return ([], []) }
        var (shut, narrowed): ([Breach], [Breach]) = ([], [])
        for route in routes {
            let open = openDoors(for: route)
            for host in route.spec["hosts"].elements {
                guard let name = host.string else { continue }
                let left = Set(open.filter { $0.lets(name, of: route) }.map(\.entry))
                let gone = Set(lost.filter { $0.lets(name, of: route) }.map(\.entry)).filter { entry in
                    !left.contains {
                        $0.port == entry.port && ($0.list == entry.list || $0.list == nil || entry.list == nil)
                    }
                }
                guard let entry = gone.min() else { continue }
                if left.isEmpty || !ports(of: route).isDisjoint(with: gone.map(\.port)) {
                    let place = left.isEmpty ? "" : " on port \(entry.port)"
                    shut.append(
                        Breach(
                            user: route, path: host.path,
                            message: "no gateway of it lets \(name) in\(place)\(way(entry))"
                        ))
                } else {
                    narrowed.append(
                        Breach(
                            user: route, path: host.path,
                            message: "\(name) is let in on port \(entry.port)\(way(entry)) no more"))
                }
            }
        }
        return (shut, narrowed)
    }

    private func way(_ entry: Entry) -> String { entry.list.map { " for its \($0.rawValue) routes" } ?? "" }

    /// What all gateways of a VirtualService let in, as it is to be.
    private func openDoors(for route: KnownObject) -> Set<Door> {
        let gateways = route.spec["gateways"].strings.filter { $0 != "mesh" }
        return gateways.compactMap { set.gateway($0, from: route.namespace) }.filter { $0.kind == .gateway }
            .reduce(into: []) { $0.formUnion(Self.doors(of: $1)) }
    }

    /// The ports that the routes themselves name.
    private func ports(of route: KnownObject) -> Set<Int64> {
        Set(
            ["http", "tls", "tcp"].flatMap { route.spec[$0].elements }.flatMap { $0["match"].elements }
                .compactMap { $0["port"].int })
    }
}
