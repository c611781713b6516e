import Domain

/// Authorizations of Linkerd's that let everybody in.
enum LinkerdOpenAuthorizations {
    static let family = RuleFamily(
        "linkerd-open-authorizations", codes: [.linkerdAllowsAll],
        kinds: [.linkerdAuthorizationPolicy, .serverAuthorization],
        scope: .set
    ) { subject in
        subject.object.kind == .serverAuthorization ? client(subject) : policy(subject)
    }

    private static func policy(_ subject: Subject) -> [Remark] {
        let field = subject.spec["requiredAuthenticationRefs"]
        guard let references = field.value.array, references.isEmpty else { return [] }
        return [
            Remark(
                .linkerdAllowsAll, field, "requires no authentication, so that everybody is let in",
                hint: "require a MeshTLSAuthentication or NetworkAuthentication")
        ]
    }

    private static func client(_ subject: Subject) -> [Remark] {
        let client = subject.spec["client"]
        let networks = client["networks"].elements.map { $0["cidr"].string ?? "" }
        guard client["unauthenticated"].bool == true,
            networks.isEmpty || networks.contains(where: { $0.hasSuffix("/0") }),
            !client["networks"].elements.contains(where: { !$0["except"].elements.isEmpty })
        else { return [] }
        return [
            Remark(
                .linkerdAllowsAll, client["unauthenticated"], "lets everybody in, from every network",
                hint: "name networks, or require meshTLS")
        ]
    }
}
