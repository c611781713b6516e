import Domain

/// The listener of a Gateway that a route names has to be one of the Gateway's.
enum RouteListeners {
    static let family = RuleFamily(
        "listeners of Gateway API routes", codes: [.routeWithoutListener],
        kinds: [.httpRoute, .grpcRoute, .tcpRoute, .tlsRoute], scope: .set
    ) { subject in
        subject.spec["parentRefs"].elements.compactMap { remark($0, subject) }
    }

    private static func remark(_ parent: Field, _ subject: Subject) -> Remark? {
        let (section, port) = (parent["sectionName"], parent["port"])
        guard !section.isEmpty || port.int != nil, let gateway = KubernetesRoutes.gateway(of: parent, subject) else {
            return nil
        }
        let listeners = gateway.spec["listeners"].elements
        let named = section.isEmpty ? listeners : listeners.filter { $0["name"].string == section.string }
        let fits = named.contains { port.int == nil || $0["port"].int == port.int }
        guard !listeners.isEmpty, !fits else { return nil }
        let names = listeners.map { "\($0["name"].string ?? "") (\($0["port"].int ?? 0))" }
        return Remark(
            .routeWithoutListener, named.isEmpty ? section : port,
            "is no listener of Gateway \(gateway.namespace)/\(gateway.name)",
            hint: "its listeners are \(names.prefix(8).joined(separator: ", "))"
        ).naming(gateway)
    }
}
