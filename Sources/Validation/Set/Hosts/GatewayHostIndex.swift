import Synchronization

/// The servers of an Istio Gateway by their hosts: one gateway may have hundreds of them, and thousands of
/// VirtualServices.
struct GatewayHostIndex: Sendable {
    private struct Entry {
        let server: Int
        let name: String
        /// The only one whose VirtualServices may bind the host; `nil` for all.
        let namespace: String?
    }

    private let servers: [Field]
    private var entries: [Entry] = []
    private var exact: [String: [Int]] = [:]
    private var wild: [Int] = []

    init(_ gateway: KnownObject) {
        servers = gateway.spec["servers"].elements
        for (number, server) in servers.enumerated() {
            for host in server["hosts"].strings {
                let (namespace, name) = GatewayHosts.split(host, of: gateway.namespace)
                if HostName.isWildcard(name) {
                    wild.append(entries.count)
                } else {
                    exact[name, default: []].append(entries.count)
                }
                entries.append(Entry(server: number, name: name, namespace: namespace))
            }
        }
    }

    /// Those that let through one of the hosts, for a VirtualService of `namespace`; in their order.
    func servers(for hosts: [String], of namespace: String) -> [GatewayServer] {
        var found: Set<Int> = []
        for host in hosts {
            let candidates = HostName.isWildcard(host) ? Array(entries.indices) : exact[host, default: []] + wild
            for entry in candidates.lazy.map({ entries[$0] }) where entry.namespace ?? namespace == namespace {
                if HostName.overlap(entry.name, host) { found.insert(entry.server) }
            }
        }
        return found.sorted().map { GatewayServer(field: servers[$0]) }
    }
}

/// Those of a set, each made when it is first asked for.
final class GatewayHostBook: Sendable {
    static let fact = SetFact("servers of gateways by host") { _ in GatewayHostBook() }
    private let made = Mutex<[KnownObject.Key: GatewayHostIndex]>([:])

    func index(_ gateway: KnownObject) -> GatewayHostIndex {
        let key = gateway.key
        if let known = made.withLock({ $0[key] }) { return known }
        let index = GatewayHostIndex(gateway)
        made.withLock { $0[key] = index }
        return index
    }
}
