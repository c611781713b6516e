import Domain

/// Pods whose clients in the mesh are all made to send no certificate, by DestinationRules for the Services before
/// them: what the pods would take beside that decides nothing.
struct PlainServices {
    private let subject: Subject
    private let namespace: String

    init(_ subject: Subject) {
        self.subject = subject
        namespace = subject.object.namespace
    }

    /// The DestinationRules that make it so; empty where some Service before pods with these labels may be called with
    /// mTLS, and where the pods take nothing else: that is told of the rule.
    func rules(before labels: [String: String]) -> [KnownObject] {
        var rules: [KnownObject] = []
        for service in services(before: labels) {
            guard let plain = plainRules(of: service), !isStrict(service) else { return [] }
            rules += plain
        }
        return rules
    }

    /// Those that have a label in common with the pods, and none against them.
    func services(before labels: [String: String]) -> [KnownObject] {
        var seen: Set<String> = []
        return labels.sorted { $0.key < $1.key }
            .flatMap { subject.set.objects(.serviceSelectors, "\(namespace)\n\($0.key)=\($0.value)") }
            .filter { service in
                let wanted = service.spec["selector"].texts
                return wanted.allSatisfy { key, value in labels[key].map { $0 == value } ?? true }
                    && seen.insert(service.name).inserted
            }
    }

    /// `nil` where a rule leaves mTLS to some clients, ports or subsets, or where none is for every client.
    private func plainRules(of service: KnownObject) -> [KnownObject]? {
        let rules = subject.set.destinationRules(meaning: HostName.qualified(service.name, in: namespace))
        guard rules.allSatisfy(isPlain), rules.contains(where: subject.isSeenByAll) else { return nil }
        return rules
    }

    private func isPlain(_ rule: KnownObject) -> Bool {
        let mode = ClientMode(rule)
        return (mode == .disable || mode == .simple) && rule.spec["workloadSelector"].value == .null
            && rule.spec["trafficPolicy"]["portLevelSettings"].isEmpty
            && rule.spec["subsets"].elements.allSatisfy {
                $0["trafficPolicy"]["tls"].value == .null && $0["trafficPolicy"]["portLevelSettings"].isEmpty
            }
    }

    private func isStrict(_ service: KnownObject) -> Bool {
        let server = ServerMTLS(set: subject.set, rootNamespace: subject.settings.rootNamespace, service: service)
        return service.spec["ports"].elements.contains { server.mode(at: $0)?.mode == .strict }
    }
}
