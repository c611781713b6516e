import Domain

/// Which hosts a Sidecar's egress reaches, and what becomes of all others.
enum SidecarEgressHosts {
    static let family = RuleFamily.istio(
        "sidecar-hosts", [.sidecar],
        codes: [.listenerHost, .duplicateEgressHost, .egressProxy, .hostSyntax, .subsetName, .portOutOfRange]
    ) { subject, spec in
        let hosts = spec["egress"].elements.filter { $0.value.object != nil }.map { $0["hosts"] }
        return hosts.flatMap { hostRemarks($0, subject.object.namespace) }
            + policyRemarks(spec["outboundTrafficPolicy"])
    }

    private static func hostRemarks(_ hosts: Field, _ namespace: String) -> [Remark] {
        guard !hosts.isEmpty else {
            return [Remark(.listenerHost, hosts, "is missing", hint: "name at least one, e.g. ./* or */*")]
        }
        var remarks: [Remark] = []
        var seen: [String: Set<Substring>] = [:]
        for host in hosts.elements {
            remarks += ListenerHosts.check(sidecar: host)
            // Behind '~' stand hosts that are left out.
            guard let parts = ListenerHosts.parts(host.text), !parts.namespace.hasPrefix("~") else { continue }
            let place = parts.namespace == "." ? namespace : String(parts.namespace)
            let names = seen[place] ?? []
            let isDouble = parts.host == "*" ? !names.isEmpty : names.contains(parts.host) || names.contains("*")
            if isDouble { remarks.append(duplicate(host, "overlaps with an earlier host of the namespace")) }
            seen[place, default: []].insert(parts.host)
        }
        if seen["*"]?.contains("*") ?? false, seen.count > 1 {
            remarks.append(duplicate(hosts, "has hosts beside */*, which means every one"))
        }
        return remarks
    }

    private static func duplicate(_ field: Field, _ message: String) -> Remark {
        Remark(.duplicateEgressHost, field, message, hint: "keep the wider one")
    }

    private static func policyRemarks(_ policy: Field) -> [Remark] {
        let (mode, proxy) = (policy["mode"], policy["egressProxy"])
        if mode.string == "ALLOW_ANY_DYNAMIC_DNS" {
            return [Remark(.egressProxy, mode, "is known in MeshConfig only", hint: "write ALLOW_ANY or REGISTRY_ONLY")]
        }
        guard proxy.value.object != nil else { return [] }
        guard mode.string == "ALLOW_ANY" else {
            return [
                Remark(
                    .egressProxy, proxy, "is used with ALLOW_ANY only", hint: "write mode: ALLOW_ANY, or leave it out")
            ]
        }
        guard proxy["port"].isGiven else {
            return Hosts.check(name: proxy["host"])
                + [Remark(.egressProxy, proxy["port"], "is missing", hint: "give port: {number: …}")]
        }
        let remarks = Hosts.check(destination: proxy)
        return remarks.isEmpty ? Hosts.check(name: proxy["host"]) : remarks
    }
}
