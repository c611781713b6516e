import Domain

/// The listener of a Gateway that a route names has to be one of the Gateway's, and to take it.
enum RouteListeners {
    static let family = RuleFamily(
        "listeners of Gateway API routes",
        codes: [.routeWithoutGateway, .routeWithoutListener, .routeOfForeignKind, .routeOfForeignGateway],
        kinds: Set(KubernetesRoutes.kinds), scope: .set
    ) { subject in
        subject.spec["parentRefs"].elements.compactMap { parent in
            guard let admission = RouteAdmission(parent, subject) else { return nil }
            return admission.judged(remark(parent, admission, subject))
        }
    }

    private static func remark(_ parent: Field, _ admission: RouteAdmission, _ subject: Subject) -> Remark? {
        let (gateway, section) = (admission.gateway, parent["sectionName"])
        let listeners = gateway.spec["listeners"].elements
        guard !listeners.isEmpty, admission.open.isEmpty else { return nil }
        let (kind, namespace) = (subject.object.kind, subject.object.namespace)
        if admission.meant.isEmpty {
            let isNamed = section.isEmpty || listeners.contains { $0["name"].string == section.string }
            let names = listeners.map { "\($0["name"].string ?? "") (\($0["port"].int ?? 0))" }
            return Remark(
                .routeWithoutListener, isNamed ? parent["port"] : section,
                "is no listener of \(gateway.kind) \(gateway.namespace)/\(gateway.name)",
                hint: "its listeners are \(names.prefix(8).joined(separator: ", "))"
            ).naming(gateway)
        }
        if admission.ofKind.isEmpty {
            let protocols = Set(admission.meant.map { $0["protocol"].string ?? "" }).sorted()
            return Remark(
                .routeOfForeignKind, section.isEmpty ? parent["name"] : section,
                "takes no \(kind)s; its protocol is \(protocols.joined(separator: ", "))",
                hint: "name a listener of another protocol, or allow the kind in its allowedRoutes"
            ).naming(gateway)
        }
        return Remark(
            .routeWithoutGateway, parent["name"], "takes no routes of namespace \(namespace)",
            hint: "allow the namespace in allowedRoutes of a listener that the route is for"
        ).naming(gateway)
    }
}
