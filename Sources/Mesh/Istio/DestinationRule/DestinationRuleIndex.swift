import Domain
import MeshModel

/// Which DestinationRule a client uses: that of its own namespace, else the service's, else the root namespace's; the
/// first namespace that has one ends the search, and in it the most specific host wins.
struct DestinationRuleIndex: Sendable {
    /// The rules but the policy itself.
    private let others: [MeshObject]
    private let hosts: IstioHosts
    /// The full host that is asked for.
    let host: String
    /// Where the service lives; `nil`: nobody knows.
    let serviceNamespace: String?
    /// The namespace that is asked last, for clients of all others.
    let root: String

    init(_ surroundings: Surroundings, host: String, except name: MeshObjectName) {
        hosts = IstioHosts(surroundings: surroundings)
        self.host = host
        root = surroundings.rootNamespace
        others = surroundings.objects(of: MeshResource(.destinationRule)).filter { $0.name != name }
        serviceNamespace = Self.home(of: host, hosts, surroundings)
    }

    private static func home(of host: String, _ hosts: IstioHosts, _ surroundings: Surroundings) -> String? {
        if let service = hosts.service(host, from: "") { return service.namespace }
        let entry = surroundings.objects(of: MeshResource(.serviceEntry)).first { entry in
            (entry.document["spec"]?["hosts"]?.array ?? []).contains(.string(host))
        }
        if let entry { return entry.name.namespace }
        let parts = host.split(separator: ".")
        return parts.count > 3 && parts[2] == "svc" ? String(parts[1]) : nil
    }

    /// The rules that `namespace` itself has for the host, the most specific ones.
    func own(_ namespace: String) -> [MeshObject] {
        let matching = others.compactMap { rule -> (MeshObject, String)? in
            let pattern = hosts.full(rule.document["spec"]?["host"]?.string ?? "", from: rule.name.namespace)
            return rule.name.namespace == namespace && IstioHosts.covers(pattern, host) ? (rule, pattern) : nil
        }
        let best = matching.map(\.1.count).max()
        return matching.filter { $0.1.count == best }.map(\.0)
    }

    /// The rule that clients of `namespace` use beside the policy; `nil`: none.
    func used(by namespace: String) -> MeshObject? {
        if namespace != root, let rule = own(namespace).first { return rule }
        for home in [serviceNamespace, root] {
            guard let home else { continue }
            let seen = own(home).first {
                IstioVisibility.sees(namespace, $0.document["spec"]?["exportTo"], of: home)
            }
            if let seen { return seen }
        }
        return nil
    }

    /// The namespaces that have a rule for the host.
    var namespaces: Set<String> { Set(others.map(\.name.namespace)).filter { !own($0).isEmpty } }
}
