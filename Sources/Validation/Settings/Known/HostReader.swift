/// Reads hosts the way that the policies of a mesh mean them: short names belong to the policy's own namespace.
struct HostReader: Sendable {
    /// The domain of services beside `svc.cluster.local`, where the mesh has a trust domain of its own.
    private let ownDomain: String

    init(_ settings: MeshSettings) { ownDomain = "svc." + settings.trustDomain }

    /// What tells indexes of different meshes apart.
    var name: String { ownDomain }

    /// A short name or a full one; everything else is a name from outside.
    func full(_ host: String, from namespace: String) -> MeshHost {
        guard let dot = host.firstIndex(of: ".") else { return MeshHost(service: host, namespace: namespace) }
        let rest = host[host.index(after: dot)...]
        guard let second = rest.firstIndex(of: ".") else { return MeshHost(service: host, namespace: "") }
        let domain = rest[rest.index(after: second)...]
        guard domain == MeshHost.domain || domain == ownDomain else { return MeshHost(service: host, namespace: "") }
        return MeshHost(service: String(host[..<dot]), namespace: String(rest[..<second]))
    }

    /// As `full`, and `service.namespace.svc` too, and `service.namespace` where that is a namespace.
    func host(_ name: String, from namespace: String, isNamespace: (String) -> Bool) -> MeshHost {
        if let short = shortened(name), short.hasService || short.namespace == namespace || isNamespace(short.namespace) {
            return MeshHost(service: short.service, namespace: short.namespace)
        }
        return full(name, from: namespace)
    }

    /// Everything that a host may mean, whatever the namespaces.
    func readings(_ name: String, from namespace: String) -> [MeshHost] {
        guard let short = shortened(name) else { return [full(name, from: namespace)] }
        let service = MeshHost(service: short.service, namespace: short.namespace)
        return short.hasService ? [service] : [service, MeshHost(service: name, namespace: "")]
    }

    /// `service.namespace`, or with `.svc` behind it.
    private func shortened(_ name: String) -> (service: String, namespace: String, hasService: Bool)? {
        let parts = name.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3 && parts[2] == "svc", !parts[1].isEmpty else { return nil }
        return (String(parts[0]), String(parts[1]), parts.count == 3)
    }
}

extension Subject {
    var hostReader: HostReader { HostReader(settings) }

    /// The host that a policy in `namespace` means by `name`; its own namespace where none is given.
    func host(_ name: String, from namespace: String? = nil) -> MeshHost {
        hostReader.host(name, from: namespace ?? object.namespace) { set.object(.namespace, "", $0) != nil }
    }
}
