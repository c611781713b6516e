import Domain

/// DestinationRules for a whole mesh or namespace against what its servers take.
enum ClientRules {
    static let family = RuleFamily(
        "mTLS of clients",
        codes: [
            .meshClientsWithoutServers, .namespaceClientsWithoutServers, .plainToStrictNamespace, .plainToStrictMesh,
        ],
        kinds: [.destinationRule], scope: .set
    ) { subject in
        guard let mode = ClientMode(subject.object), let host = subject.spec["host"].string else { return [] }
        let field = subject.spec["trafficPolicy"]["tls"]["mode"]
        let code =
            switch host {
            case WideHost.mesh: wholeMesh(mode, subject)
            case WideHost.namespace(subject.object.namespace): namespace(mode, subject)
            default: nil as FindingCode?
            }
        return code.map { [remark($0, field)] } ?? []
    }

    private static func wholeMesh(_ mode: ClientMode, _ subject: Subject) -> FindingCode? {
        switch mode {
        case .istioMutual where !subject.settings.autoMtls:
            subject.meshPeerModes.contains(where: \.takesMutual) ? nil : .meshClientsWithoutServers
        case .disable: subject.meshPeerModes.contains(.strict) ? .plainToStrictMesh : nil
        case .istioMutual, .mutual, .simple, .unreadable: nil
        }
    }

    private static func namespace(_ mode: ClientMode, _ subject: Subject) -> FindingCode? {
        let own = subject.peerModes(in: subject.object.namespace)
        switch mode {
        case .istioMutual where !subject.settings.autoMtls:
            return (own + subject.meshPeerModes).contains(where: \.takesMutual) ? nil : .namespaceClientsWithoutServers
        case .disable:
            if let first = own.first(where: \.takesMutual) { return first == .strict ? .plainToStrictNamespace : nil }
            return !own.contains(.disable) && subject.meshPeerModes.contains(.strict) ? .plainToStrictMesh : nil
        case .istioMutual, .mutual, .simple, .unreadable: return nil
        }
    }

    private static func remark(_ code: FindingCode, _ field: Field) -> Remark {
        switch code {
        case .meshClientsWithoutServers, .namespaceClientsWithoutServers:
            Remark(
                code, field, "makes clients use mTLS, and no PeerAuthentication makes servers take it",
                hint: "add a PeerAuthentication with mode PERMISSIVE or STRICT")
        default:
            Remark(
                code, field, "switches TLS off, and the servers take nothing but mTLS",
                hint: "use ISTIO_MUTUAL, or make the servers PERMISSIVE first")
        }
    }
}
