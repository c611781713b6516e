import Domain

/// The action of an AuthorizationPolicy, and what it needs.
enum AuthorizationActions {
    static let family = RuleFamily.istio(
        "authorization-policy", [.authorizationPolicy],
        codes: PolicyTargets.codes + [.rulesMissing, .authorizationProvider, .customCondition, .denyHTTPOnly]
    ) { _, spec in
        let action = spec["action"].string ?? "ALLOW"
        var remarks = PolicyTargets.check(spec)
        let (rules, provider) = (spec["rules"], spec["provider"])
        if action == "DENY" || action == "CUSTOM", rules.isEmpty {
            remarks.append(
                Remark(
                    .rulesMissing, rules, "is missing, so that \(action) never comes into play",
                    hint: "write rules: [{}] for every request"))
        }
        if action == "CUSTOM" {
            remarks += customRemarks(rules)
            remarks += .when(
                !rules.isEmpty && provider["name"].isEmpty, .authorizationProvider, provider["name"],
                "is missing for CUSTOM",
                hint: "name an extension provider of the mesh")
        } else if provider.isGiven {
            remarks.append(
                Remark(
                    .authorizationProvider, provider, "is given for \(action), and only CUSTOM asks one",
                    hint: "leave it out, or write action: CUSTOM"))
        }
        return action == "DENY" ? remarks + rules.elements.flatMap(denyRemarks) : remarks
    }

    /// Who the client is, is not known where an external service decides.
    private static func customRemarks(_ rules: Field) -> [Remark] {
        let names = ["Namespaces", "ServiceAccounts", "TrustDomains", "Principals", "RequestPrincipals"]
        let keys = ["source.namespace", "source.serviceAccount", "source.trustDomain", "source.principal"]
        return rules.elements.flatMap { rule -> [Field] in
            rule["from"].elements.flatMap { from in
                names.flatMap {
                    [from["source"][$0.prefix(1).lowercased() + $0.dropFirst()], from["source"]["not" + $0]]
                }
            }.filter { !$0.isEmpty }
                + rule["when"].elements.map { $0["key"] }.filter {
                    keys.contains($0.text) || $0.text.hasPrefix("request.auth.")
                }
        }.map {
            Remark(
                .customCondition, $0, "is not known to CUSTOM policies",
                hint: "look at the request only: paths, methods, headers")
        }
    }

    private static let streamSources = [
        "principals", "notPrincipals", "ipBlocks", "notIpBlocks", "namespaces", "notNamespaces", "remoteIpBlocks",
        "notRemoteIpBlocks", "serviceAccounts", "notServiceAccounts",
    ]

    /// Conditions about HTTP fall away for ports that do not speak it, and a denial then means everything.
    private static func denyRemarks(_ rule: Field) -> [Remark] {
        let sources = rule["from"].elements.map { $0["source"] }.filter(\.isGiven)
        let operations = rule["to"].elements.map { $0["operation"] }.filter(\.isGiven)
        let isSourceForStreams = sources.contains { source in streamSources.contains { !source[$0].isEmpty } }
        let isPortNamed = operations.contains { !$0["ports"].isEmpty || !$0["notPorts"].isEmpty }
        let isWide = operations.isEmpty ? !sources.isEmpty && !isSourceForStreams : !isPortNamed
        return .when(
            isWide, .denyHTTPOnly, rule, "looks at HTTP only, and denies everything at ports that do not speak HTTP",
            hint: "name the ports in to.operation.ports")
    }
}
