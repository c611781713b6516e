import Domain

/// Listeners of the Gateway API: their certificates, and whether anybody serves them.
enum KubernetesListeners {
    static let family = RuleFamily(
        "listeners of the Gateway API",
        codes: [
            .unknownCredential, .unlistedCredential, .invalidCredential, .certificateWithoutGrant, .backendWithoutGrant,
            .listenerSetWithoutGateway,
        ], kinds: Set(KubernetesRoutes.listenerHolders), scope: .set
    ) { subject in
        let listeners = subject.spec["listeners"].elements
        return (ListenerSets.kinds.contains(subject.object.kind) ? gateway(subject.spec["parentRef"], subject) : [])
            + listeners.flatMap { $0["tls"]["certificateRefs"].elements }.compactMap { certificate($0, subject) }
    }

    // MARK: - Certificates

    private static func certificate(_ reference: Field, _ subject: Subject) -> Remark? {
        guard reference["kind"].string ?? "Secret" == "Secret", ["", "core"].contains(reference["group"].string ?? ""),
            let name = reference["name"].string, !name.isEmpty
        else { return nil }
        let namespace = KubernetesRoutes.namespace(reference, subject)
        let isOwn = namespace == subject.object.namespace
        if !isOwn, !ReferenceGrants.isGranted(.secret, namespace, name, to: subject) {
            return ungranted(reference["name"], namespace, subject)
        }
        // cert-manager makes the Secrets of Gateways that ask it to.
        let annotations = subject.root["metadata"]["annotations"]
        if isOwn, issuers.contains(where: { annotations[$0].exists }) { return nil }
        return GatewayCredentials.remark(
            reference["name"], at: [(namespace, name)], subject, hint: "make the Secret, or correct the name")
    }

    private static let issuers = ["cert-manager.io/issuer", "cert-manager.io/cluster-issuer"]

    private static func ungranted(_ field: Field, _ namespace: String, _ subject: Subject) -> Remark? {
        let (name, own) = (field.string ?? "", subject.object)
        let hint = "add a ReferenceGrant there for \(own.kind)s of namespace \(own.namespace) to Secrets"
        if subject.set.listed.contains(.referenceGrant) {
            return Remark(
                .certificateWithoutGrant, field,
                "is a Secret of namespace \(namespace), which does not grant it to namespace \(own.namespace)",
                hint: hint)
        }
        // Who writes down grants may well have left out this one, were the Secret itself among no files.
        guard
            subject.set.has(.referenceGrant) || subject.set.object(.secret, namespace, name) != nil
                || subject.set.isMade(name, in: namespace)
        else { return nil }
        return Remark(
            .backendWithoutGrant, field,
            "is a Secret of namespace \(namespace), and no ReferenceGrant there that lets the \(own.kind) is known",
            hint: hint)
    }

    // MARK: - Gateways of ListenerSets

    private static func gateway(_ parent: Field, _ subject: Subject) -> [Remark] {
        let namespace = KubernetesRoutes.namespace(parent, subject)
        guard let (kind, name) = KubernetesRoutes.parent(parent, of: [.kubernetesGateway]),
            subject.set.isKnown(kind, in: namespace)
        else { return [] }
        guard let gateway = subject.set.object(kind, namespace, name) else {
            return [
                Remark(
                    .listenerSetWithoutGateway, parent["name"], "is no Gateway of namespace \(namespace)",
                    hint: "name a Gateway that there is")
            ]
        }
        let allowed = gateway.spec["allowedListeners"]["namespaces"]
        guard !ListenerSets.isAllowed(in: subject.object.namespace, by: allowed, of: gateway, in: subject.set)
        else { return [] }
        return [
            Remark(
                .listenerSetWithoutGateway, parent["name"],
                "takes no ListenerSets of namespace \(subject.object.namespace)",
                hint: "allow the namespace in allowedListeners of the Gateway; by default there is none"
            ).naming(gateway)
        ]
    }
}
