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

    /// For the proxy of a pod in `namespace`; what is in `root` is for all namespaces.
    init(_ objects: [ObjectReference], podNamespace namespace: String, root: String) {
        for object in objects {
            guard let pushes = Pushes(of: object, isOwnNamespace: [namespace, root].contains(object.namespace))
            else { continue }
            sent.formUnion(pushes.sent)
            acked.formUnion(pushes.acked)
        }
        acked.formUnion(sent)
    }
}

/// What istiod pushes when an object of a kind changes (`pilot/pkg/xds`: it looks at kinds, names and namespaces, and
/// never at whether what it makes is what it sent before).
private struct Pushes {
    /// To a proxy that has to do with the object.
    var sent: Set<XDSType> = []
    /// Only where the change touches it, which depends on the proxy.
    var acked: Set<XDSType> = []
    /// To every proxy of the object's namespace (of the root namespace: to all), whatever it imports.
    var surely: Set<XDSType> = []
    /// To somebody at least, if anybody has to do with the object at all.
    var somewhere: Set<XDSType> = []
    /// Whether it is sent to the proxies of its namespace alone, unless that is the root namespace.
    var staysInNamespace = false

    /// `nil`: it is no policy.
    init?(of object: ObjectReference, isOwnNamespace: Bool) {
        guard let kind = PolicyKind(object.kind, group: object.group) else { return nil }
        switch kind {
        // Routes of HTTP, listeners for TCP and TLS; istiod sends the listeners in either case.
        case .virtualService: (sent, somewhere) = ([.listeners, .routes], [.listeners, .routes])
        case .gateway: sent = [.listeners, .routes]
        case .destinationRule: (sent, somewhere) = ([.clusters], [.clusters])
        case .serviceEntry: (sent, acked) = ([.clusters], [.listeners, .routes])
        case .authorizationPolicy, .requestAuthentication:
            (sent, surely, staysInNamespace) = ([.listeners], [.listeners], true)
        // The servers of its namespace listen otherwise; clients elsewhere only call otherwise.
        case .peerAuthentication:
            (sent, acked) = isOwnNamespace ? ([.listeners], [.clusters]) : ([.clusters], [])
            surely = [.listeners]
        case .envoyFilter:
            sent = [.listeners, .clusters, .routes]
            (surely, staysInNamespace) = (sent, true)
        case .sidecar: (sent, acked, staysInNamespace) = ([.listeners], [.clusters, .routes], true)
        case .server, .serverAuthorization, .httpRoute, .trafficSplit, .serviceProfile: break
        }
    }
}

extension WrittenConfiguration {
    /// What everybody is asked about, new label or not.
    var objectsForAll: [ObjectReference] {
        effect.moments.isEmpty ? objects : objects.filter { effect.moments[$0] != nil }
    }

    /// By type when the last of the objects was written for which a proxy of `namespace` may be sent something of the
    /// type: what came later for other namespaces is sent to those alone. Types of which nothing is known are left out.
    func moments(in namespace: String) -> [XDSType: Timestamp] {
        effect.moments.reduce(into: [:]) { moments, entry in
            let (object, moment) = entry
            let isOwn = [namespace, effect.root].contains(object.namespace)
            guard let pushes = Pushes(of: object, isOwnNamespace: isOwn), isOwn || !pushes.staysInNamespace else {
                return
            }
            for type in pushes.sent { moments[type] = max(moments[type] ?? moment, moment) }
        }
    }

    /// What istiod surely sends to the proxy of a pod after the write: everything that the objects are made into where
    /// the pod's label has changed, and what security policies and EnvoyFilters of its namespace, or of the root
    /// namespace, are made into. Of other kinds it depends on what the proxy imports.
    func surelySent(to pod: PodName) -> Set<XDSType> {
        if effect.pods.contains(pod) { return SyncNeeds(objects, podNamespace: pod.namespace, root: effect.root).sent }
        return effect.objects.reduce(into: []) { types, object in
            guard object.namespace == pod.namespace || object.namespace == effect.root else { return }
            types.formUnion(Pushes(of: object, isOwnNamespace: true)?.surely ?? [])
        }
    }

    /// What istiod sends to somebody at least, if anybody has to do with the objects at all: for each kind of them.
    var sentToSomebody: Set<Set<XDSType>> {
        Set(effect.objects.compactMap { Pushes(of: $0, isOwnNamespace: true)?.somewhere }.filter { !$0.isEmpty })
    }
}
