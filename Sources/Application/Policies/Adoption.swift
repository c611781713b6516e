package import Domain
package import Ports

/// Adopts live objects: what a cluster holds becomes version 1 of a policy. Nothing is written to the cluster.
package struct Adoption: Sendable {
    private let catalogue: PolicyCatalogue
    private let policies: any PolicyStore
    private let clusters: any ClusterConnecting

    package init(catalogue: PolicyCatalogue, policies: any PolicyStore, clusters: any ClusterConnecting) {
        self.catalogue = catalogue
        self.policies = policies
        self.clusters = clusters
    }

    /// Which objects are to be adopted.
    package struct Selection: Hashable, Sendable {
        /// `nil`: every kind of the cluster's mesh.
        package let kind: PolicyKind?
        /// `nil`: all namespaces.
        package let namespace: String?
        package let name: String?

        package init(kind: PolicyKind?, namespace: String?, name: String?) {
            self.kind = kind
            self.namespace = namespace
            self.name = name
        }
    }

    /// What became of one live object.
    package enum Outcome: Sendable {
        case adopted(Policy, PolicyVersion)
        /// There is a policy with this key.
        case known(Policy)
        case refused(String, reason: String)
    }

    /// Adopts what `selection` names on `cluster`.
    package func adopt(
        _ selection: Selection, from cluster: Cluster, owner: String, author: String,
        context: @escaping @Sendable (ID<Policy>) -> WriteContext
    ) async throws -> [Outcome] {
        let objects = try await clusters.objects(of: cluster)
        var outcomes: [Outcome] = []
        for kind in PolicyKind.allCases where kind.mesh == cluster.mesh && (selection.kind ?? kind) == kind {
            for group in kind.groups {
                guard let version = try await objects.servedVersions(group: group, plural: kind.plural).first
                else { continue }
                let found = try await objects.list(
                    ResourceReference(
                        group: group, version: version, plural: kind.plural, namespace: selection.namespace))
                for live in found where selection.name.map({ $0 == live.name }) ?? true {
                    outcomes.append(try await adopt(live, owner: owner, author: author, cluster, context))
                }
            }
        }
        return outcomes
    }

    private func adopt(
        _ live: LiveObject, owner: String, author: String, _ cluster: Cluster,
        _ context: @Sendable (ID<Policy>) -> WriteContext
    ) async throws -> Outcome {
        switch PolicyDocument.read(live.body) {
        case .failure(let problems):
            return .refused("\(live.namespace)/\(live.name)", reason: "\(problems)")
        case .success(let document):
            if let known = try await policies.policy(document.key) { return .known(known) }
            do {
                let (policy, version) = try await catalogue.create(
                    document, source: nil, owner: owner, labels: [:],
                    PolicyCatalogue.Authorship(author: author, message: "Adopted from cluster \(cluster.name)"),
                    context: context)
                return .adopted(policy, version)
            } catch StoreRefusal.alreadyExists(let id) {
                // Somebody else has just made it.
                guard let known = try await policies.policy(document.key) else {
                    throw StoreRefusal.alreadyExists(id)
                }
                return .known(known)
            }
        }
    }
}
