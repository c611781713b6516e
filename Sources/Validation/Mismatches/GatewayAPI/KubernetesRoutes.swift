import Domain

extension ObjectKind {
    static let referenceGrant = ObjectKind("ReferenceGrant", group: "gateway.networking.k8s.io")
    static let gatewayClass = ObjectKind("GatewayClass", group: "gateway.networking.k8s.io")
    static let listenerSet = ObjectKind("ListenerSet", group: "gateway.networking.k8s.io")
    static let experimentalListenerSet = ObjectKind("XListenerSet", group: "gateway.networking.x-k8s.io")
}

/// What routes of the Gateway API refer to: Gateways that take them, Services that they lead to.
enum KubernetesRoutes {
    static let family = RuleFamily(
        "references of Gateway API routes",
        codes: [
            .routeWithoutGateway, .routeWithoutService, .routeToUnlistedGateway, .routeToUnlistedService,
            .backendWithoutGrant,
        ],
        kinds: Set(kinds), scope: .set
    ) { subject in
        let parents = subject.spec["parentRefs"].elements
        // Routes of Services need no grants, neither Istio's nor Linkerd's.
        let asksGrants = parents.contains { parent($0, of: listenerHolders) != nil }
        return parents.flatMap { gateway($0, subject) + service($0, subject, kind: "Gateway", asksGrant: false) }
            + backends(subject.spec).flatMap { service($0, subject, kind: "Service", asksGrant: asksGrants) }
    }

    /// The routes of the Gateway API that are judged.
    static let kinds: [ObjectKind] = [.httpRoute, .grpcRoute, .tcpRoute, .tlsRoute]

    /// What requests go to, and what gets copies of them.
    static func backends(_ spec: Field) -> [Field] {
        spec["rules"].elements.flatMap { rule in
            let backends = rule["backendRefs"].elements
            let filters = ([rule] + backends).flatMap { $0["filters"].elements }
            return backends + filters.map { $0["requestMirror"]["backendRef"] }
        }
    }

    // MARK: - Gateways

    /// What has listeners.
    static let listenerHolders: [ObjectKind] = [.kubernetesGateway] + ListenerSets.kinds

    /// The kind and the name of what a parent is; `nil` where it is of none of these kinds.
    static func parent(_ parent: Field, of kinds: [ObjectKind]) -> (kind: ObjectKind, name: String)? {
        let name = parent["kind"].string ?? ObjectKind.kubernetesGateway.name
        let group = parent["group"].string ?? ObjectKind.kubernetesGateway.group
        guard let kind = kinds.first(where: { $0.name == name && $0.group == group }),
            let name = parent["name"].string, !name.isEmpty
        else { return nil }
        return (kind, name)
    }

    /// The Gateway or ListenerSet that a parent of the subject is, where the set has it.
    static func listenerHolder(of parent: Field, _ subject: Subject) -> KnownObject? {
        self.parent(parent, of: listenerHolders).flatMap {
            subject.set.object($0.kind, namespace(parent, subject), $0.name)
        }
    }

    private static func gateway(_ parent: Field, _ subject: Subject) -> [Remark] {
        let namespace = namespace(parent, subject)
        guard let (kind, name) = self.parent(parent, of: listenerHolders), subject.set.isKnown(kind, in: namespace)
        else { return [] }
        guard subject.set.object(kind, namespace, name) == nil else { return [] }
        return [
            unlisted(
                kind, parent["name"], in: namespace, subject, .routeWithoutGateway, .routeToUnlistedGateway,
                hint: "name a \(kind) that there is")
        ]
    }

    // MARK: - Services

    private static func service(_ reference: Field, _ subject: Subject, kind: String, asksGrant: Bool) -> [Remark] {
        // A parent without a group is one of the Gateway API's.
        let group = kind == ObjectKind.kubernetesGateway.name ? ObjectKind.kubernetesGateway.group : ""
        guard reference["kind"].string ?? kind == "Service", ["", "core"].contains(reference["group"].string ?? group),
            let name = reference["name"].string
        else { return [] }
        let namespace = namespace(reference, subject)
        guard subject.set.isKnown(.service, in: namespace) else { return [] }
        guard subject.set.object(.service, namespace, name) != nil || subject.set.isMadeService(name, in: namespace)
        else {
            return [
                unlisted(
                    .service, reference["name"], in: namespace, subject, .routeWithoutService, .routeToUnlistedService,
                    hint: "name a Service that there is, without its namespace")
            ]
        }
        guard asksGrant, namespace != subject.object.namespace,
            !ReferenceGrants.isGranted(.service, namespace, name, to: subject)
        else { return [] }
        guard subject.set.listed.contains(.referenceGrant) else {
            return [
                Remark(
                    .backendWithoutGrant, reference["name"],
                    "is a Service of namespace \(namespace), and no ReferenceGrant there that lets the route is known",
                    hint: "add a ReferenceGrant for \(subject.object.kind) from namespace \(subject.object.namespace)")
            ]
        }
        return [
            Remark(
                .routeWithoutService, reference["name"],
                "is a Service of namespace \(namespace), which grants no routes of \(subject.object.namespace)",
                hint: "add a ReferenceGrant there")
        ]
    }

    /// What the set does not have is not there where its kind was listed, and else may well be: files hold a part of a
    /// namespace.
    private static func unlisted(
        _ kind: ObjectKind, _ name: Field, in namespace: String, _ subject: Subject, _ known: FindingCode,
        _ unknown: FindingCode, hint: String
    ) -> Remark {
        guard !subject.set.listed.contains(kind) else {
            return Remark(known, name, "is no \(kind) of namespace \(namespace)", hint: hint)
        }
        return Remark(
            unknown, name, "is none of the \(kind)s of namespace \(namespace) that are known",
            hint: "\(hint); or judge beside the cluster")
    }

    /// The namespace that a reference names, or else that of the subject.
    static func namespace(_ reference: Field, _ subject: Subject) -> String {
        namespace(reference, of: subject.object)
    }

    /// The namespace that a reference names, or else that of the object that has it.
    static func namespace(_ reference: Field, of object: KnownObject) -> String {
        reference["namespace"].string.flatMap { $0.isEmpty ? nil : $0 } ?? object.namespace
    }
}
