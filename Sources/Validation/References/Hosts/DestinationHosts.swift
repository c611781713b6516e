import Domain

/// Where VirtualServices send: the host must be known where the VirtualService is, and have the port.
enum DestinationHosts {
    static let family = RuleFamily(
        "destinations of routes", codes: FindingCode.destinationHosts, kinds: [.virtualService], scope: .set
    ) { subject in
        guard subject.set.knowsHosts else { return [] }
        let exportTo = subject.spec["exportTo"].strings
        return RouteDestination.all(of: subject.spec).compactMap { destination in
            let namespace = subject.object.namespace
            guard let host = subject.set.service(host: destination.host, from: namespace, exportTo: exportTo)
            else { return unknown(destination, subject) }
            return port(destination, of: host)
        }
    }

    private static func unknown(_ destination: RouteDestination, _ subject: Subject) -> Remark {
        let namespace = subject.object.namespace
        let isShort = !destination.host.contains(".")
        return Remark(
            destination.isMirror ? .unknownMirrorHost : .unknownHost, destination.field["host"],
            "no Service and no ServiceEntry that namespace \(namespace) sees has the host \(destination.host)",
            hint: isShort
                ? "a short name means a Service of \(namespace); one of another namespace needs its full name, "
                    + "\(destination.host).<namespace>.svc.cluster.local"
                : "create the Service or a ServiceEntry first, or correct the host")
    }

    private static func port(_ destination: RouteDestination, of host: RegisteredHost) -> Remark? {
        let ports = host.ports
        let list = ports.map(String.init).joined(separator: ", ")
        guard !destination.field["port"].isEmpty else {
            guard ports.count > 1 else { return nil }
            return Remark(
                .portRequired, destination.field["port"],
                "\(destination.host) has the ports \(list), and none of them is chosen", hint: "say port.number")
        }
        let number = destination.field["port"]["number"]
        guard let port = number.int, !ports.contains(port) else { return nil }
        return Remark(
            .unknownPort, number, "\(destination.host) has no port \(port)",
            hint: ports.isEmpty ? "its Service or ServiceEntry lists no port" : "it has \(list)")
    }
}
