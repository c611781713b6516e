import Domain

/// Traffic policies: the hosts that they are for, and those that they route to.
extension StakeList {
    mutating func addHosts(_ spec: JSONValue) {
        let (own, destinations) = hosts(spec)
        let names = Set(own.map(host))
        for name in names { whole("host \(name)") }
        for name in Set(destinations.map(host)).subtracting(names) { within("host \(name)") }
        if key.kind == .httpRoute { addParents(spec) }
    }

    private func hosts(_ spec: JSONValue) -> (own: [String], destinations: [String]) {
        switch key.kind {
        case .virtualService:
            let table = RouteTable(spec.object ?? [:])
            return (table.hosts, (table.destinations + table.mirrors).compactMap { $0["host"]?.string })
        case .destinationRule: return ([spec["host"]?.string].compactMap(\.self), [])
        case .serviceEntry: return ((spec["hosts"]?.array ?? []).compactMap(\.string), [])
        case .serviceProfile:
            return ([key.name], (spec["dstOverrides"]?.array ?? []).compactMap { $0["authority"]?.string }.map(address))
        case .trafficSplit:
            return (
                [spec["service"]?.string].compactMap(\.self),
                (spec["backends"]?.array ?? []).compactMap { $0["service"]?.string }
            )
        case .httpRoute:
            let backends = (spec["rules"]?.array ?? []).flatMap { $0["backendRefs"]?.array ?? [] }
            let parents = (spec["parentRefs"]?.array ?? []).filter { $0["kind"] != nil }
            return (parents.compactMap(service), backends.compactMap(service))
        default: return ([], [])
        }
    }

    /// A name for a host that is the same however it is written: `reviews.shop` for the service of a namespace.
    private func host(_ name: String) -> String {
        // Whatever the domain of the cluster may be.
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        if labels.count > 2, labels[2] == "svc" { return "\(labels[0]).\(labels[1])" }
        return name.contains(".") || IstioHosts.isWildcard(name) ? name : "\(name).\(key.namespace)"
    }

    /// Without the port.
    private func address(_ authority: String) -> String { String(authority.prefix { $0 != ":" }) }

    /// The service that a reference of an HTTPRoute names. Parents say their kind; backends need not.
    private func service(_ reference: JSONValue) -> String? {
        guard reference["kind"].map({ $0 == "Service" }) ?? true, let name = reference["name"]?.string else {
            return nil
        }
        return "\(name).\(reference["namespace"]?.string ?? key.namespace)"
    }

    /// Inbound routes hang on Servers.
    private mutating func addParents(_ spec: JSONValue) {
        for parent in spec["parentRefs"]?.array ?? [] where parent["kind"]?.string == "Server" {
            guard let name = parent["name"]?.string else { continue }
            server(name, in: parent["namespace"]?.string ?? key.namespace)
        }
    }
}
