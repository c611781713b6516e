import Domain

/// Routes by claims of a token: the gateway's pods must check tokens, or the claims are never there.
enum ClaimRoutes {
    static let family = RuleFamily(
        "routes by claims", codes: [.claimWithoutAuthentication], kinds: [.virtualService], scope: .set
    ) { subject in
        guard let claim = claim(subject.spec) else { return [] }
        let gateways = subject.set.fact(GatewayWorkloads.bySelector)
        return subject.spec["gateways"].elements.flatMap { reference -> [Remark] in
            guard let name = reference.string, name != "mesh",
                let gateway = subject.set.gateway(name, from: subject.object.namespace), gateway.kind == .gateway
            else { return [] }
            let text = LabelText.of(gateway.spec["selector"].texts)
            return (gateways[text]?.workloads ?? []).filter { !checksTokens($0, subject) }.map { workload in
                let pod = "\(workload.object.kind) \(workload.namespace)/\(workload.object.name)"
                return Remark(
                    .claimWithoutAuthentication, claim,
                    "no RequestAuthentication is for \(pod), which Gateway \(name) takes",
                    hint: "without one no token is read and the route is never taken")
            }
        }
    }

    /// The first match of a header that stands for a claim.
    private static func claim(_ spec: Field) -> Field? {
        for route in spec["http"].elements {
            for match in route["match"].elements {
                for headers in [match["headers"], match["withoutHeaders"]] where !headers.isEmpty {
                    if let found = headers.members.first(where: { isClaim($0.key) }) { return found.field }
                }
            }
        }
        return nil
    }

    /// Whether a header's name means a claim: `@request.auth.claims.name` or `@request.auth.claims[name]`.
    static func isClaim(_ header: String) -> Bool {
        let prefix = "@request.auth.claims"
        guard header.lowercased().hasPrefix(prefix) else { return false }
        let name = header.dropFirst(prefix.count)
        return name.hasPrefix(".") && name.count > 1
            || name.hasPrefix("[") && name.hasSuffix("]") && name.count > 2
    }

    private static let authentications = SelectorIndex("request authentications", of: [.requestAuthentication]) {
        $0.spec["selector"]["matchLabels"].texts
    }

    private static func checksTokens(_ workload: Workload, _ subject: Subject) -> Bool {
        let labels = workload.labels
        return [workload.namespace, subject.settings.rootNamespace].contains { namespace in
            !subject.set.objects(authentications, selecting: labels, in: namespace).isEmpty
        }
    }
}
