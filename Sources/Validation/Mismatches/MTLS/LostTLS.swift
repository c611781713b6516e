import Domain

/// A DestinationRule for one host replaces a wider one as a whole, its TLS settings too.
enum LostTLS {
    static let family = RuleFamily(
        "lost TLS settings", codes: [.lostTLSSettings], kinds: [.destinationRule], scope: .set
    ) { subject in
        // With automatic mTLS a rule that says nothing of TLS keeps it.
        guard !subject.settings.autoMtls, !hasTLS(subject.spec["trafficPolicy"]),
            let host = subject.spec["host"].string,
            let wider = wider(host, subject)
        else { return [] }
        return [
            Remark(
                .lostTLSSettings, subject.spec["trafficPolicy"],
                "says nothing of TLS and so drops the mTLS of DestinationRule \(wider.namespace)/\(wider.name)",
                hint: "repeat tls: {mode: ISTIO_MUTUAL}"
            ).naming(wider)
        ]
    }

    private static func hasTLS(_ policy: Field) -> Bool {
        policy["tls"].value != .null || policy["portLevelSettings"].elements.contains { $0["tls"].value != .null }
    }

    /// Another rule that makes clients of the host use mTLS.
    private static func wider(_ host: String, _ subject: Subject) -> KnownObject? {
        let full = HostName.qualified(host, in: subject.object.namespace)
        var hosts = [WideHost.mesh, full]
        if let namespace = namespace(full) { hosts.append(WideHost.namespace(namespace)) }
        return hosts.lazy.flatMap { subject.set.objects(.writtenRuleHosts, $0) }.first {
            $0.key != subject.object.key && ClientMode($0) == .istioMutual && subject.sees($0)
        }
    }

    private static func namespace(_ host: String) -> String? { HostName.service(host)?.namespace }
}
