import Domain

/// The hosts that a Sidecar lets its workloads reach have to exist.
enum SidecarEgress {
    static let family = RuleFamily(
        "egress hosts of sidecars", codes: [.unknownEgressHost, .egressHostOfUnknownNamespace],
        kinds: [.sidecar], scope: .set
    ) { subject in
        subject.spec["egress"].elements.flatMap { $0["hosts"].elements }.compactMap { field in
            guard let host = host(field, subject), !isKnown(host, subject) else { return nil }
            return remark(field, subject.set.knowledge(ofHost: host, from: subject.object.namespace), subject)
        }
    }

    private static func remark(_ field: Field, _ knowledge: Knowledge, _ subject: Subject) -> Remark? {
        switch knowledge {
        case .nothing: nil
        case .elsewhere:
            Remark(
                .egressHostOfUnknownNamespace, field,
                "is not among the hosts that are known, and the files may lack it",
                hint: "judge beside the cluster, or give its Services as context; else write <namespace>/<full name>")
        case .whole:
            Remark(
                .unknownEgressHost, field,
                "is no host of a Service or ServiceEntry that \(subject.object.namespace) sees",
                hint: "write <namespace>/<full name>, or add the Service or ServiceEntry")
        }
    }

    /// What stands behind the namespace; `nil` for all hosts.
    private static func host(_ field: Field, _ subject: Subject) -> String? {
        guard let text = field.string, let slash = text.firstIndex(of: "/") else { return nil }
        let name = String(text[text.index(after: slash)...])
        guard name != "*", !name.isEmpty else { return nil }
        let (place, _) = ValidationSet.place(text, from: subject.object.namespace)
        return HostName.qualified(name, in: ["*", "~"].contains(place) ? subject.object.namespace : place)
    }

    private static func isKnown(_ host: String, _ subject: Subject) -> Bool {
        if host == WideHost.namespace(subject.object.namespace) || subject.isReachable(host) { return true }
        return HostName.isWildcard(host) && holdsAny(host, subject)
    }

    /// Whether a wildcard holds a host that is known.
    private static func holdsAny(_ wildcard: String, _ subject: Subject) -> Bool {
        subject.set.objects(.hostsBelow, String(wildcard.dropFirst())).contains { subject.sees($0) }
    }
}

extension SetIndex {
    /// Services and ServiceEntries by what follows the first word of each of their hosts, with its dot, and by what
    /// follows each further one.
    static let hostsBelow = SetIndex("hosts below a domain", of: [.service, .serviceEntry]) { object in
        let names = object.kind == .service ? [object.name] : object.spec["hosts"].strings
        return names.flatMap { name in
            HostName.wildcards(containing: HostName.qualified(name, in: object.namespace)).dropLast().map {
                String($0.dropFirst())
            }
        }
    }
}
