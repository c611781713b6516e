/// HS701x: values that do not match what they seem to.
extension FindingCode {
    static let starWithin = FindingCode(
        "HS7010", .warning, "A star stands where it is a plain character",
        page: Page(
            why:
                "Istio knows exact values, prefix*, *suffix and *. Any other star is compared as a character, so that the "
                + "value matches nothing.",
            example: "rules:\n- to: [{operation: {paths: [/users/*/admin]}}]",
            mend: "In paths use {*} for one segment and {**} for any number; elsewhere keep one star at one end."))
    static let valueNever = FindingCode(
        "HS7011", .warning, "No request has such a value",
        page: Page(
            why:
                "Paths begin with a slash and are compared without their query, methods are in upper case, hosts have no "
                + "scheme, principals are <trust domain>/ns/<namespace>/sa/<account> without spiffe://. An ALLOW with the value lets nothing in, and a DENY stops nothing.",
            example: "rules:\n- to: [{operation: {methods: [get], paths: [admin]}}]",
            mend: "Write GET, /admin, shop.example.com, cluster.local/ns/shop/sa/web."))
    static let hostWithoutPort = FindingCode(
        "HS7012", .warning, "A denied host can be got around by adding its port",
        page: Page(
            why: "Clients may write the port into the Host header, and Istio compares all of it.",
            example: "action: DENY\nrules:\n- to: [{operation: {hosts: [admin.example.com]}}]",
            mend: "Add the host with :* to the list."))
    static let pathEvaded = FindingCode(
        "HS7013", .info, "A denied path can be written otherwise",
        page: Page(
            why:
                "/admin/ and /Admin are other paths to Istio. Where the server takes them for the same, the DENY is got "
                + "around.",
            example: "action: DENY\nrules:\n- to: [{operation: {paths: [/admin]}}]",
            mend: "Deny the prefix (/admin*), or better: allow what is needed."))

    static let rulePortOfService = FindingCode(
        "HS7014", .warning, "A rule names the port of a Service where that of the pods is meant",
        page: Page(
            why:
                "Policies are decided at the pods, which see the port that they listen on, never that of the Service in "
                + "front of them. An ALLOW with the other number lets nobody in, and a DENY stops nobody.",
            example: "rules:\n- to: [{operation: {ports: [\"80\"]}}] # the Service has port 80, targetPort 8080",
            mend: "Write the targetPort."))

    static let authorizationValues: [FindingCode] = [
        starWithin, valueNever, hostWithoutPort, pathEvaded, rulePortOfService,
    ]
}
