import Domain

/// What the pods behind a Service take: the PeerAuthentication in force for them, where that is certain.
struct ServerMTLS {
    let set: ValidationSet
    let rootNamespace: String
    let service: KnownObject

    /// The mode at a port of the Service, and the policy that says so.
    struct InForce {
        let mode: PeerMode
        let policy: KnownObject
    }

    /// `nil` where no policy says a mode, where several could, or where the pods have no proxy.
    func mode(at port: Field) -> InForce? {
        guard isMeshed, let own = selecting else { return nil }
        for policy in own {
            // What a port leaves open its policy says.
            if let mode = [Self.portMode(policy, port), PeerMode(policy)].lazy.compactMap(\.self)
                .first(where: { $0 != .unset })
            {
                return own.count == 1 ? InForce(mode: mode, policy: policy) : nil
            }
        }
        return whole(service.namespace) ?? whole(rootNamespace)
    }

    private func whole(_ namespace: String) -> InForce? {
        let said = set.objects(.namespacePeers, namespace).compactMap { policy in
            PeerMode(wholeNamespace: policy).map { InForce(mode: $0, policy: policy) }
        }
        return said.first { $0.mode != .unset }
    }

    /// The policies that surely select the pods; `nil` where one may or may not, since pods can have more labels than
    /// their Service asks for.
    private var selecting: [KnownObject]? {
        let labels = service.spec["selector"].texts
        var found: [KnownObject] = []
        for policy in set.objects(.peersOfSomeWorkloads, service.namespace) {
            let wanted = policy.spec["selector"]["matchLabels"].texts
            if wanted.contains(where: { key, value in labels[key].map { $0 != value } ?? false }) { continue }
            guard wanted.allSatisfy({ labels[$0.key] == $0.value }) else { return nil }
            found.append(policy)
        }
        return found
    }

    /// By the number of the pods' port, which is the Service's own where it names no other.
    private static func portMode(_ policy: KnownObject, _ port: Field) -> PeerMode? {
        guard let number = podPort(port) else { return nil }
        let level = policy.spec["portLevelMtls"]["\(number)"]
        return level.exists ? PeerMode(level["mode"].value) : nil
    }

    /// Where the traffic of a Service's port arrives; `nil` where it goes by a name.
    static func podPort(_ port: Field) -> Int64? {
        let target = port["targetPort"]
        return target.value == .null ? port["port"].int : target.int
    }

    /// Without pods, or without their namespace, nothing says that they have no proxy.
    private var isMeshed: Bool {
        let selector = service.spec["selector"].texts
        guard !selector.isEmpty else { return false }
        guard set.object(.namespace, "", service.namespace) != nil,
            set.hasWorkload(selectedBy: selector, in: service.namespace)
        else { return true }
        return set.hasWorkload(selectedBy: selector, in: service.namespace) { set.isInMesh($0) }
    }
}

extension SetIndex {
    /// PeerAuthentications for some workloads, by namespace.
    static let peersOfSomeWorkloads = SetIndex("peer authentications of workloads", of: [.peerAuthentication]) {
        $0.spec["selector"].value == .null ? [] : [$0.namespace]
    }
}
