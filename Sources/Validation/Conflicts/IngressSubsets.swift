import Domain

/// Routes of a gateway to a host whose subsets are chosen by another VirtualService: that one is for the mesh and is
/// not asked at the gateway.
enum IngressSubsets {
    static let family = RuleFamily(
        "subsets behind gateways", codes: [.subsetsNotApplied], kinds: [.virtualService], scope: .set
    ) { subject in
        guard subject.spec["gateways"].strings.contains(where: { $0 != "mesh" }) else { return [] }
        var named: Set<KnownObject.Key> = []
        var hosts: Set<String> = []
        return subject.spec["http"].elements.flatMap { route in
            route["route"].elements.flatMap { choice -> [Remark] in
                let destination = choice["destination"]
                guard let text = destination["host"].string, destination["subset"].isEmpty else { return [] }
                let host = HostName.qualified(text, in: subject.object.namespace)
                let all = subject.set.objects(index, host)
                let remarks = all.prefix(limit).filter { named.insert($0.key).inserted }
                    .map { remark(destination["host"], host, $0) }
                guard all.count > limit, hosts.insert(host).inserted else { return remarks }
                return remarks.saying("and so do \(all.count - limit) more")
            }
        }
    }

    private static func remark(_ field: Field, _ host: String, _ other: KnownObject) -> Remark {
        let chosen = subsets(other).filter { $0.host == host }.map(\.subset)
        return Remark(
            .subsetsNotApplied, field,
            "VirtualService \(other.namespace)/\(other.name) chooses subsets of \(host) "
                + "(\(chosen.prefix(5).joined(separator: ", "))), but not for requests that come through a gateway",
            hint: "name the subset here as well, or add the gateway to the other VirtualService"
        ).naming(other)
    }

    /// How many VirtualServices are named for one route; the others are counted.
    private static let limit = 20

    /// The subsets that a VirtualService chooses of its own hosts.
    private static func subsets(_ object: KnownObject) -> [(host: String, subset: String)] {
        let hosts = object.spec["hosts"].strings.map { HostName.qualified($0, in: object.namespace) }
        return object.spec["http"].elements.flatMap { route in
            route["route"].elements.flatMap { choice -> [(host: String, subset: String)] in
                let destination = choice["destination"]
                guard let subset = destination["subset"].string, !subset.isEmpty, let text = destination["host"].string
                else { return [] }
                let host = HostName.qualified(text, in: object.namespace)
                return hosts.filter { $0 == host }.map { ($0, subset) }
            }
        }
    }

    private static let index = SetIndex("subset hosts", of: [.virtualService]) { subsets($0).map(\.host) }
}
