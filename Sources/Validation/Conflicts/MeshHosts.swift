import Domain

/// Two VirtualServices for one host inside the mesh: sidecars do not merge them, one is passed over.
enum MeshHosts {
    static let family = RuleFamily(
        "hosts of VirtualServices", codes: [.meshHostConflict], kinds: [.virtualService], scope: .set
    ) { subject in
        let object = subject.object
        guard isForMesh(object) else { return [] }
        let scopes = ExportScope.scopes(of: object)
        for host in subject.spec["hosts"].elements {
            guard let text = host.string else { continue }
            let name = HostName.qualified(text, in: object.namespace)
            var others = OtherObjects(than: object)
            for scope in scopes { collect(name, scope, subject.set, into: &others) }
            guard others.isEmpty else {
                return [
                    Remark(
                        .meshHostConflict, subject.spec["hosts"],
                        "\(others.names) has routes for \(name) inside the mesh as well",
                        hint: "put the routes into one VirtualService, or part them by exportTo or gateways"
                    ).naming(others.known)
                ]
            }
        }
        return []
    }

    /// Those of the same scope with the same host; between a namespace and all of them also those that overlap.
    private static func collect(
        _ name: String, _ scope: String, _ set: ValidationSet, into others: inout OtherObjects
    ) {
        others.add(set.objects(index, "\(scope)\n\(name)"))
        let wider = scope == ExportScope.all ? "(local)" : ExportScope.all
        if wider == "(local)" { others.add(set.objects(index, "(local)\n\(name)")) }
        let hasWildcards = !set.objects(wildcards, "").isEmpty
        for wildcard in hasWildcards ? HostName.wildcards(containing: name) : [] where wildcard != name {
            others.add(set.objects(index, "\(wider)\n\(wildcard)"))
        }
        if scope != ExportScope.all { others.add(set.objects(index, "\(ExportScope.all)\n\(name)")) }
        if HostName.isWildcard(name) { others.add(set.objects(below, "\(wider)\n\(name)")) }
    }

    private static func isForMesh(_ object: KnownObject) -> Bool {
        let gateways = object.spec["gateways"].strings
        return gateways.isEmpty || gateways.contains("mesh")
    }

    /// VirtualServices for the mesh with a wildcard, under the empty word.
    private static let wildcards = SetIndex("mesh wildcards", of: [.virtualService]) { object in
        isForMesh(object) && object.spec["hosts"].strings.contains(where: HostName.isWildcard) ? [""] : []
    }

    /// Hosts by scope (a namespace, `*`, or `(local)` for any but `*`).
    private static let index = SetIndex("mesh hosts", of: [.virtualService]) { object in
        guard isForMesh(object) else { return [] }
        let scopes = ExportScope.scopes(of: object)
        let all = scopes == [ExportScope.all] ? scopes : scopes + ["(local)"]
        return object.spec["hosts"].strings.flatMap { host in
            let name = HostName.qualified(host, in: object.namespace)
            return all.map { "\($0)\n\(name)" }
        }
    }

    /// The same by the wildcards around the hosts: made where a wildcard asks.
    private static let below = SetIndex("mesh hosts below wildcards", of: [.virtualService]) { object in
        guard isForMesh(object) else { return [] }
        let kind = ExportScope.scopes(of: object) == [ExportScope.all] ? ExportScope.all : "(local)"
        return object.spec["hosts"].strings.flatMap { host in
            let name = HostName.qualified(host, in: object.namespace)
            return HostName.wildcards(containing: name).filter { $0 != name }.map { "\(kind)\n\($0)" }
        }
    }
}
