import Domain

extension SetIndex {
    /// ServiceEntries by each host, as it is written.
    static let serviceEntryHosts = SetIndex("service entry hosts", of: [.serviceEntry]) { $0.spec["hosts"].strings }

    /// ServiceEntries that tell of hosts in the domain of the cluster's services, under the empty word.
    static let clusterServiceEntries = SetIndex("service entries of the cluster", of: [.serviceEntry]) { entry in
        entry.spec["hosts"].strings.contains { $0.hasSuffix(HostName.clusterSuffix) } ? [""] : []
    }
}

extension Subject {
    /// The ServiceEntries, seen from the subject, that have the host or a wildcard that holds it.
    func serviceEntries(for host: String) -> [KnownObject] {
        guard set.has(.serviceEntry) else { return [] }
        var words = [host]
        words += HostName.wildcards(containing: host).filter { $0 != host }
        return words.flatMap { set.objects(.serviceEntryHosts, $0) }.filter { sees($0) }
    }

    /// The Service that a host names, wherever it is seen from; `a.b` counts as Service a of namespace b.
    func service(_ host: String) -> KnownObject? {
        if let service = HostName.service(host) { return own(service.name, in: service.namespace) }
        let words = host.split(separator: ".", omittingEmptySubsequences: false)
        return words.count == 2 ? own(String(words[0]), in: String(words[1])) : nil
    }

    private func own(_ name: String, in namespace: String) -> KnownObject? {
        set.object(.service, namespace, name)
            ?? (APIServerService.isMeant(name, in: namespace) ? APIServerService.object : nil)
    }

    /// Whether a Service or a ServiceEntry that the subject sees has the host.
    func isReachable(_ host: String) -> Bool {
        if let service = service(host), sees(service) { return true }
        return !serviceEntries(for: host).isEmpty
    }
}
