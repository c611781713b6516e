/// HS700x: what rules decide together.
extension FindingCode {
    static let ruleDead = FindingCode(
        "HS7000", .warning, "No request can match an authorization rule",
        page: Page(
            why: "The demands of the rule exclude one another. An ALLOW then lets nothing in, a DENY stops nothing.",
            example: "rules:\n- to:\n  - operation: {paths: [/admin], notPaths: [/admin*]}",
            mend: "Take out the demand that is too much; alternatives are entries of one list, not several fields."))
    static let ruleShadowed = FindingCode(
        "HS7001", .info, "Another rule matches all that an authorization rule does",
        page: Page(
            why: "Rules of the same action add up, so the narrower one changes nothing. Often it was meant to narrow "
                + "the other one, which no rule can.",
            example: "rules:\n- to: [{operation: {paths: [/api/*]}}]\n- to: [{operation: {paths: [/api/items]}}]",
            mend: "Take the rule out, or narrow the wider one."))
    static let allowDenied = FindingCode(
        "HS7002", .warning, "DENY policies deny all that an ALLOW rule allows",
        page: Page(
            why: "A DENY comes before every ALLOW, so the rule lets nothing in.",
            example: "action: ALLOW\nrules:\n- to: [{operation: {paths: [/admin/users]}}] # beside a DENY of /admin/*",
            mend: "Take the exception out of the DENY (notPaths, notPrincipals), or take the rule out."))
    static let allowsAll = FindingCode(
        "HS7003", .warning, "A rule allows every request beside others that allow some",
        page: Page(
            why:
                "An empty rule matches everything. As rules add up, all other ALLOW rules for the pods decide nothing.",
            example: "action: ALLOW\nrules:\n- {}\n- from: [{source: {namespaces: [shop]}}]",
            mend: "Take the empty rule out."))
    static let allowsByNegatives = FindingCode(
        "HS7004", .warning, "An ALLOW rule only says what it does not allow",
        page: Page(
            why: "Everything else is allowed to everybody. A list of callers to exclude excludes nobody who comes "
                + "without an identity: without mutual TLS, or without a token.",
            example: "action: ALLOW\nrules:\n- from: [{source: {notNamespaces: [guests]}}]",
            mend: "Say who may do what, and make a DENY policy of the exceptions."))
    static let deniesAll = FindingCode(
        "HS7005", .warning, "A DENY rule matches every request",
        page: Page(
            why: "Nothing reaches the pods any more, since no ALLOW can take anything out of a DENY.",
            example: "action: DENY\nrules: [{}]",
            mend: "To allow nothing but what other policies allow, use an ALLOW policy without rules: spec: {}."))
    static let allowsNothing = FindingCode(
        "HS7006", .info, "An ALLOW policy has no rules and allows nothing",
        page: Page(
            why: "The pods then deny every request that no other ALLOW policy allows.",
            example: "spec:\n  action: ALLOW\n  selector: {matchLabels: {app: web}}",
            mend: "Add rules; rules: [{}] allows everything. If it is meant so, all is well."))
    static let firstAllow = FindingCode(
        "HS7007", .info, "An ALLOW policy is the only one for its pods",
        page: Page(
            why:
                "Without any ALLOW a pod takes every request that is not denied. With the first one it takes only what "
                + "that one matches.",
            example: "kind: AuthorizationPolicy\nspec:\n  selector: {matchLabels: {app: web}}\n"
                + "  rules: [{from: [{source: {namespaces: [shop]}}]}]",
            mend: "Make sure that all clients are among the rules; istio.io/dry-run shows what would be denied."))
    static let rulesNotCompared = FindingCode(
        "HS7008", .info, "An AuthorizationPolicy has too many rules to compare them all",
        page: Page(
            why:
                "Whether a rule is shadowed by another one, or denied by a DENY, was asked for the first rules only. The "
                + "others are listed as not checked.",
            example: "rules: [...] # thousands, each with long lists that have values in common",
            mend: "Make several policies of it: rules of the same action add up."))
    static let denyOnTCP = FindingCode(
        "HS7020", .warning, "A DENY rule about HTTP denies all of a TCP port",
        page: Page(
            why:
                "On plain TCP there are no methods, paths, hosts or tokens. Istio takes them for matched in a DENY, so "
                + "every connection to the port is closed.",
            example:
                "action: DENY\nrules:\n- to: [{operation: {methods: [DELETE]}}] # the pods have a port tcp-metrics, too",
            mend: "Add ports to the operation: those that speak HTTP."))
    static let allowOnTCP = FindingCode(
        "HS7021", .warning, "An ALLOW rule about HTTP is for a TCP port",
        page: Page(
            why: "On plain TCP there are no methods, paths, hosts or tokens, so the rule never matches.",
            example: "action: ALLOW\nrules:\n- to: [{operation: {ports: [\"3306\"], methods: [GET]}}]",
            mend: "Ask for principals, namespaces, addresses and ports only; or name the Service's port http-..."))
    static let tokenUnchecked = FindingCode(
        "HS7030", .warning, "A rule asks for tokens that nobody checks",
        page: Page(
            why:
                "Only a RequestAuthentication makes Istio read tokens. Without one for the pods no request has any, so an "
                + "ALLOW that asks for one allows nothing, and a DENY of all without one denies everything.",
            example: "rules:\n- from: [{source: {requestPrincipals: [\"*\"]}}]",
            mend: "Add a RequestAuthentication whose selector takes the same pods."))
    static let issuerUnknown = FindingCode(
        "HS7031", .warning, "A rule asks for an issuer whose tokens are not taken",
        page: Page(
            why:
                "Tokens of other issuers than those of the pods' RequestAuthentications are refused, so the value never "
                + "matches.",
            example: "rules:\n- from: [{source: {requestPrincipals: [\"https://other.example/*\"]}}]",
            mend: "Write <issuer>/<subject> with an issuer of the RequestAuthentication, or add it there."))
    static let linkerdAllowsAll = FindingCode(
        "HS7040", .warning, "An authorization of Linkerd's lets everybody in",
        page: Page(
            why:
                "Without a required authentication, or for unauthenticated clients of every network, the object allows "
                + "every request to its Server, and all others beside it decide nothing.",
            example:
                "kind: AuthorizationPolicy\nspec:\n  targetRef: {group: policy.linkerd.io, kind: Server, name: web}\n"
                + "  requiredAuthenticationRefs: []",
            mend: "Require a MeshTLSAuthentication or NetworkAuthentication."))

    static let authorizationDecisions: [FindingCode] = [
        ruleDead, ruleShadowed, allowDenied, allowsAll, allowsByNegatives, deniesAll, allowsNothing, firstAllow,
        rulesNotCompared,
        denyOnTCP,
        allowOnTCP, tokenUnchecked, issuerUnknown, linkerdAllowsAll,
    ]
}
