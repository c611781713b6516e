/// What a host stands for in the mesh's registry: a Service or a ServiceEntry.
struct RegisteredHost: Sendable {
    let object: KnownObject

    /// The numbers of its ports.
    var ports: [Int64] {
        let number = object.kind == .service ? "port" : "number"
        return object.spec["ports"].elements.compactMap { $0[number].int }
    }

    /// The labels of the workloads that a ServiceEntry takes its endpoints from; empty for a Service, whose subsets
    /// look at labels of their own.
    var workloadLabels: [String: String] {
        object.kind == .service ? [:] : object.spec["workloadSelector"]["labels"].texts
    }
}

extension SetIndex {
    /// Services and ServiceEntries by `<scope>/<host>`: the scope is a namespace that sees them or `*`.
    static let registry = SetIndex("registry", of: [.service, .serviceEntry]) { object in
        let hosts = object.kind == .service ? [object.name] : object.spec["hosts"].strings
        let scopes = ExportScope.scopes(of: object)
        return hosts.flatMap { host in
            let name = HostName.qualified(host, in: object.namespace)
            return scopes.map { "\($0)/\(name)" }
        }
    }
}

extension SetIndex {
    /// Services and ServiceEntries that are not for all namespaces, by host.
    fileprivate static let owners = SetIndex("owners of hosts", of: [.service, .serviceEntry]) { object in
        guard ExportScope.scopes(of: object) != [ExportScope.all] else { return [] }
        let hosts = object.kind == .service ? [object.name] : object.spec["hosts"].strings
        return hosts.map { HostName.qualified($0, in: object.namespace) }
    }
}

extension ValidationSet {
    /// How much is known of hosts like this one, as an object of `namespace` names it: who judges a few files cannot
    /// know a cluster's services, those of one namespace tell nothing of the next, and a ServiceEntry for a host of the
    /// internet tells nothing of Services.
    ///
    /// Of a Service that is made though no file has it (`isMadeService`) no more is known than that it is there.
    ///
    /// - Parameter fullName: As `HostName.qualified` has it.
    func knowledge(ofHost fullName: String, from namespace: String) -> Knowledge {
        if let known = knowledge(ofSetHost: fullName) { return known }
        guard let service = HostName.service(fullName) else {
            if let short = HostName.shortened(fullName), isKnown(.service, in: short.namespace) { return .whole }
            if isKnown(.serviceEntry, in: namespace) { return .whole }
            return has(.service) || has(.serviceEntry) || listed.contains(.service) ? .elsewhere : .nothing
        }
        if object(.service, service.namespace, service.name) == nil, isMadeService(service.name, in: service.namespace)
        {
            return .nothing
        }
        if !listed.contains(.service), isInstalledInto(service.namespace) { return .elsewhere }
        if isKnown(.service, in: service.namespace) || knowsWorkloads(in: service.namespace) { return .whole }
        guard !has(.service), !knowsWorkloads else { return .elsewhere }
        // Without Services, ServiceEntries for hosts of the cluster stand in for them.
        return objects(.clusterServiceEntries, "").isEmpty ? .nothing : .whole
    }

    /// Whether files may lack a host although something is known of where it should be: workloads tell nothing of the
    /// Services before them, and the ServiceEntries of every namespace are for all.
    ///
    /// - Parameter fullName: As `HostName.qualified` has it.
    func mayHaveElsewhere(host fullName: String) -> Bool {
        guard let service = HostName.service(fullName) else {
            if let short = HostName.shortened(fullName), isKnown(.service, in: short.namespace) { return false }
            return !listed.contains(.serviceEntry)
        }
        return !isKnown(.service, in: service.namespace) && knowsWorkloads(in: service.namespace)
    }

    /// What `host` means to objects of `namespace`; `nil` where it means nothing that the set knows. A Service comes
    /// before a ServiceEntry, a host itself before a wildcard.
    ///
    /// - Parameter exportTo: Where the object that says the host is visible itself: something that those namespaces
    ///   see will do.
    func service(host: String, from namespace: String, exportTo: [String] = []) -> RegisteredHost? {
        let name = HostName.qualified(host, in: namespace)
        let own = exportTo.isEmpty ? [namespace] : exportTo.map { $0 == "." ? namespace : $0 }
        for scope in [ExportScope.all] + own {
            if let found = registered("\(scope)/\(name)") { return found }
        }
        if APIServerService.isMeant(byHost: name) { return RegisteredHost(object: APIServerService.object) }
        guard has(.serviceEntry) else { return nil }
        for wildcard in HostName.wildcards(containing: host) {
            if let found = registered("*/\(wildcard)") ?? registered("\(namespace)/\(wildcard)") { return found }
        }
        return nil
    }

    /// What has the very host and is not for `namespace` to see.
    func unseenOwner(ofHost fullName: String, from namespace: String) -> KnownObject? {
        objects(.owners, fullName).first { !ExportScope.isVisible(ExportScope.scopes(of: $0), from: namespace) }
    }

    private func registered(_ word: String) -> RegisteredHost? {
        let found = objects(.registry, word)
        return (found.first { $0.kind == .service } ?? found.last).map { RegisteredHost(object: $0) }
    }
}
