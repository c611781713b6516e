import Domain

/// The policies that one rollout changes on a cluster, found by the hosts and Servers that they are about. Made once
/// for all of them: a thousand ask who of the others has to do with them.
package struct ChangesTogether: Sendable {
    package let changes: [PolicyChange]
    private let places: [Substring: [Int]]
    let servers: ServerChanges

    package init(_ changes: [PolicyChange]) {
        self.changes = changes
        var places: [Substring: [Int]] = [:]
        for (index, change) in changes.enumerated() {
            for name in Set(TrafficHosts.named(by: change).map(IstioHosts.name)) {
                places[name, default: []].append(index)
            }
        }
        self.places = places
        servers = ServerChanges(changes)
    }

    /// The changes that name a host which is called so up to its first dot; whether they mean the same is asked then.
    func about(_ name: Substring) -> [PolicyChange] { (places[name] ?? []).map { changes[$0] } }
}

/// The hosts that Istio's traffic policies name in their two versions, as they are written.
enum TrafficHosts {
    /// A DestinationRule names the host that it is for, a VirtualService those that it routes to.
    static func named(by change: PolicyChange) -> [String] {
        let specs = [change.old, change.new].compactMap(\.self).map { TrafficDocument.spec($0) }
        switch change.key.kind {
        case .destinationRule: return specs.compactMap { $0["host"]?.string }
        case .virtualService:
            let tables = specs.map { RouteTable($0) }
            let routed = tables.flatMap { $0.destinations + $0.mirrors }.compactMap { $0["host"]?.string }
            // Without a VirtualService requests go to the host itself.
            return tables.count < 2 ? routed + tables.flatMap(\.hosts) : routed
        case .gateway, .serviceEntry, .authorizationPolicy, .requestAuthentication, .peerAuthentication, .sidecar,
            .envoyFilter, .server, .serverAuthorization, .httpRoute, .trafficSplit, .serviceProfile:
            return []
        }
    }
}
