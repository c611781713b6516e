import Domain

/// Which hosts a Sidecar's egress reaches, and what becomes of all others.
enum SidecarEgressHosts {
    static let family = RuleFamily.istio(
        "sidecar-hosts", [.sidecar],
        codes: [.listenerHost, .duplicateEgressHost, .egressProxy, .hostSyntax, .subsetName, .portOutOfRange]
    ) { subject, spec in
        let hosts = spec["egress"].elements.filter { $0.value.object != nil }.map { $0["hosts"] }
        return hosts.flatMap { hostRemarks($0, subject) }
            + policyRemarks(spec["outboundTrafficPolicy"])
    }

    private static func hostRemarks(_ hosts: Field, _ subject: Subject) -> [Remark] {
        guard !hosts.isEmpty else {
            return [Remark(.listenerHost, hosts, "is missing", hint: "name at least one, e.g. ./* or */*")]
        }
        let namespace = subject.object.namespace
        let isRoot = namespace == subject.settings.rootNamespace
        var remarks: [Remark] = []
        var seen: [String: Set<Substring>] = [:]
        var written: [Substring: Set<Substring>] = [:]
        for host in hosts.elements {
            remarks += ListenerHosts.check(sidecar: host)
            // Behind '~' stand hosts that are left out.
            guard let parts = ListenerHosts.parts(host.text), !parts.namespace.hasPrefix("~") else { continue }
            let place = parts.namespace == "." ? namespace : String(parts.namespace)
            if isDouble(parts.host, seen[place]) {
                let isMeant = isRoot && !isDouble(parts.host, written[parts.namespace])
                remarks.append(isMeant ? namesRoot(host, namespace) : duplicate(host, overlapping))
            }
            seen[place, default: []].insert(parts.host)
            written[parts.namespace, default: []].insert(parts.host)
        }
        if seen["*"]?.contains("*") ?? false, seen.count > 1 {
            remarks.append(duplicate(hosts, "has hosts beside */*, which means every one"))
        }
        return remarks
    }

    private static let overlapping = "overlaps with an earlier host of the namespace"

    private static func isDouble(_ host: Substring, _ names: Set<Substring>?) -> Bool {
        guard let names else { return false }
        return host == "*" || names.contains(host) || names.contains("*")
    }

    /// Istio's webhook compares them as elsewhere, and warns; to its proxies they are two things.
    private static func namesRoot(_ field: Field, _ namespace: String) -> Remark {
        Remark(
            .duplicateEgressHost, field, overlapping + ", as Istio's webhook reads them",
            hint: "keep both: in the root namespace . is each proxy's own namespace, and not \(namespace)")
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
