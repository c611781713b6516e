import Domain

/// Ports of a Gateway of the Gateway API, or of a ListenerSet, that routes are served on no more, though others are
/// left to them. Where none is left, other rules say so.
struct ClosedListeners {
    let before: Subject.Surroundings
    let after: Subject.Surroundings

    /// A port for the requests of a route to one host.
    private struct Door: Hashable {
        let port: Int64
        let protocolName: String
        /// Empty: for all hosts.
        let host: String

        func lets(_ name: String) -> Bool { host.isEmpty || name.isEmpty || HostName.overlap(host, name) }
    }

    func breaches(_ users: [KnownObject]) -> [Breach] { users.flatMap(breaches) }

    private func breaches(_ route: KnownObject) -> [Breach] {
        let (old, open) = (doors(of: route, before), doors(of: route, after))
        let lost = old.subtracting(open)
        guard !lost.isEmpty, !open.isEmpty else { return [] }
        let hosts = route.spec["hostnames"].elements
        guard !hosts.isEmpty else {
            return lost.sorted { ($0.port, $0.host) < ($1.port, $1.host) }.prefix(1).flatMap { door in
                breach(route, route.spec["parentRefs"], door.host, [door], open.filter { $0.lets(door.host) })
            }
        }
        return hosts.flatMap { host -> [Breach] in
            let name = host.string ?? ""
            let left = open.filter { $0.lets(name) }
            return left.isEmpty ? [] : breach(route, host, name, lost.filter { $0.lets(name) }, left)
        }
    }

    /// A port that is still open with the same protocol is not lost, whatever its hosts.
    private func breach(
        _ route: KnownObject, _ field: Field, _ name: String, _ lost: Set<Door>, _ open: Set<Door>
    ) -> [Breach] {
        let gone = lost.filter { lost in
            !open.contains { $0.port == lost.port && $0.protocolName == lost.protocolName }
        }
        guard let door = gone.min(by: { $0.port < $1.port }) else { return [] }
        let message =
            "\(name.isEmpty ? "the route" : name) is let in on port \(door.port) with \(door.protocolName) no more"
        return [Breach(user: route, path: field.path, message: message)]
    }

    /// What the listeners of all its parents let in.
    private func doors(of route: KnownObject, _ surroundings: Subject.Surroundings) -> Set<Door> {
        let subject = Subject(route, in: surroundings)
        let listeners = route.spec["parentRefs"].elements.compactMap { RouteAdmission($0, subject) }
            .filter { $0.controller != .remote }.flatMap(\.open)
        return Set(
            listeners.compactMap { listener in
                guard let port = listener["port"].int else { return nil }
                return Door(
                    port: port, protocolName: listener["protocol"].string ?? "", host: listener["hostname"].string ?? ""
                )
            })
    }
}
