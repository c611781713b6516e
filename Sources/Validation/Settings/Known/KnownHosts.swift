import Domain

/// The hosts that a mesh can reach: Services and ServiceEntries.
enum KnownHosts {
    /// ServiceEntries by each host, as it is written.
    static let entries = SetIndex("service entries by host", of: [.serviceEntry]) { entry in
        entry.tree["spec"]?["hosts"]?.array?.compactMap(\.string) ?? []
    }

    /// ServiceEntries that tell of hosts in the domain of the cluster's services, by nothing.
    static let clusterEntries = SetIndex("service entries of the cluster", of: [.serviceEntry]) { entry in
        let hosts = entry.tree["spec"]?["hosts"]?.array ?? []
        return hosts.contains { $0.string?.hasSuffix("." + MeshHost.domain) ?? false } ? [""] : []
    }
}

extension Subject {
    /// Whether the set tells which hosts of the kind of `host` there are. Without, nothing is said about them: an
    /// offline check of a few files cannot know a cluster's services.
    func knowsHosts(like host: MeshHost) -> Bool {
        if set.has(.service) { return true }
        guard host.isOfCluster else { return set.has(.serviceEntry) }
        return set.hasWorkloads || !set.objects(KnownHosts.clusterEntries, "").isEmpty
    }

    /// The ServiceEntries, seen from the subject, that have the host or a wildcard that holds it.
    func serviceEntries(for host: MeshHost) -> [KnownObject] {
        guard set.has(.serviceEntry) else { return [] }
        let text = host.text
        let names = [text, "*"] + MeshHost.tails(of: text).map { "*.\($0)" }
        return names.flatMap { set.objects(KnownHosts.entries, $0) }.filter { sees($0) }
    }

    /// The Service that the host names, seen from wherever.
    func service(_ host: MeshHost) -> KnownObject? {
        if host.isOfCluster { return set.object(.service, host.namespace, host.service) }
        let parts = host.service.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3 && parts[2] == "svc" else { return nil }
        return set.object(.service, String(parts[1]), String(parts[0]))
    }

    /// Whether a Service or a ServiceEntry that the subject sees has the host.
    func isReachable(_ host: MeshHost) -> Bool {
        if let service = service(host), sees(service) { return true }
        return !serviceEntries(for: host).isEmpty
    }
}
