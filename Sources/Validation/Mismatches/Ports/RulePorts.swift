import Domain

/// Ports that a DestinationRule has settings for: those of its host count, not those of the pods behind it.
enum RulePorts {
    static let family = RuleFamily(
        "ports of DestinationRules", codes: [.rulePortOfPods], kinds: [.destinationRule], scope: .set
    ) { subject in
        let policies =
            [subject.spec["trafficPolicy"]] + subject.spec["subsets"].elements.map { $0["trafficPolicy"] }
        let fields = policies.flatMap { $0["portLevelSettings"].elements }.map { $0["port"]["number"] }
        guard !fields.isEmpty, let name = subject.spec["host"].string, !HostName.isWildcard(name),
            let host = subject.set.service(host: subject.host(name), from: subject.object.namespace),
            !host.ports.isEmpty
        else { return [] }
        let entries = subject.serviceEntries(for: subject.host(name)).flatMap { $0.spec["ports"].elements }
        let ports = Set(host.ports + entries.compactMap { $0["number"].int })
        return fields.compactMap { field in
            guard let port = field.int, !ports.contains(port) else { return nil }
            return Remark(
                .rulePortOfPods, field, "\(name) has no port \(port), so the settings are for nothing",
                hint: hint(port, host))
        }
    }

    private static func hint(_ port: Int64, _ host: RegisteredHost) -> String {
        let front = host.object.spec["ports"].elements.first { $0["targetPort"].int == port }
        if host.object.kind == .service, let number = front?["port"].int {
            return "\(port) is where its pods listen; write \(number)"
        }
        return "it has \(host.ports.map(String.init).joined(separator: ", "))"
    }
}
