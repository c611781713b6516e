import Domain
import Ports

/// What a proxy has to have been sent, and to have taken, before it has a change.
///
/// Read in istiod's source (`pilot/pkg/xds`, 1.10 to 2026): which types a change of a kind makes it push. Endpoints are
/// never waited for: they come and go all the time, and what the policies say is in the other three.
struct SyncNeeds: Hashable, Sendable {
    /// To be sent after the write, and acknowledged; routes only where the proxy asks for any.
    private(set) var sent: Set<XDSType> = []
    /// Nothing of these may be unacknowledged. Whether the change touches them depends on the proxy, and istiod sends
    /// them only where it does.
    private(set) var acked: Set<XDSType> = []

    /// For the proxy of a pod in `namespace`.
    init(_ objects: [ObjectReference], podNamespace namespace: String) {
        for object in objects {
            guard let kind = PolicyKind(object.kind, group: object.group) else { continue }
            let (sent, acked) = Self.types(kind, isOwnNamespace: object.namespace == namespace)
            self.sent.formUnion(sent)
            self.acked.formUnion(acked)
        }
        acked.formUnion(sent)
    }

    private static func types(_ kind: PolicyKind, isOwnNamespace: Bool) -> (sent: Set<XDSType>, acked: Set<XDSType>) {
        switch kind {
        // Routes of HTTP, listeners for TCP and TLS; istiod sends the listeners in either case.
        case .virtualService, .gateway: ([.listeners, .routes], [])
        case .destinationRule: ([.clusters], [])
        case .serviceEntry: ([.clusters], [.listeners, .routes])
        case .authorizationPolicy, .requestAuthentication: ([.listeners], [])
        // The servers of its namespace listen otherwise; clients elsewhere only call otherwise.
        case .peerAuthentication: isOwnNamespace ? ([.listeners], [.clusters]) : ([.clusters], [])
        case .envoyFilter: ([.listeners, .clusters, .routes], [])
        case .sidecar: ([.listeners], [.clusters, .routes])
        case .server, .serverAuthorization, .httpRoute, .trafficSplit, .serviceProfile: ([], [])
        }
    }
}
