import Domain

/// What Linkerd demands of the parents, the number of rules and the backends of a route.
enum LinkerdRouteParents {
    static let family = RuleFamily(
        "linkerd-route-parents", codes: [.egressWithoutPort, .singleRule, .backendWithoutPort],
        kinds: Set(RouteParent.routes)
    ) { subject in
        parents(subject) + rules(subject) + backends(subject)
    }

    private static func parents(_ subject: Subject) -> [Remark] {
        subject.spec["parentRefs"].elements.compactMap { parent in
            guard RouteParent(parent, of: subject.object)?.kind == .egressNetwork,
                parent["port"].value == .null
            else { return nil }
            return Remark(
                .egressWithoutPort, parent["port"], "is missing: an EgressNetwork is a parent by port only",
                hint: "add port: 443, or the port that the requests go to")
        }
    }

    private static func rules(_ subject: Subject) -> [Remark] {
        guard [.tcpRoute, .tlsRoute].contains(subject.object.kind), !isForGatewaysAlone(subject),
            let rules = subject.spec["rules"].value.array, rules.count != 1
        else { return [] }
        return [
            Remark(
                .singleRule, subject.spec["rules"], "has \(rules.count) rules and must have one",
                hint: "make a route of each rule")
        ]
    }

    /// Whether a route is for Gateways of the Gateway API alone: then another mesh or none may have to carry it out,
    /// and take what Linkerd does not.
    static func isForGatewaysAlone(_ subject: Subject) -> Bool {
        let parents = subject.spec["parentRefs"].elements
        return !parents.isEmpty
            && parents.allSatisfy { KubernetesRoutes.parent($0, of: KubernetesRoutes.listenerHolders) != nil }
    }

    /// Backends of other kinds are another controller's business.
    private static func backends(_ subject: Subject) -> [Remark] {
        guard [.httpRoute, .grpcRoute].contains(subject.object.kind) else { return [] }
        return subject.spec["rules"].elements.flatMap { $0["backendRefs"].elements }.compactMap { backend in
            let group = backend["group"].string ?? ""
            guard group.isEmpty || group == "core", (backend["kind"].string ?? "Service") == "Service",
                backend.value.object != nil, backend["port"].value == .null || backend["port"].int == 0
            else { return nil }
            return Remark(
                .backendWithoutPort, backend["port"], "is missing: a Service is a backend by port only",
                hint: "add the port of the Service")
        }
    }
}
