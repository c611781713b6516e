import Domain

/// VirtualServices that route the same host at the same gateway, or for the mesh: only one of them counts, or their
/// order is open.
enum RouteHostOverlaps {
    static let family = RuleFamily(
        "overlapping hosts of routes", codes: [.overlappingRouteHosts], kinds: [.virtualService], scope: .set
    ) { subject in
        let hosts = subject.spec["hosts"].strings
        for gateway in gateways(subject.object) {
            for host in hosts {
                guard let other = other(gateway, normal(subject.host(host), in: subject.object.namespace), subject)
                else {
                    continue
                }
                return [
                    Remark(
                        .overlappingRouteHosts, subject.spec["hosts"],
                        "holds \(host), which VirtualService \(other.namespace)/\(other.name) routes "
                            + (gateway == "mesh" ? "for the mesh, too" : "at gateway \(gateway), too"),
                        hint: "merge them, or tell their hosts apart"
                    ).naming(other)
                ]
            }
        }
        return []
    }

    /// The gateways of a VirtualService as `namespace/name`; `mesh` for none.
    fileprivate static func gateways(_ service: KnownObject) -> [String] {
        let names = service.spec["gateways"].strings
        guard !names.isEmpty else { return ["mesh"] }
        return names.map { name in
            guard name != "mesh" else { return name }
            let place = GatewayName(name, from: service.namespace)
            return "\(place.namespace)/\(place.name)"
        }
    }

    /// All hosts are all Services of the own namespace: what else there is has its own routes.
    fileprivate static func normal(_ host: String, in namespace: String) -> String {
        host == "*" ? WideHost.namespace(namespace) : host
    }

    private static func other(_ gateway: String, _ host: String, _ subject: Subject) -> KnownObject? {
        var words = [host]
        if let service = HostName.service(host) {
            words.append(service.name == "*" ? service.namespace : WideHost.namespace(service.namespace))
        }
        return words.lazy.flatMap { subject.set.objects(.routedHosts, "\(gateway)\n\($0)") }.first { other in
            guard other.key != subject.object.key, subject.isSeen(with: other) else { return false }
            return other.spec["hosts"].strings.contains {
                HostName.overlap(normal(subject.host($0, from: other.namespace), in: other.namespace), host)
            }
        }
    }
}

extension SetIndex {
    /// VirtualServices by gateway, a new line, and each full name that a host may have or the namespace of its Service.
    fileprivate static let routedHosts = SetIndex("virtual services by gateway and host", of: [.virtualService]) {
        object in
        let hosts = object.spec["hosts"].strings.flatMap { HostReading.all($0, in: object.namespace) }.map {
            RouteHostOverlaps.normal($0, in: object.namespace)
        }
        let words = hosts.flatMap { host in [host] + (HostName.service(host).map { [$0.namespace] } ?? []) }
        return RouteHostOverlaps.gateways(object).flatMap { gateway in words.map { "\(gateway)\n\($0)" } }
    }
}
