import Domain

/// Pods whose clients in the mesh are all made to send no certificate, by DestinationRules for the Services before
/// them: what the pods would take beside that decides nothing.
struct PlainServices {
    private let subject: Subject
    private let namespace: String
    private let services: [KnownObject]

    /// - Parameter labels: Of the pods.
    init(_ subject: Subject, _ labels: [String: String]) {
        self.subject = subject
        namespace = subject.object.namespace
        services = subject.set.services(near: labels, in: subject.object.namespace)
    }

    /// The DestinationRules that make it so at some ports of the pods; empty where some Service before them may be
    /// called with mTLS, and where the pods take nothing else: that is told of the rule.
    ///
    /// - Parameter asked: `nil`: at all ports.
    func rules(at asked: Set<Int64>?) -> [KnownObject] {
        var rules: [KnownObject] = []
        for service in services {
            guard let ports = ports(of: service, leadingTo: asked) else { return [] }
            if asked != nil, ports.isEmpty { continue }
            guard let plain = plainRules(of: service, at: ports), !isStrict(service, at: ports) else { return [] }
            rules += plain
        }
        return rules
    }

    /// The ports of the pods that Services lead to; `nil` where there are none, or one goes by a name.
    var podPorts: Set<Int64>? {
        let ports = services.flatMap { $0.spec["ports"].elements }.map(ServerMTLS.podPort)
        return ports.isEmpty || ports.contains(nil) ? nil : Set(ports.compactMap(\.self))
    }

    /// `nil` where one leads to a port that goes by a name, which may be asked for or not.
    private func ports(of service: KnownObject, leadingTo asked: Set<Int64>?) -> [Field]? {
        let ports = service.spec["ports"].elements
        guard let asked else { return ports }
        guard ports.allSatisfy({ ServerMTLS.podPort($0) != nil }) else { return nil }
        return ports.filter { ServerMTLS.podPort($0).map(asked.contains) ?? false }
    }

    /// `nil` where a rule leaves mTLS to some clients, ports or subsets, or where none is for every client.
    private func plainRules(of service: KnownObject, at ports: [Field]) -> [KnownObject]? {
        let rules = subject.set.destinationRules(meaning: HostName.qualified(service.name, in: namespace))
        guard rules.allSatisfy({ isPlain($0, at: ports) }), rules.contains(where: subject.isSeenByAll) else {
            return nil
        }
        return rules
    }

    private func isPlain(_ rule: KnownObject, at ports: [Field]) -> Bool {
        let numbers = ports.compactMap { $0["port"].int }
        let modes = numbers.isEmpty ? [ClientMode(rule)] : numbers.map { ClientMode(rule, atPort: $0) }
        return modes.allSatisfy { $0 == .disable || $0 == .simple } && rule.spec["workloadSelector"].value == .null
            && rule.spec["subsets"].elements.allSatisfy {
                $0["trafficPolicy"]["tls"].value == .null && $0["trafficPolicy"]["portLevelSettings"].isEmpty
            }
    }

    private func isStrict(_ service: KnownObject, at ports: [Field]) -> Bool {
        let server = ServerMTLS(set: subject.set, rootNamespace: subject.settings.rootNamespace, service: service)
        return ports.contains { server.mode(at: $0)?.mode == .strict }
    }
}
