import Domain

/// A route is for hosts that a listener of its Gateways has, too.
enum RouteHostnames {
    static let family = RuleFamily(
        "hosts of Gateway API routes", codes: [.routeWithoutHost, .hostWithoutListener, .routeOfForeignGateway],
        kinds: [.httpRoute, .grpcRoute, .tlsRoute], scope: .set, check: remarks)

    private static func remarks(_ subject: Subject) -> [Remark] {
        let hosts = subject.spec["hostnames"]
        let parents = subject.spec["parentRefs"].elements
        guard !hosts.strings.isEmpty, hosts.strings.count == hosts.elements.count else { return [] }
        let met = parents.map { meant(by: $0, subject) }
        let lost = met.compactMap { $0 }.filter { met in !hosts.strings.contains { met.takes($0) } }
        guard lost.isEmpty else { return lost.compactMap { $0.admission.judged(nowhere(hosts, $0)) } }
        // What is not for one Gateway may be for another that is not known.
        let known = met.compactMap { $0 }
        guard !known.isEmpty, known.count == parents.count else { return [] }
        return hosts.elements.filter { host in !known.contains { $0.takes(host.string ?? "") } }.map(left)
    }

    /// The hosts of the listeners that take the route by a parent.
    private struct Met {
        let admission: RouteAdmission
        let hosts: [String]

        func takes(_ host: String) -> Bool { hosts.contains { $0.isEmpty || HostName.overlap($0, host) } }
    }

    /// `nil` where nothing is known, or another family says that no listener takes the route.
    private static func meant(by parent: Field, _ subject: Subject) -> Met? {
        guard let admission = RouteAdmission(parent, subject), !admission.open.isEmpty, admission.controller != .remote
        else { return nil }
        return Met(admission: admission, hosts: admission.open.map { $0["hostname"].string ?? "" })
    }

    private static func nowhere(_ hosts: Field, _ met: Met) -> Remark {
        let (gateway, names) = (met.admission.gateway, Set(met.hosts).sorted().prefix(8).joined(separator: ", "))
        return Remark(
            .routeWithoutHost, hosts,
            "has no host of a listener of \(gateway.kind) \(gateway.namespace)/\(gateway.name) that the route is for",
            hint: "its listeners are for \(names)"
        ).naming(gateway)
    }

    private static func left(_ host: Field) -> Remark {
        Remark(
            .hostWithoutListener, host, "is no host of a listener that the route is for",
            hint: "open the host in a listener, or leave it out")
    }
}
