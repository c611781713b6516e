import Domain

/// What a PeerAuthentication says of single ports of the workloads that a policy is for: there the mode of the whole
/// workload decides nothing.
struct PortModes {
    private let subject: Subject
    private let labels: [String: String]
    /// The PeerAuthentication that says it.
    let policy: KnownObject
    private let modes: [Int64: PeerMode]

    /// `nil` where none surely does, or where several may.
    init?(_ subject: Subject, _ labels: [String: String]) {
        let namespace = subject.object.namespace
        let found = labels.flatMap { subject.set.objects(.selectedPeers, "\(namespace)\n\($0.key)=\($0.value)") }
            .filter { policy in
                policy.spec["selector"]["matchLabels"].texts.allSatisfy { labels[$0.key] == $0.value }
            }
        guard found.count == 1, let policy = found.first, !policy.spec["portLevelMtls"].isEmpty else { return nil }
        self.subject = subject
        self.labels = labels
        self.policy = policy
        modes = policy.spec["portLevelMtls"].members.reduce(into: [:]) { modes, member in
            guard let port = Int64(member.key) else { return }
            modes[port] = PeerMode(member.field["mode"].value)
        }
    }

    /// Whether clients may use mTLS at the ports that a rule is about; `nil` where the ports have no mode of their own,
    /// or not the same one.
    func takeMutual(_ rule: Field) -> Bool? {
        let asked = rule["to"].elements.map { $0["operation"]["ports"].strings.compactMap(Int64.init) }
        let isForSome = !asked.isEmpty && !asked.contains(where: \.isEmpty)
        guard let ports = isForSome ? asked.flatMap(\.self) : served, !ports.isEmpty else { return nil }
        let said = ports.map { port in modes[port].flatMap { $0 == .unset ? nil : $0.takesMutual } }
        return Set(said).count == 1 ? said[0] : nil
    }

    /// The ports of the pods that Services lead to; `nil` where one goes by a name.
    private var served: [Int64]? {
        var ports: [Int64] = []
        for service in PlainServices(subject).services(before: labels) {
            for port in service.spec["ports"].elements {
                guard let number = ServerMTLS.podPort(port) else { return nil }
                ports.append(number)
            }
        }
        return ports
    }
}
