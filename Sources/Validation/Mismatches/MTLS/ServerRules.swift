import Domain

/// PeerAuthentications for a whole mesh or namespace against what its clients do.
enum ServerRules {
    static let family = RuleFamily(
        "mTLS of servers",
        codes: [
            .strictMeshWithoutClients, .strictNamespaceWithoutClients, .plainNamespaceForMutual, .plainMeshForMutual,
        ],
        kinds: [.peerAuthentication], scope: .set
    ) { subject in
        let isMesh = subject.object.namespace == subject.settings.rootNamespace
        let field = subject.spec["mtls"]
        switch PeerMode(wholeNamespace: subject.object) {
        case .strict: return strict(subject, isMesh).map { [remark($0, field)] } ?? []
        case .disable: return disabled(subject, isMesh).map { [remark($0, field)] } ?? []
        case .permissive, .unset, .unreadable, nil: return []
        }
    }

    private static func strict(_ subject: Subject, _ isMesh: Bool) -> FindingCode? {
        guard !subject.settings.autoMtls else { return nil }
        let mesh = subject.clientModes(for: WideHost.mesh)
        let usesMutual: Set<ClientMode> = [.istioMutual, .unreadable]
        if isMesh { return mesh.contains(where: usesMutual.contains) ? nil : .strictMeshWithoutClients }
        let own = subject.clientModes(for: WideHost.namespace(subject.object.namespace))
        return (own + mesh).contains(where: usesMutual.contains) ? nil : .strictNamespaceWithoutClients
    }

    private static func disabled(_ subject: Subject, _ isMesh: Bool) -> FindingCode? {
        let mesh = subject.clientModes(for: WideHost.mesh).contains(where: \.isMutual)
        if isMesh { return mesh ? .plainMeshForMutual : nil }
        let own = subject.clientModes(for: WideHost.namespace(subject.object.namespace))
        let first = own.first { $0 != .simple }
        return first.map(\.isMutual) ?? mesh ? .plainNamespaceForMutual : nil
    }

    private static func remark(_ code: FindingCode, _ field: Field) -> Remark {
        switch code {
        case .strictMeshWithoutClients, .strictNamespaceWithoutClients:
            Remark(
                code, field,
                "takes nothing but mTLS, and without automatic mTLS no DestinationRule makes clients use it",
                hint: "add a DestinationRule for the hosts with tls mode ISTIO_MUTUAL")
        default:
            Remark(
                code, field, "switches mTLS off, and a DestinationRule makes clients use it",
                hint: "switch TLS off in a DestinationRule for the same hosts")
        }
    }
}
