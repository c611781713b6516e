import Domain

extension ObjectKind {
    static let referenceGrant = ObjectKind("ReferenceGrant", group: "gateway.networking.k8s.io")
    static let gatewayClass = ObjectKind("GatewayClass", group: "gateway.networking.k8s.io")
}

/// What routes of the Gateway API refer to: Gateways that take them, Services that they lead to.
enum KubernetesRoutes {
    static let family = RuleFamily(
        "references of Gateway API routes", codes: [.routeWithoutGateway, .routeWithoutService],
        kinds: [.httpRoute, .grpcRoute], scope: .set
    ) { subject in
        let parents = subject.spec["parentRefs"].elements
        let backends = subject.spec["rules"].elements.flatMap { $0["backendRefs"].elements }
        return parents.flatMap { gateway($0, subject) + service($0, subject, kind: "Gateway", asksGrant: false) }
            + backends.flatMap { service($0, subject, kind: "Service", asksGrant: true) }
    }

    // MARK: - Gateways

    /// The name of the Gateway that a parent is; `nil` for other parents.
    private static func gatewayName(_ parent: Field) -> String? {
        guard parent["kind"].string ?? "Gateway" == "Gateway",
            parent["group"].string ?? ObjectKind.kubernetesGateway.group == ObjectKind.kubernetesGateway.group,
            let name = parent["name"].string, !name.isEmpty
        else { return nil }
        return name
    }

    /// The Gateway that a parent of the subject is, where the set has it.
    static func gateway(of parent: Field, _ subject: Subject) -> KnownObject? {
        gatewayName(parent).flatMap { subject.set.object(.kubernetesGateway, namespace(parent, subject), $0) }
    }

    private static func gateway(_ parent: Field, _ subject: Subject) -> [Remark] {
        let namespace = namespace(parent, subject)
        guard gatewayName(parent) != nil, subject.set.isKnown(.kubernetesGateway, in: namespace) else { return [] }
        guard let gateway = gateway(of: parent, subject) else {
            return [
                Remark(
                    .routeWithoutGateway, parent["name"], "is no Gateway of namespace \(namespace)",
                    hint: "name a Gateway that there is")
            ]
        }
        guard namespace != subject.object.namespace, !takes(gateway, subject) else { return [] }
        return [
            Remark(
                .routeWithoutGateway, parent["name"], "takes no routes of namespace \(subject.object.namespace)",
                hint: "allow the namespace in allowedRoutes of one of its listeners")
        ]
    }

    /// Whether a listener lets in routes of the subject's namespace, or nothing is known of that.
    private static func takes(_ gateway: KnownObject, _ subject: Subject) -> Bool {
        gateway.spec["listeners"].elements.contains { listener in
            let namespaces = listener["allowedRoutes"]["namespaces"]
            guard namespaces["from"].string == "Selector" else { return namespaces["from"].string == "All" }
            guard let own = subject.set.object(.namespace, "", subject.object.namespace),
                namespaces["selector"]["matchExpressions"].isEmpty
            else { return true }
            return namespaces["selector"]["matchLabels"].texts.allSatisfy { own.labels[$0.key] == $0.value }
        }
    }

    // MARK: - Services

    private static func service(_ reference: Field, _ subject: Subject, kind: String, asksGrant: Bool) -> [Remark] {
        guard reference["kind"].string ?? kind == "Service", ["", "core"].contains(reference["group"].string ?? ""),
            let name = reference["name"].string
        else { return [] }
        let namespace = namespace(reference, subject)
        guard subject.set.isKnown(.service, in: namespace) else { return [] }
        guard subject.set.object(.service, namespace, name) != nil else {
            return [
                Remark(
                    .routeWithoutService, reference["name"], "is no Service of namespace \(namespace)",
                    hint: "name a Service that there is, without its namespace")
            ]
        }
        guard asksGrant, namespace != subject.object.namespace, subject.set.isKnown(.referenceGrant, in: namespace),
            !isGranted(name, namespace, subject)
        else { return [] }
        return [
            Remark(
                .routeWithoutService, reference["name"],
                "is a Service of namespace \(namespace), which grants no routes of \(subject.object.namespace)",
                hint: "add a ReferenceGrant there")
        ]
    }

    private static func isGranted(_ name: String, _ namespace: String, _ subject: Subject) -> Bool {
        subject.set.objects(.referenceGrants, namespace).contains { grant in
            grant.spec["from"].elements.contains {
                $0["namespace"].string == subject.object.namespace && $0["kind"].string == subject.object.kind.name
            }
                && grant.spec["to"].elements.contains {
                    $0["kind"].string == "Service" && ($0["name"].string ?? name) == name
                }
        }
    }

    private static func namespace(_ reference: Field, _ subject: Subject) -> String {
        reference["namespace"].string.flatMap { $0.isEmpty ? nil : $0 } ?? subject.object.namespace
    }
}

extension SetIndex {
    /// ReferenceGrants by their namespace.
    static let referenceGrants = SetIndex("reference grants", of: [.referenceGrant]) { [$0.namespace] }
}
