import Domain
import MeshModel

/// Which listeners of a Gateway, or of a ListenerSet, take a route by one of its parents.
struct RouteAdmission {
    let gateway: KnownObject
    /// Who serves it, as far as that is known.
    let controller: GatewayController?
    /// Those that the parent means: all, or those of that name and port.
    let meant: [Field]
    /// Of these those that take routes of the kind …
    let ofKind: [Field]
    /// … and of the namespace, as far as anything is known of it.
    let open: [Field]

    /// `nil` where the set has no such parent.
    init?(_ parent: Field, _ subject: Subject) {
        guard let gateway = KubernetesRoutes.listenerHolder(of: parent, subject) else { return nil }
        self.gateway = gateway
        controller = GatewayController(serving: gateway, in: subject.set)
        let (section, port) = (parent["sectionName"], parent["port"].int)
        meant = gateway.spec["listeners"].elements.filter { listener in
            (section.isEmpty || listener["name"].string == section.string)
                && (port == nil || listener["port"].int == port)
        }
        ofKind = meant.filter { Self.takes(subject.object.kind, $0) }
        open = ofKind.filter {
            Self.takes(subject.object.namespace, $0["allowedRoutes"]["namespaces"], of: gateway, in: subject.set)
        }
    }

    /// What there is to say where the route does not fit: of a Gateway that stands for one of another cluster nothing,
    /// and of one that is not Istio's with less certainty.
    func judged(_ remark: Remark?) -> Remark? {
        switch controller {
        case .remote?: nil
        case .foreign?: remark?.saying(.routeOfForeignGateway)
        case .gateways?, .waypoints?, .eastWest?, nil: remark
        }
    }

    /// The kinds that the Gateway API has listeners of a protocol take; of other protocols nothing is known.
    static let kinds: [String: [ObjectKind]] = [
        "HTTP": [.httpRoute, .grpcRoute], "HTTPS": [.httpRoute, .grpcRoute], "TLS": [.tlsRoute, .tcpRoute],
        "TCP": [.tcpRoute], "UDP": [],
    ]

    /// The kinds that a listener could take; `nil` where nothing is known of its protocol.
    static func kinds(of listener: Field) -> [ObjectKind]? {
        let kinds = kinds[listener["protocol"].string ?? ""]
        // What is not decrypted is told apart by names, which a TCPRoute does not have.
        return listener["tls"]["mode"].string == "Passthrough" ? kinds?.filter { $0 != .tcpRoute } : kinds
    }

    private static func takes(_ kind: ObjectKind, _ listener: Field) -> Bool {
        if let kinds = kinds(of: listener), !kinds.contains(kind) { return false }
        let allowed = listener["allowedRoutes"]["kinds"].elements
        return allowed.isEmpty
            || allowed.contains { isKind(kind, $0) }
    }

    /// Whether an entry of `allowedRoutes.kinds` is a kind.
    static func isKind(_ kind: ObjectKind, _ entry: Field) -> Bool {
        entry["kind"].string == kind.name && (entry["group"].string ?? kind.group) == kind.group
    }

    /// Whether `namespaces` (`from`, `selector`) of a Gateway have this one, or nothing is known of it.
    static func takes(
        _ own: String, _ namespaces: Field, of gateway: KnownObject, in set: ValidationSet
    ) -> Bool {
        guard namespaces["from"].string == "Selector" else {
            return namespaces["from"].string == "All" || own == gateway.namespace
        }
        let byName = [nameLabel: own]
        guard let namespace = set.object(.namespace, "", own) else {
            let name = namespaces["selector"]["matchLabels"][nameLabel].string
            return name == nil || name == own
        }
        // Kubernetes puts the label with the name on every namespace.
        return LabelSelector(namespaces["selector"].value).selects(namespace.labels.merging(byName) { $1 })
    }

    private static let nameLabel = "kubernetes.io/metadata.name"
}
