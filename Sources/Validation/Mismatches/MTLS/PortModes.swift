import Domain

/// What a PeerAuthentication says of single ports of the workloads that a policy is for: there the mode of the whole
/// workload decides nothing.
struct PortModes {
    /// The PeerAuthentication that says it.
    let policy: KnownObject
    private let modes: [Int64: PeerMode]

    /// `nil` where none surely does, or where several may.
    init?(_ subject: Subject, _ labels: [String: String]) {
        let found = subject.set.peers(selecting: labels, in: subject.object.namespace)
        guard found.count == 1, let policy = found.first, !policy.spec["portLevelMtls"].isEmpty else { return nil }
        self.policy = policy
        modes = policy.spec["portLevelMtls"].members.reduce(into: [:]) { modes, member in
            guard let port = Int64(member.key) else { return }
            modes[port] = PeerMode(member.field["mode"].value)
        }
    }

    /// Whether clients may use mTLS at these ports; `nil` where the ports have no mode of their own, or not the same
    /// one.
    func takeMutual(_ ports: Set<Int64>) -> Bool? {
        let said = Set(ports.map { port in modes[port].flatMap { $0 == .unset ? nil : $0.takesMutual } })
        return said.count == 1 ? said.first ?? nil : nil
    }
}

extension ValidationSet {
    /// The PeerAuthentications of a namespace that surely take workloads with these labels by their selectors.
    func peers(selecting labels: [String: String], in namespace: String) -> [KnownObject] {
        labels.sorted { $0.key < $1.key }
            .flatMap { objects(.selectedPeers, "\(namespace)\n\($0.key)=\($0.value)") }
            .filter { policy in
                policy.spec["selector"]["matchLabels"].texts.allSatisfy { labels[$0.key] == $0.value }
            }
    }
}
