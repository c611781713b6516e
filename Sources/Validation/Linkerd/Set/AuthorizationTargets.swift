import Domain

/// What Linkerd's authorizations are for, where it is not there.
enum AuthorizationTargets {
    static let family = RuleFamily(
        "linkerd-authorization-targets", codes: [.authorizationOfNothing, .authorizationOfRoute, .rateLimitTwice],
        kinds: [.serverAuthorization, .linkerdAuthorizationPolicy, .httpLocalRateLimitPolicy], scope: .set
    ) { subject in
        switch subject.object.kind {
        case .serverAuthorization: servers(subject)
        default: target(subject) + twice(subject)
        }
    }

    private static func servers(_ subject: Subject) -> [Remark] {
        let namespace = subject.object.namespace
        guard subject.set.isKnown(.server, in: namespace) else { return [] }
        let server = subject.spec["server"]
        if let name = server["name"].string {
            return subject.set.object(.server, namespace, name) == nil
                ? [missing(server["name"], .server, name, namespace)] : []
        }
        let selector = server["selector"]
        guard selector.value.object != nil, !subject.set.hasServer(selectedBy: selector.value, in: namespace) else {
            return []
        }
        return [
            Remark(
                .authorizationOfNothing, selector, "selects no Server of namespace \(namespace)",
                hint: "it looks at the labels of Servers, not at those of pods")
        ]
    }

    private static func target(_ subject: Subject) -> [Remark] {
        guard let target = TargetReference(subject.spec["targetRef"]), let name = target.name,
            let kind = LinkerdAuthorizationPolicies.targets.first(where: target.isA), kind != .namespace,
            subject.set.isKnown(kind, in: subject.object.namespace)
        else { return [] }
        let namespace = subject.object.namespace
        guard let found = subject.set.object(kind, namespace, name) else {
            return [missing(target.field["name"], kind, name, namespace)]
        }
        guard kind != .server, !RouteParent.all(of: found).contains(where: { $0.kind == .server }) else { return [] }
        return [
            Remark(
                .authorizationOfRoute, target.field["name"],
                "\(kind) \(name) hangs on no Server, and only there requests are authorized",
                hint: "add the Server to the route's parents, or target the Server"
            ).naming(found)
        ]
    }

    private static func missing(_ field: Field, _ kind: ObjectKind, _ name: String, _ namespace: String) -> Remark {
        Remark(
            .authorizationOfNothing, field, "namespace \(namespace) has no \(kind) \(name)",
            hint: "mend the name, or put this beside the \(kind)"
        ).naming([.init(kind: kind, namespace: namespace, name: name)])
    }

    /// Of several rate limits of a Server the oldest counts.
    private static func twice(_ subject: Subject) -> [Remark] {
        guard subject.object.kind == .httpLocalRateLimitPolicy,
            let name = TargetReference(subject.spec["targetRef"])?.name
        else { return [] }
        let others = subject.set.objects(.rateLimits, "\(subject.object.namespace)/\(name)")
        guard let other = others.first(where: { $0.name != subject.object.name }) else { return [] }
        return [
            Remark(
                .rateLimitTwice, subject.spec["targetRef"]["name"],
                "HTTPLocalRateLimitPolicy \(other.name) is for the same Server, and only the older one counts",
                hint: "keep one of the two"
            ).naming(other)
        ]
    }
}

extension SetIndex {
    /// Rate limits by `namespace/Server`.
    static let rateLimits = SetIndex("linkerd rate limits", of: [.httpLocalRateLimitPolicy]) { object in
        object.spec["targetRef"]["name"].string.map { ["\(object.namespace)/\($0)"] } ?? []
    }
}
