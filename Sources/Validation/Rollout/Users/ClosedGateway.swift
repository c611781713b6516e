import Domain

/// What a Gateway lets in no more: hosts and ports of VirtualServices that are bound to it.
struct ClosedGateway {
    private let set: ValidationSet
    /// What the new version lacks.
    private let lost: Set<Door>

    /// A host of a server on its port.
    private struct Door: Hashable {
        let port: Int64
        /// `nil`: for VirtualServices of every namespace.
        let namespace: String?
        let host: String

        func lets(_ name: String, of route: KnownObject) -> Bool {
            (namespace == nil || namespace == route.namespace) && HostName.overlap(host, name)
        }
    }

    init(_ old: KnownObject, _ new: KnownObject?, in set: ValidationSet) {
        self.set = set
        lost = Self.doors(of: old).subtracting(new.map(Self.doors) ?? [])
    }

    private static func doors(of gateway: KnownObject) -> Set<Door> {
        Set(
            gateway.spec["servers"].elements.flatMap { server in
                server["hosts"].strings.map { text in
                    let (namespace, host) = GatewayHosts.split(text, of: gateway.namespace)
                    return Door(port: server["port"]["number"].int ?? 0, namespace: namespace, host: host)
                }
            })
    }

    /// - Parameter routes: The VirtualServices that are bound to it.
    func breaches(_ routes: [KnownObject]) -> (broken: [Breach], narrowed: [Breach]) {
        guard !lost.isEmpty else { return ([], []) }
        var (shut, narrowed): ([Breach], [Breach]) = ([], [])
        for route in routes {
            let open = openDoors(for: route)
            for host in route.spec["hosts"].elements {
                guard let name = host.string else { continue }
                let gone = Set(lost.filter { $0.lets(name, of: route) }.map(\.port))
                let left = Set(open.filter { $0.lets(name, of: route) }.map(\.port))
                guard let port = gone.subtracting(left).min() else { continue }
                if left.isEmpty || !ports(of: route).isDisjoint(with: gone.subtracting(left)) {
                    let place = left.isEmpty ? "" : " on port \(port)"
                    shut.append(
                        Breach(user: route, path: host.path, message: "no gateway of it lets \(name) in\(place)"))
                } else {
                    narrowed.append(
                        Breach(user: route, path: host.path, message: "\(name) is let in on port \(port) no more"))
                }
            }
        }
        return (shut, narrowed)
    }

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
