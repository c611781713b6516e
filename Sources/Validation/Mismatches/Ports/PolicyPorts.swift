import Domain

/// Ports that policies of servers name: those of the pods count, not those of the Services in front of them.
enum PolicyPorts {
    static let authorization = RuleFamily(
        "ports of AuthorizationPolicies", codes: [.rulePortOfService], kinds: [.authorizationPolicy], scope: .set
    ) { subject in
        let fields = subject.spec["rules"].elements.flatMap(named)
        // What has targets may be for a waypoint, which knows the ports of Services.
        guard !fields.isEmpty, subject.policy.selection.targets.isEmpty, let ports = ports(subject) else { return [] }
        return fields.compactMap { field in
            guard let port = field.string.flatMap(Int64.init), let service = ports.service(of: port) else { return nil }
            return Remark(
                .rulePortOfService, field,
                "is a port of Service \(service.name), whose pods listen on \(service.target); rules see the port of "
                    + "the pods",
                hint: "write \"\(service.target)\"")
        }
    }

    private static func named(_ rule: Field) -> [Field] {
        rule["to"].elements.flatMap { $0["operation"]["ports"].elements + $0["operation"]["notPorts"].elements }
            + rule["when"].elements.filter { $0["key"].string == "destination.port" }
            .flatMap { $0["values"].elements + $0["notValues"].elements }
    }

    static let peers = RuleFamily(
        "ports of PeerAuthentications", codes: [.peerPortOfService, .peerPortOfNobody, .peerPortUnlisted],
        kinds: [.peerAuthentication], scope: .set
    ) { subject in
        let modes = subject.spec["portLevelMtls"].members
        guard !modes.isEmpty, !subject.spec["selector"]["matchLabels"].isEmpty, let ports = ports(subject) else {
            return []
        }
        return modes.compactMap { key, field in Int64(key).flatMap { remark($0, field, ports) } }
    }

    private static func remark(_ port: Int64, _ field: Field, _ ports: SelectedPorts) -> Remark? {
        if let service = ports.service(of: port) {
            return Remark(
                .peerPortOfService, field,
                "is for a port of Service \(service.name), whose pods listen on \(service.target)",
                hint: "write \(service.target): the modes go by the ports of the pods")
        }
        guard ports.lacks(port) else { return nil }
        let list = ports.ports.sorted().map(String.init).joined(separator: ", ")
        return Remark(
            ports.areDeclared ? .peerPortOfNobody : .peerPortUnlisted, field,
            "is for port \(port), which no Service leads to and no container of the pods declares",
            hint: "known are \(list)")
    }

    /// Policies of the root namespace are for pods of all namespaces: of these nothing is said.
    private static func ports(_ subject: Subject) -> SelectedPorts? {
        let namespace = subject.object.namespace
        guard namespace != subject.settings.rootNamespace, let labels = subject.selectorField.labelSelector else {
            return nil
        }
        return subject.set.ports(ofPodsWith: labels, in: namespace)
    }
}
