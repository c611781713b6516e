import Domain

/// Authentications and accounts that Linkerd's objects refer to.
enum AuthenticationReferences {
    static let family = RuleFamily(
        "linkerd-authentications", codes: [.authenticationUnknown, .accountUnknown, .clientNobody],
        kinds: [.linkerdAuthorizationPolicy, .meshTLSAuthentication, .serverAuthorization], scope: .set
    ) { subject in
        switch subject.object.kind {
        case .linkerdAuthorizationPolicy:
            subject.spec["requiredAuthenticationRefs"].elements.compactMap { authentication($0, subject) }
        case .meshTLSAuthentication: subject.spec["identityRefs"].elements.compactMap { account($0, subject) }
        default: client(subject)
        }
    }

    /// A policy with a reference to nothing is ignored as a whole.
    private static func authentication(_ field: Field, _ subject: Subject) -> Remark? {
        guard let reference = TargetReference(field), let name = reference.name else { return nil }
        guard let kind = [ObjectKind.meshTLSAuthentication, .networkAuthentication].first(where: reference.isA) else {
            return account(field, subject)
        }
        let namespace = reference.namespace(in: subject.object)
        guard subject.set.isKnown(kind, in: namespace), subject.set.object(kind, namespace, name) == nil else {
            return nil
        }
        return Remark(
            .authenticationUnknown, field["name"],
            "namespace \(namespace) has no \(kind) \(name), and Linkerd ignores the policy",
            hint: "make it first, or mend the name or the namespace"
        ).naming([.init(kind: kind, namespace: namespace, name: name)])
    }

    private static func account(_ field: Field, _ subject: Subject) -> Remark? {
        guard let reference = TargetReference(field, defaultKind: "ServiceAccount"), reference.isA(.serviceAccount),
            let name = reference.name, name != "default"
        else { return nil }
        let namespace = reference.namespace(in: subject.object)
        guard subject.set.isKnown(.serviceAccount, in: namespace),
            subject.set.object(.serviceAccount, namespace, name) == nil
        else { return nil }
        return Remark(
            .accountUnknown, field["name"], "namespace \(namespace) has no ServiceAccount \(name)",
            hint: "mend the name or the namespace")
    }

    /// Linkerd ignores a ServerAuthorization whose client is nobody.
    private static func client(_ subject: Subject) -> [Remark] {
        let client = subject.spec["client"]
        guard client.value.object != nil else { return [] }
        let tls = client["meshTLS"]
        let accounts = tls["serviceAccounts"].elements.compactMap { account($0, subject) }
        let isAnybody =
            client["unauthenticated"].bool == true || tls["unauthenticatedTLS"].bool == true
            || !tls["identities"].elements.isEmpty || !tls["serviceAccounts"].elements.isEmpty
        guard !isAnybody else { return accounts }
        return [
            Remark(
                .clientNobody, tls.exists ? tls : client, "names no client, and Linkerd ignores the object",
                hint: "give meshTLS.identities, meshTLS.serviceAccounts or unauthenticated: true")
        ]
    }
}
