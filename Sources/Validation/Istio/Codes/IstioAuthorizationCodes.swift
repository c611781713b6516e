/// HS36xx: AuthorizationPolicies.
extension FindingCode {
    static let istioAuthorizationCodes: [FindingCode] = [
        rulesMissing, authorizationProvider, customCondition, denyHTTPOnly, emptyRulePart, emptyValue, identityMix,
        serviceAccountName, trustDomainPattern, portText, pathTemplate, conditionKey,
    ]

    static let rulesMissing = FindingCode(
        "HS3601", .error, "A policy that denies or asks an external service has no rule",
        page: .init(
            why: "It never comes into play. istiod's webhook refuses the object.",
            example: """
                spec:
                  action: DENY
                """,
            mend: "Write rules: [{}] for every request, or say which."))
    static let authorizationProvider = FindingCode(
        "HS3602", .error, "A provider is missing for CUSTOM, or given for another action",
        page: .init(
            why: "Only CUSTOM asks an external service. istiod's webhook refuses the object.",
            example: """
                spec:
                  action: CUSTOM
                  rules: [{}]
                """,
            mend: "Name an extension provider of the mesh with action CUSTOM, and nowhere else."))
    static let customCondition = FindingCode(
        "HS3603", .error, "A CUSTOM policy looks at who the client is",
        page: .init(
            why: "Istio does not support that together with an external service. istiod's webhook refuses the object.",
            example: """
                spec:
                  action: CUSTOM
                  provider: {name: ext-authz}
                  rules:
                  - from: [{source: {namespaces: [shop]}}]
                """,
            mend: "Look at paths, methods, hosts, addresses and headers only."))
    static let denyHTTPOnly = FindingCode(
        "HS3604", .warning, "A DENY rule looks at HTTP only",
        page: .init(
            why: "Ports that do not speak HTTP cannot know it, and deny everything. Istio warns of it.",
            example: """
                spec:
                  action: DENY
                  rules:
                  - to: [{operation: {methods: [DELETE]}}]
                """,
            mend: "Name the ports in to.operation.ports."))
    static let emptyRulePart = FindingCode(
        "HS3605", .error, "A part of a rule says nothing",
        page: .init(
            why: "It could mean everybody or nobody. istiod's webhook refuses the object.",
            example: """
                spec:
                  rules:
                  - from: [{source: {}}]
                """,
            mend: "Leave it out to mean all, or say who or what."))
    static let emptyValue = FindingCode(
        "HS3606", .error, "A rule compares with an empty value",
        page: .init(
            why: "No request has it. istiod's webhook refuses the object.",
            example: """
                spec:
                  rules:
                  - to: [{operation: {methods: [""]}}]
                """,
            mend: "Leave it out, or write '*' for any value."))
    static let identityMix = FindingCode(
        "HS3607", .error, "A source names service accounts beside principals or namespaces",
        page: .init(
            why: "They are two ways to say the same. istiod's webhook refuses the object.",
            example: """
                spec:
                  rules:
                  - from: [{source: {serviceAccounts: [web], namespaces: [shop]}}]
                """,
            mend: "Use several sources, or one of the ways."))
    static let serviceAccountName = FindingCode(
        "HS3608", .error, "A service account is named by what is no name, or more than 16 are",
        page: .init(
            why: "It is <name> or <namespace>/<name>, without wildcards. istiod's webhook refuses the object.",
            example: """
                spec:
                  rules:
                  - from: [{source: {serviceAccounts: [shop/*]}}]
                """,
            mend: "Write the whole name; use several sources for more than 16."))
    static let trustDomainPattern = FindingCode(
        "HS3609", .error, "A trust domain has a '/', or a wildcard in its middle",
        page: .init(
            why: "It can never match. istiod's webhook refuses the object.",
            example: """
                spec:
                  rules:
                  - from: [{source: {trustDomains: ["a*b"]}}]
                """,
            mend: "Write a name, prefix*, *suffix or *."))
    static let portText = FindingCode(
        "HS3610", .error, "A port in a rule is no number of a port",
        page: .init(
            why: "It can never match. istiod's webhook refuses the object.",
            example: """
                spec:
                  rules:
                  - to: [{operation: {ports: [http]}}]
                """,
            mend: "Write the number in quotes: \"8080\"."))
    static let pathTemplate = FindingCode(
        "HS3611", .error, "A path in a rule has braces that Istio does not know",
        page: .init(
            why: "{*} is one whole segment, and {**} all that follow, once. istiod's webhook refuses the object.",
            example: """
                spec:
                  rules:
                  - to: [{operation: {paths: ["/users/{id}"]}}]
                """,
            mend: "Write /users/{*}, or /users/{**}."))
    static let conditionKey = FindingCode(
        "HS3612", .error, "A condition looks at an attribute that requests do not have",
        page: .init(
            why: "Istio knows a fixed list of them. istiod's webhook refuses the object.",
            example: """
                spec:
                  rules:
                  - when: [{key: request.header, values: [a]}]
                """,
            mend: "Write e.g. request.headers[name], source.ip, request.auth.claims[sub]."))
}
