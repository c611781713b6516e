import Domain
import MeshModel

/// The namespaces whose proxies are told of VirtualServices at all: their Sidecars say what they import.
///
/// A namespace is left out only where no Sidecar that may count for one of its pods imports any of the hosts. A pod
/// that is left out has the old version until the promotion, whatever it is told of.
struct RouteReaders {
    private let imports: [(host: String, namespace: String)]
    private let surroundings: Surroundings

    init(of changes: [VirtualServiceChange], in surroundings: Surroundings) {
        imports = changes.flatMap { change in
            Set(change.old.hosts + change.new.hosts).map {
                (change.hosts.full($0, from: change.name.namespace), change.name.namespace)
            }
        }
        self.surroundings = surroundings
    }

    /// Those of `visible` (`nil`: of all that have pods) that read the routes; as it was where no Sidecar is.
    func among(_ visible: Set<String>?) -> Set<String>? {
        let sidecars = surroundings.objects(of: MeshResource(.sidecar)).compactMap { PolicyObject($0.document) }
        guard !sidecars.isEmpty else { return visible }
        let byNamespace = Dictionary(grouping: sidecars, by: \.namespace)
        let fallback = (byNamespace[surroundings.rootNamespace] ?? []).filter(\.isOfNamespace)
        let candidates = visible ?? surroundings.podNamespaces
        let readers = candidates.filter { namespace in
            let own = byNamespace[namespace] ?? []
            let counting = own.contains(where: \.isOfNamespace) ? own : own + fallback
            // A pod that none of them selects is told of everything.
            return !counting.contains(where: \.isOfNamespace) || counting.contains { reads($0, in: namespace) }
        }
        return readers.count == candidates.count ? visible : readers
    }

    private func reads(_ sidecar: PolicyObject, in namespace: String) -> Bool {
        let scope = SidecarScope(sidecar, namespace: namespace)
        return imports.contains { scope.imports($0.host, from: $0.namespace) }
    }
}

extension PolicyObject {
    /// Whether a Sidecar is for all pods of its namespace that no other one selects.
    fileprivate var isOfNamespace: Bool { spec["workloadSelector"] == nil }
}
