import Domain

/// Where VirtualServices send: the host must be known where the VirtualService is, and have the port.
enum DestinationHosts {
    static let family = RuleFamily(
        "destinations of routes",
        codes: FindingCode.destinationHosts + [
            .hostOfUnknownNamespace, .unknownDestination, .unknownDestinationLetThrough,
        ],
        kinds: [.virtualService], scope: .set
    ) { subject in
        let exportTo = subject.spec["exportTo"].strings
        let namespace = subject.object.namespace
        return RouteDestination.all(of: subject.spec).compactMap { destination -> Remark? in
            let name = HostName.qualified(destination.host, in: namespace)
            let knowledge = subject.set.knowledge(ofHost: name, from: namespace)
            guard knowledge != .nothing else { return nil }
            guard let host = subject.set.service(host: destination.host, from: namespace, exportTo: exportTo)
            else { return unknown(destination, knowledge, subject) }
            return port(destination, of: host) ?? unseen(destination, subject)
        }
    }

    private static func unknown(
        _ destination: RouteDestination, _ knowledge: Knowledge, _ subject: Subject
    ) -> Remark {
        let namespace = subject.object.namespace
        let name = HostName.qualified(destination.host, in: namespace)
        let owner = subject.set.unseenOwner(ofHost: name, from: namespace)
        let isElsewhere = knowledge == .elsewhere || owner == nil && subject.set.mayHaveElsewhere(host: name)
        let code: FindingCode =
            isElsewhere ? .hostOfUnknownNamespace : destination.isMirror ? .unknownMirrorHost : .unknownHost
        // Kiali reads `service.namespace` as a Service, which istiod does not, and looks at no mirrors.
        let isSeen = destination.isMirror || subject.isReachable(subject.host(destination.host))
        return Remark(
            code, destination.field["host"],
            message(destination.host, owner, isElsewhere, namespace),
            hint: hint(destination.host, owner, isElsewhere, subject),
            references: isSeen ? nil : code.references + FindingCode.unknownDestination.references
        ).naming(owner.map { [$0.key] } ?? [])
    }

    private static func message(
        _ host: String, _ owner: KnownObject?, _ isElsewhere: Bool, _ namespace: String
    ) -> String {
        if let owner { return "\(host) is a host of \(owner.key), which is not exported to namespace \(namespace)" }
        return isElsewhere
            ? "\(host) is not among the hosts that are known, and the files may lack it"
            : "no Service and no ServiceEntry that namespace \(namespace) sees has the host \(host)"
    }

    private static func hint(
        _ host: String, _ owner: KnownObject?, _ isElsewhere: Bool, _ subject: Subject
    ) -> String {
        let namespace = subject.object.namespace
        if let owner { return "add \(namespace) to the exportTo of \(owner.key)" }
        let hint = HostHint.text(host, in: namespace, subject.set)
        return isElsewhere ? "judge beside the cluster, or give its Services as context; else \(hint)" : hint
    }

    /// What is there and, by the mesh's defaults for `exportTo`, not for this namespace.
    private static func unseen(_ destination: RouteDestination, _ subject: Subject) -> Remark? {
        guard !destination.isMirror, !subject.isReachable(subject.host(destination.host)) else { return nil }
        let missing = UnknownHost(refused: .unknownDestination, letThrough: .unknownDestinationLetThrough)
        return missing.remark(
            destination.field["host"], subject.settings,
            "is no host of a Service or ServiceEntry that \(subject.object.namespace) sees",
            hint: "write the full name, or add the Service or ServiceEntry")
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

/// How a host that nobody knows may have been meant.
enum HostHint {
    static func text(_ host: String, in namespace: String, _ set: ValidationSet) -> String {
        let words = host.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard words.count > 1 else {
            return "a short name means a Service of \(namespace); one of another namespace needs its full name, "
                + "\(host).<namespace>.svc.cluster.local"
        }
        let isShortened = words.count == 2 || words.count == 3 && words[2] == "svc"
        if isShortened, set.object(.service, words[1], words[0]) != nil {
            return "write \(words[0]).\(words[1])\(HostName.clusterSuffix): a name with a dot counts as it stands"
        }
        return "create the Service or a ServiceEntry first, or correct the host"
    }
}
