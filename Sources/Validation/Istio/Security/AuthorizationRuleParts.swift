import Domain

/// The rules of an AuthorizationPolicy: who, what and when.
enum AuthorizationRuleParts {
    static let family = RuleFamily.istio(
        "authorization-rules", [.authorizationPolicy],
        codes: [
            .emptyRulePart, .emptyValue, .identityMix, .serviceAccountName, .trustDomainPattern, .addressSyntax,
            .portText,
            .pathTemplate, .conditionKey,
        ]
    ) { _, spec in
        spec["rules"].elements.flatMap { rule -> [Remark] in
            guard rule.value.object != nil else { return [] }
            return listRemarks(rule) + rule["from"].elements.flatMap(sourceRemarks)
                + rule["to"].elements.flatMap(operationRemarks) + rule["when"].elements.flatMap(ConditionKeys.check)
        }
    }

    /// Whether Istio refuses the policy for a source or an operation of the rule.
    static func isRefused(_ rule: Field) -> Bool {
        rule.value.object != nil
            && (!listRemarks(rule).isEmpty || rule["from"].elements.contains { !sourceRemarks($0).isEmpty }
                || rule["to"].elements.contains { !operationRemarks($0).isEmpty })
    }

    private static func listRemarks(_ rule: Field) -> [Remark] {
        ["from", "to"].filter { rule[$0].value.array?.isEmpty ?? false }.map {
            Remark(.emptyRulePart, rule[$0], "is empty", hint: "leave it out to mean all, or say who or what")
        }
    }

    private static let principals = ["principals", "notPrincipals", "namespaces", "notNamespaces"]
    private static let accounts = ["serviceAccounts", "notServiceAccounts"]
    private static let domains = ["trustDomains", "notTrustDomains"]
    private static let blocks = ["ipBlocks", "notIpBlocks", "remoteIpBlocks", "notRemoteIpBlocks"]
    private static let requestPrincipals = ["requestPrincipals", "notRequestPrincipals"]

    private static func sourceRemarks(_ from: Field) -> [Remark] {
        guard from.value.object != nil else { return [] }
        let source = from["source"]
        let names = principals + accounts + domains + blocks + requestPrincipals
        if names.allSatisfy({ source[$0].isEmpty }) {
            return [
                Remark(
                    .emptyRulePart, source, source.isGiven ? "says nothing" : "is missing", hint: "say who may be meant"
                )
            ]
        }
        var remarks: [Remark] = []
        if let account = accounts.first(where: { !source[$0].isEmpty }),
            principals.contains(where: { !source[$0].isEmpty })
        {
            remarks.append(
                Remark(
                    .identityMix, source[account], "cannot stand beside principals or namespaces",
                    hint: "use several sources, or one way to name clients"))
        }
        for name in principals + requestPrincipals { remarks += ValueLists.check(notEmpty: source[name]) }
        for name in accounts { remarks += ValueLists.check(serviceAccounts: source[name]) }
        for name in domains { remarks += ValueLists.check(patterns: source[name], takesSlash: false) }
        for name in blocks { remarks += ValueLists.check(blocks: source[name]) }
        return remarks
    }

    private static func operationRemarks(_ to: Field) -> [Remark] {
        guard to.value.object != nil else { return [] }
        let operation = to["operation"]
        let names = ["ports", "methods", "paths", "hosts"].flatMap {
            [$0, "not" + $0.prefix(1).uppercased() + $0.dropFirst()]
        }
        if names.allSatisfy({ operation[$0].isEmpty }) {
            return [
                Remark(
                    .emptyRulePart, operation, operation.isGiven ? "says nothing" : "is missing",
                    hint: "say what may be done")
            ]
        }
        return names.flatMap { name -> [Remark] in
            let field = operation[name]
            return switch name {
            case "ports", "notPorts": ValueLists.check(ports: field)
            case "paths", "notPaths": ValueLists.check(notEmpty: field) + PathTemplates.check(field)
            default: ValueLists.check(notEmpty: field)
            }
        }
    }
}
