/// Whether requests to a namespace or to workloads use mTLS, as clients (DestinationRules) and servers
/// (PeerAuthentications) have it together.
struct MTLSInForce {
    enum State { case on, off, partly, unset }

    /// What both sides say on one level.
    struct Sides {
        var client: ClientMode?
        var server: PeerMode?
    }

    let subject: Subject

    /// Whether workloads that a policy of `namespace` with these labels selects get mTLS.
    func reaches(_ labels: [String: String], in namespace: String) -> Bool {
        switch workloads(labels, in: namespace) {
        case .on: true
        case .off: false
        case .partly, .unset: isOn(in: namespace)
        }
    }

    // MARK: - Namespaces

    private func isOn(in namespace: String) -> Bool {
        let state = state(
            of: sides(WideHost.namespace(namespace), namespace),
            in: sides(WideHost.mesh, subject.settings.rootNamespace),
            isUnset: subject.isPeerModeUnset(in: namespace)
                || subject.isPeerModeUnset(in: subject.settings.rootNamespace))
        return state == .on || state == .unset && automatic
    }

    private var automatic: Bool { subject.settings.autoMtls }

    private func sides(_ host: String, _ namespace: String) -> Sides {
        Sides(client: subject.clientModes(for: host).first, server: subject.peerModes(in: namespace).first)
    }

    private func state(of own: Sides, in mesh: Sides, isUnset: Bool) -> State {
        let alone = together(own)
        guard alone != .on, alone != .off else { return alone }
        return settled(
            Sides(client: own.client ?? mesh.client, server: own.server ?? mesh.server ?? (isUnset ? .permissive : nil))
        )
    }

    /// What both sides come to; `partly` where they do not fit or one is missing.
    private func together(_ sides: Sides) -> State {
        if sides.client == .unreadable || sides.server == .unreadable { return .on }
        let canBe = sides.client == nil && automatic
        switch sides.server {
        case .strict, .permissive: if sides.client?.isMutual ?? canBe { return .on }
        case .disable: if sides.client.map({ $0 == .disable }) ?? canBe { return .off }
        case .unset, .unreadable: break
        case nil: if sides.client == nil { return .unset }
        }
        return .partly
    }

    /// The same where nothing else will be asked: then one side may be enough.
    private func settled(_ sides: Sides) -> State {
        let both = together(sides)
        guard both == .partly else { return both }
        switch (sides.client, sides.server) {
        case (nil, .disable), (.disable, nil): return .off
        case (let client?, nil): return client.isMutual && automatic ? .on : .partly
        default: return .partly
        }
    }

    // MARK: - Workloads

    /// What the first PeerAuthentication for workloads with these labels says.
    private func workloads(_ labels: [String: String], in namespace: String) -> State {
        for policy in policies(for: labels, in: namespace) {
            switch PeerMode(policy.object) {
            case .strict, .unreadable: return .on
            case .disable: return .off
            case .permissive: return clients(of: policy.selector, in: namespace)
            case .unset, nil: continue
            }
        }
        return .unset
    }

    private func policies(
        for labels: [String: String], in namespace: String
    ) -> [(object: KnownObject, selector: [String: String])] {
        var found: [(object: KnownObject, selector: [String: String])] = []
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
            for policy in subject.set.objects(.selectedPeers, "\(namespace)\n\(key)=\(value)") {
                let selector = policy.spec["selector"]["matchLabels"].texts
                if selector.allSatisfy({ labels[$0.key] == $0.value }) { found.append((policy, selector)) }
            }
        }
        return found
    }

    /// Servers take both: the clients of the first Service of these workloads decide.
    private func clients(of selector: [String: String], in namespace: String) -> State {
        guard let label = selector.min(by: { $0.key < $1.key }) else { return .unset }
        for service in subject.set.objects(.serviceSelectors, "\(namespace)\n\(label.key)=\(label.value)") {
            let labels = service.spec["selector"].texts
            guard selector.allSatisfy({ labels[$0.key] == $0.value }) else { continue }
            let host = HostName.qualified(service.name, in: namespace)
            for rule in subject.set.objects(.ruleHosts, host) where subject.sees(rule) {
                switch ClientMode(rule) {
                case .mutual, .istioMutual, .unreadable: return .on
                case .disable where rule.spec["trafficPolicy"]["portLevelSettings"].isEmpty: return .off
                case .disable, .simple, nil: continue
                }
            }
        }
        return .unset
    }
}

extension SetIndex {
    /// PeerAuthentications for some workloads, by `namespace`, a new line, and one label of theirs.
    static let selectedPeers = SetIndex("peer authentications by selector", of: [.peerAuthentication]) { policy in
        let label = policy.spec["selector"]["matchLabels"].texts.min { $0.key < $1.key }
        return label.map { ["\(policy.namespace)\n\($0.key)=\($0.value)"] } ?? []
    }

    /// DestinationRules by every full name that their host may have.
    static let ruleHosts = SetIndex("destination rules by possible host", of: [.destinationRule]) { rule in
        rule.spec["host"].string.map { HostReading.all($0, in: rule.namespace) } ?? []
    }
}
