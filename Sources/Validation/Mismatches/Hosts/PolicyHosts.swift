import Domain

/// Hosts that an AuthorizationPolicy names by a service's short name have to be hosts of the mesh.
enum PolicyHosts {
    static let family = RuleFamily(
        "hosts of policies", codes: [.unknownPolicyHost, .unknownPolicyHostLetThrough], kinds: [.authorizationPolicy],
        scope: .set
    ) { subject in
        let missing = UnknownHost(refused: .unknownPolicyHost, letThrough: .unknownPolicyHostLetThrough)
        return subject.spec["rules"].elements.flatMap { $0["to"].elements }.flatMap { to in
            to["operation"]["hosts"].elements.compactMap { field in
                guard let name = field.string, let host = serviceHost(name, subject),
                    subject.set.knowledge(ofHost: host, from: subject.object.namespace) == .whole,
                    !isKnown(host, subject)
                else { return nil }
                return missing.remark(
                    field, subject.settings, "is no host that the mesh knows",
                    hint: "name the host as clients write it, or add the Service")
            }
        }
    }

    /// The full name, where the value can only mean a service: `service`, or `service.namespace` of a namespace that
    /// there is, in any case and with any port, as a Host header may have it. Everything else is compared with that
    /// header as it stands.
    private static func serviceHost(_ name: String, _ subject: Subject) -> String? {
        let whole = name.lowercased().split(separator: " ").joined(separator: " ")
        let text = withoutPort(whole)
        guard !text.isEmpty, !text.hasPrefix("*"), !text.hasSuffix("*") else { return nil }
        let host = subject.host(text)
        let dots = text.utf8.count { $0 == UInt8(ascii: ".") }
        return dots == 0 || dots == 1 && host != text ? host : nil
    }

    private static func withoutPort(_ host: String) -> String {
        guard let colon = host.lastIndex(of: ":") else { return host }
        let port = host[host.index(after: colon)...]
        return Int(port).map { (1...65535).contains($0) } ?? false ? String(host[..<colon]) : host
    }

    private static func isKnown(_ host: String, _ subject: Subject) -> Bool {
        if subject.isReachable(host) { return true }
        guard let service = HostName.service(host) else { return false }
        return [host, WideHost.namespace(service.namespace), "*"].contains { name in
            subject.set.objects(.virtualServiceHosts, name).contains { subject.sees($0) }
        }
    }
}

extension SetIndex {
    /// VirtualServices by every full name that their hosts may have.
    static let virtualServiceHosts = SetIndex("virtual services by host", of: [.virtualService]) { service in
        service.spec["hosts"].strings.flatMap { HostReading.all($0, in: service.namespace) }
    }
}
