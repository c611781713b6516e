/// HS41xx: Servers and authorizations beside one another.
extension FindingCode {
    static let serversOverlap = FindingCode(
        "HS4100", .warning, "Several Servers select the same port of a pod",
        page: Page(
            why:
                "Since Linkerd 2.18 only the oldest of them counts for the port, with its authorizations alone; before, "
                + "the second one was refused.",
            example: "metadata: {name: second}\nspec:\n  podSelector: {matchLabels: {app: web}}\n  port: 8080 "
                + "# as in Server first",
            mend: "Let the pod selectors exclude each other, or keep one Server."))
    static let serverSelectsNothing = FindingCode(
        "HS4101", .warning, "A Server selects no pod",
        page: Page(
            why: "The Server and all that authorizes requests to it have no effect.",
            example: "spec:\n  podSelector: {matchLabels: {app: wbe}}\n  port: 8080",
            mend: "Use labels that the pods of the Server's namespace have."))
    static let serverPortUnknown = FindingCode(
        "HS4102", .warning, "No selected pod names the port of a Server",
        page: Page(
            why:
                "Names of ports are looked up in the containers of a pod; where there is none of that name, the Server "
                + "has no effect.",
            example: "spec:\n  podSelector: {}\n  port: admin-http",
            mend: "Name the port in the container, or give its number."))
    static let serverDeniesAll = FindingCode(
        "HS4103", .warning, "Nothing authorizes requests to a Server",
        page: Page(
            why: "A Server denies what nothing authorizes, and there is neither an AuthorizationPolicy nor a "
                + "ServerAuthorization for this one: the port is closed, to probes of other pods and metrics as well.",
            example: "kind: Server\nspec:\n  podSelector: {matchLabels: {app: web}}\n  port: 8080",
            mend: "Add an AuthorizationPolicy for the Server, or set accessPolicy."))
    static let serverDeniesRest = FindingCode(
        "HS4104", .info, "A Server denies what is not authorized",
        page: Page(
            why: "As soon as the Server exists, its port takes only requests that an AuthorizationPolicy or "
                + "ServerAuthorization lets in. None of those was among what was looked at.",
            example: "kind: Server\nspec:\n  podSelector: {matchLabels: {app: web}}\n  port: 8080",
            mend: "Make the authorizations first, or begin with accessPolicy: audit."))
    static let accessPolicyOpens = FindingCode(
        "HS4105", .warning, "A Server's accessPolicy lets in more than its authorizations",
        page: Page(
            why:
                "accessPolicy is for requests that nothing authorizes. Where it lets them in, the authorizations decide "
                + "nothing, or less than they say.",
            example: "kind: Server\nspec:\n  podSelector: {}\n  port: 8080\n  accessPolicy: all-unauthenticated",
            mend: "Set accessPolicy: deny, or take the authorizations away."))
    static let accessPolicyAudits = FindingCode(
        "HS4106", .info, "A Server denies nothing for the time being",
        page: Page(
            why: "accessPolicy: audit lets every request through and notes in log and metrics what nothing authorizes.",
            example: "kind: Server\nspec:\n  podSelector: {}\n  port: 8080\n  accessPolicy: audit",
            mend: "Change it to deny when the notes are empty of what is needed."))
    static let authorizationOfNothing = FindingCode(
        "HS4110", .warning, "An authorization or rate limit is for a Server or route that is not there",
        page: Page(
            why: "It has no effect, and whoever it should let in is denied.",
            example: "kind: ServerAuthorization\nspec:\n  server: {name: wbe}\n  client: {unauthenticated: true}",
            mend: "Name a Server or route of the same namespace; selectors look at the labels of Servers."))
    static let authorizationOfRoute = FindingCode(
        "HS4111", .warning, "A policy is for a route that hangs on no Server",
        page: Page(
            why: "Linkerd authorizes requests where they come in. A route of a Service is for clients, and a policy "
                + "for it decides nothing.",
            example:
                "kind: AuthorizationPolicy\nspec:\n  targetRef: {group: policy.linkerd.io, kind: HTTPRoute, name: out}",
            mend: "Let the route hang on a Server, or target the Server."))
    static let authenticationUnknown = FindingCode(
        "HS4112", .error, "A policy requires an authentication that is not there",
        page: Page(
            why: "Linkerd ignores the policy as a whole, so that nobody is let in by it.",
            example: "kind: AuthorizationPolicy\nspec:\n  requiredAuthenticationRefs:\n"
                + "  - {group: policy.linkerd.io, kind: MeshTLSAuthentication, name: cleints}",
            mend: "Make the authentication first, or mend its name or namespace."))
    static let accountUnknown = FindingCode(
        "HS4113", .warning, "A client's ServiceAccount does not exist",
        page: Page(
            why: "No client can have the identity.",
            example: "kind: MeshTLSAuthentication\nspec:\n  identityRefs: [{kind: ServiceAccount, name: wbe}]",
            mend: "Mend the name or the namespace."))
    static let clientNobody = FindingCode(
        "HS4114", .warning, "A ServerAuthorization names no client",
        page: Page(
            why: "Linkerd's webhook takes the object, and its controller ignores it: it lets nobody in.",
            example: "kind: ServerAuthorization\nspec:\n  server: {name: web}\n  client: {meshTLS: {}}",
            mend: "Give identities, serviceAccounts, unauthenticatedTLS or unauthenticated."))
    static let rateLimitTwice = FindingCode(
        "HS4115", .warning, "A Server has several rate limits",
        page: Page(
            why: "Only the oldest HTTPLocalRateLimitPolicy of a Server is accepted.",
            example: "kind: HTTPLocalRateLimitPolicy\nmetadata: {name: second}\n"
                + "spec:\n  targetRef: {group: policy.linkerd.io, kind: Server, name: web}",
            mend: "Put the limits into one policy."))

    static let linkerdServerSets: [FindingCode] = [
        serversOverlap, serverSelectsNothing, serverPortUnknown, serverDeniesAll, serverDeniesRest, accessPolicyOpens,
        accessPolicyAudits, authorizationOfNothing, authorizationOfRoute, authenticationUnknown, accountUnknown,
        clientNobody, rateLimitTwice,
    ]
}
