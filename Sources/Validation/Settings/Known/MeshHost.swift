/// A host that a policy of Istio names: a service of the cluster, or a name from outside of it.
struct MeshHost: Hashable, Sendable {
    /// The name of the service, `*` for all of a namespace; the whole name, where it is none of the cluster.
    let service: String
    /// Empty for a name from outside.
    let namespace: String

    /// The domain of every cluster's services.
    static let domain = "svc.cluster.local"

    var isOfCluster: Bool { !namespace.isEmpty }
    var isWildcard: Bool { service.utf8.first == UInt8(ascii: "*") }

    /// The full name.
    var text: String { isOfCluster ? "\(service).\(namespace).\(Self.domain)" : service }

    /// Whether both can mean the same request: equal, or one a wildcard that holds the other.
    func overlaps(_ other: MeshHost) -> Bool {
        if self == other { return true }
        let (one, two) = (text, other.text)
        return Self.wildcard(one, holds: two) || Self.wildcard(two, holds: one)
    }

    /// Whether `*.b.c` holds `a.b.c`; a dot has to stand before what follows the star.
    static func wildcard(_ wildcard: String, holds host: String) -> Bool {
        if wildcard == "*" { return true }
        guard wildcard.utf8.starts(with: "*.".utf8) else { return false }
        return host.utf8.count >= wildcard.utf8.count && host.hasSuffix(wildcard.dropFirst())
    }

    /// What follows each dot of a name, longest first: `b.c` and `c` of `a.b.c`.
    static func tails(of host: String) -> [Substring] {
        host.indices.filter { host[$0] == "." }.map { host[host.index(after: $0)...] }
    }
}
