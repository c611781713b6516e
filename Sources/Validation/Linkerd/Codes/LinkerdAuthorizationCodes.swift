/// HS401x: who may call, as Linkerd writes it.
extension FindingCode {
    static let clientContradiction = FindingCode(
        "HS4010", .error, "A ServerAuthorization's client contradicts itself",
        page: Page(
            why: "Clients without an identity cannot have a certain one. Linkerd refuses the object.",
            example: "spec:\n  client:\n    unauthenticated: true\n    meshTLS: {identities: [\"*\"]}",
            mend: "Decide for unauthenticated, unauthenticatedTLS, or identities and serviceAccounts."))
    static let policyTarget = FindingCode(
        "HS4011", .error, "Linkerd cannot authorize requests to the target's kind",
        page: Page(
            why: "Linkerd's policies are for Servers, for HTTPRoutes and GRPCRoutes on them, and for namespaces. "
                + "It refuses others.",
            example: "spec:\n  targetRef: {kind: Service, name: web}",
            mend: "Name a Server or a route with its group, or the policy's own Namespace."))
    static let policyForeignNamespace = FindingCode(
        "HS4012", .error, "A policy targets another namespace than its own",
        page: Page(
            why: "Whoever may write in one namespace must not open another one. Linkerd refuses the policy.",
            example: "metadata: {namespace: shop}\nspec:\n  targetRef: {kind: Namespace, name: payments}",
            mend: "Put the policy into the namespace that it is for."))
    static let authenticationKind = FindingCode(
        "HS4013", .error, "A required authentication has a kind that is none",
        page: Page(
            why: "Linkerd knows MeshTLSAuthentication, NetworkAuthentication and ServiceAccount, and refuses others.",
            example: "spec:\n  requiredAuthenticationRefs:\n  - {kind: MeshTLSAuthentication, name: clients}",
            mend: "Use one of the three, with group policy.linkerd.io (ServiceAccount has none)."))
    static let authenticationTwice = FindingCode(
        "HS4014", .error, "A policy requires two authentications of the same sort",
        page: Page(
            why: "All that are listed must hold at once, so of clients and of networks only one each is taken. "
                + "Linkerd refuses the policy.",
            example: "spec:\n  requiredAuthenticationRefs:\n  - {kind: ServiceAccount, name: web}\n"
                + "  - {kind: ServiceAccount, name: batch}",
            mend: "Put the alternatives into one MeshTLSAuthentication, or make a policy of each."))
    static let identityMalformed = FindingCode(
        "HS4015", .error, "An identity is neither a name nor a SPIFFE id",
        page: Page(
            why: "No client can have it. Linkerd refuses the object.",
            example: "spec:\n  identities: [\"spiffe://test.org/./web\"]",
            mend: "Write <account>.<namespace>.serviceaccount.identity.linkerd.cluster.local, *.<suffix>, * or "
                + "spiffe://<trust domain>/<path>."))
    static let identityReference = FindingCode(
        "HS4016", .error, "An identity refers to something that has none",
        page: Page(
            why: "Identities come from ServiceAccounts, or from all of those of a Namespace. Linkerd refuses others.",
            example: "spec:\n  identityRefs:\n  - {group: apps, kind: Deployment, name: web}",
            mend: "Refer to the ServiceAccount that the workload runs as; a Namespace is referred to without "
                + "a namespace."))
    static let identitiesChoice = FindingCode(
        "HS4017", .error, "A MeshTLSAuthentication names nobody, or in two ways",
        page: Page(
            why: "The object has either identities or identityRefs, and at least one of them. Others are refused.",
            example: "spec:\n  identities: [\"*\"]\n  identityRefs: [{kind: ServiceAccount, name: web}]",
            mend: "Keep one of the two lists; * as identity stands for every client of the mesh."))

    static let linkerdAuthorizations: [FindingCode] = [
        clientContradiction, policyTarget, policyForeignNamespace, authenticationKind, authenticationTwice,
        identityMalformed, identityReference, identitiesChoice,
    ]
}
