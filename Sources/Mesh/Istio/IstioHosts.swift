import Domain
import MeshModel

/// How Istio reads the hosts that its traffic objects name.
struct IstioHosts: Sendable {
    let surroundings: Surroundings

    /// The host in full: Istio completes a name without a dot by the object's own namespace. `reviews.default` is
    /// completed as well where there is such a service; Istio does not, but people mean it.
    func full(_ host: String, from namespace: String) -> String {
        if Self.isWildcard(host) { return host }
        if let service = service(host, from: namespace) { return service.fullName(in: surroundings.clusterDomain) }
        return host.contains(".") ? host : "\(host).\(namespace).svc.\(surroundings.clusterDomain)"
    }

    /// The service that the host names, where it is one of the cluster's.
    func service(_ host: String, from namespace: String) -> MeshService? {
        guard !Self.isWildcard(host) else { return nil }
        return surroundings.services(named: Self.name(host)).first {
            $0.answers(to: host, from: namespace, in: surroundings.clusterDomain)
        }
    }

    /// The names of the services among `hosts`, each once.
    func names(_ hosts: [String], from namespace: String) -> [ServiceName] {
        let found = hosts.compactMap { service($0, from: namespace) }
        return Set(found.map { ServiceName(namespace: $0.namespace, name: $0.name) }).sorted()
    }

    /// What a host is called up to its first dot.
    static func name(_ host: String) -> Substring { host.prefix { $0 != "." } }

    static func isWildcard(_ host: String) -> Bool { host.hasPrefix("*") }

    /// Whether `pattern`, a full host or a wildcard, stands for the full host.
    static func covers(_ pattern: String, _ host: String) -> Bool {
        pattern == host || pattern == "*" || (pattern.hasPrefix("*.") && host.hasSuffix(pattern.dropFirst()))
    }
}

/// `exportTo`, and the namespace that Istio itself lives in.
enum IstioVisibility {
    /// Where istiod is, with its MeshConfig; its root namespace may be another one (`Surroundings.rootNamespace`).
    static let controlPlane = "istio-system"

    /// The namespaces that see an object of `namespace`; `nil`: all.
    static func namespaces(_ exportTo: JSONValue?, of namespace: String) -> Set<String>? {
        let names = exportTo?.array?.compactMap(\.string) ?? []
        if names.isEmpty || names.contains("*") { return nil }
        return Set(names.filter { $0 != "~" }.map { $0 == "." ? namespace : $0 })
    }

    static func sees(_ namespace: String, _ exportTo: JSONValue?, of owner: String) -> Bool {
        namespaces(exportTo, of: owner).map { $0.contains(namespace) } ?? true
    }
}
