import Domain

/// The kinds that routes of the Gateway API lead to: of Kubernetes' own only Services take requests, for Istio
/// (`buildDestination`: InvalidKind) as for Linkerd.
enum BackendKinds {
    static let family = RuleFamily(
        "kinds of backends", codes: [.backendOfOtherKind], kinds: [.httpRoute, .grpcRoute, .tcpRoute, .tlsRoute],
        scope: .set
    ) { subject in
        let backends = KubernetesRoutes.backends(subject.spec).filter(isNoService)
        guard !backends.isEmpty, mayBeOurs(subject) else { return [] }
        return backends.map { backend in
            Remark(
                .backendOfOtherKind, backend["kind"],
                "is \(backend["kind"].string ?? ""), which takes no requests: its share of them fails",
                hint: "name the Service before it")
        }
    }

    private static func isNoService(_ backend: Field) -> Bool {
        let group = backend["group"].string ?? ""
        guard group.isEmpty || group == "core" || ForeignKinds.isKubernetes(group), let kind = backend["kind"].string
        else { return false }
        return kind != ObjectKind.service.name || ForeignKinds.isKubernetes(group)
    }

    /// Whether one of the parents is, or may be, served by a mesh. Other implementations have kinds of their own.
    private static func mayBeOurs(_ subject: Subject) -> Bool {
        subject.spec["parentRefs"].elements.contains { parent in
            guard let holder = KubernetesRoutes.listenerHolder(of: parent, subject),
                let controller = GatewayController(serving: holder, in: subject.set)
            else { return true }
            return controller.isIstio
        }
    }
}
