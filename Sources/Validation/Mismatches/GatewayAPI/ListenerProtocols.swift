import Domain

/// What a listener speaks: a protocol that its Gateway serves, with TLS where the protocol has it, and routes of a kind
/// that the protocol can carry.
enum ListenerProtocols {
    static let family = RuleFamily(
        "protocols of listeners",
        codes: [.listenerProtocol, .unservedProtocol, .listenerWithoutTLS, .foreignRouteKind, .waypointListener],
        kinds: Set(KubernetesRoutes.listenerHolders), scope: .set
    ) { subject in
        let controller = GatewayController(serving: subject.object, in: subject.set)
        let listeners = subject.spec["listeners"].elements
        switch controller {
        case .remote?: return []
        case .foreign?, nil: return listeners.compactMap { spelling($0["protocol"]) }
        case .waypoints?: return listeners.compactMap { spelling($0["protocol"]) ?? waypoint($0) }
        case .eastWest?: return listeners.compactMap { spelling($0["protocol"]) ?? eastWest($0) }
        case .gateways?: return listeners.flatMap { gateway($0, subject.object) }
        }
    }

    /// Protocols are compared with their case; whatever else there may be belongs to somebody.
    private static func spelling(_ field: Field) -> Remark? {
        guard let text = field.string, case let known = text.uppercased(), known != text,
            RouteAdmission.kinds[known] != nil
        else { return nil }
        return Remark(.listenerProtocol, field, "is '\(text)', which no listener has", hint: "write \(known)")
    }

    // MARK: - Gateways of Istio

    private static func gateway(_ listener: Field, _ holder: KnownObject) -> [Remark] {
        let field = listener["protocol"]
        guard let name = field.string, !name.isEmpty else { return [] }
        if RouteAdmission.kinds[name.uppercased()]?.isEmpty == false, let remark = spelling(field) { return [remark] }
        guard let kinds = RouteAdmission.kinds(of: listener), !kinds.isEmpty else {
            let hint = name == tunnel ? "only waypoints listen for it" : "Istio serves HTTP, HTTPS, TLS and TCP"
            return [Remark(.unservedProtocol, field, "is \(name), which Istio does not serve", hint: hint)]
        }
        return [unsecured(listener, name, holder)].compactMap(\.self) + strangers(listener, name, kinds)
    }

    /// Gateways that ListenerSets may belong to have to have some listener, which need not serve anybody.
    private static func unsecured(_ listener: Field, _ name: String, _ holder: KnownObject) -> Remark? {
        guard name == "HTTPS" || name == "TLS", listener["tls"].value == .null,
            ["None", nil].contains(holder.spec["allowedListeners"]["namespaces"]["from"].string)
        else { return nil }
        return Remark(
            .listenerWithoutTLS, listener["protocol"], "is \(name), and the listener has no tls",
            hint: "add tls with a certificate" + (name == "TLS" ? ", or with mode Passthrough" : ""))
    }

    private static func strangers(_ listener: Field, _ name: String, _ kinds: [ObjectKind]) -> [Remark] {
        listener["allowedRoutes"]["kinds"].elements.compactMap { entry in
            guard let kind = entry["kind"].string, !kinds.contains(where: { RouteAdmission.isKind($0, entry) })
            else { return nil }
            let own = kinds.map { "\($0)s" }.joined(separator: " and ")
            return Remark(
                .foreignRouteKind, entry["kind"], "is \(kind), which no \(name) listener takes",
                hint: "a listener of this protocol takes \(own)")
        }
    }

    // MARK: - Gateways of the ambient mesh

    private static let tunnel = "HBONE"
    private static let tunnelPort: Int64 = 15008

    private static func waypoint(_ listener: Field) -> Remark? {
        guard !isTunnel(listener) else { return nil }
        return Remark(
            .waypointListener, listener["protocol"], "is not that of a waypoint, with its port",
            hint: "write port \(tunnelPort) and protocol \(tunnel)")
    }

    private static func eastWest(_ listener: Field) -> Remark? {
        let mode = listener["tls"]["mode"].string
        let fits =
            listener["port"].int == tunnelPort
            ? isTunnel(listener) && mode == "Terminate" : listener["protocol"].string == "TLS" && mode == "Passthrough"
        guard !fits else { return nil }
        return Remark(
            .waypointListener, listener["protocol"], "is not that of an east-west gateway, with its port and tls",
            hint: "write port \(tunnelPort), protocol \(tunnel) and mode Terminate, or TLS and mode Passthrough")
    }

    private static func isTunnel(_ listener: Field) -> Bool {
        listener["port"].int == tunnelPort && listener["protocol"].string == tunnel
    }
}
