package import Domain

/// In which order the objects of a bundle are written, so that the mesh never sees a reference before its target:
/// make before break.
package enum BundleOrder {
    /// What is to be done with an object of a bundle.
    package enum Change: Hashable, Sendable {
        case write
        case remove
    }

    /// The place of a kind on the way in; lower ones first.
    ///
    /// Istio: a host before the rules on it, a subset (DestinationRule) before the route that names it (Istio's best
    /// practices, "make before break"), a token's verification before the authorization that relies on it.
    /// Linkerd: a Server turns its port to "deny" when it appears, so what it allows comes before it; a route on a
    /// Server after it; of the two that shape a Service's traffic the split, which reads the profile, last.
    package static func rank(of kind: PolicyKind) -> Int {
        switch kind {
        case .serviceEntry, .serverAuthorization: 0
        case .destinationRule, .server: 1
        case .gateway, .serviceProfile: 2
        case .peerAuthentication, .requestAuthentication, .httpRoute: 3
        case .authorizationPolicy, .trafficSplit: 4
        case .sidecar: 5
        case .envoyFilter: 6
        case .virtualService: 7
        }
    }

    /// The groups in which `objects` are written on the way in: those of one group at once, the groups one after the
    /// other. Writes go up the ranks, then removals go down them. The way out is the reverse of the list.
    package static func waves<Object>(
        _ objects: [Object], kind: (Object) -> PolicyKind, change: (Object) -> Change
    ) -> [[Object]] {
        let writes = Dictionary(grouping: objects.filter { change($0) == .write }) { rank(of: kind($0)) }
        let removals = Dictionary(grouping: objects.filter { change($0) == .remove }) { rank(of: kind($0)) }
        return writes.sorted { $0.key < $1.key }.map(\.value) + removals.sorted { $0.key > $1.key }.map(\.value)
    }
}
