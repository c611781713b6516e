package import Domain
package import Ports

extension DeploymentPlanner {
    /// Where a request's policies go.
    package struct Placement: Sendable {
        /// Each policy once, with the version that is deployed.
        package let references: [PolicyReference]
        /// The one that all of its clusters are in.
        package let environment: Environment
        /// Each policy on each cluster that runs its mesh.
        package let objects: [PlannedObject]

        /// The clusters that any policy goes to, in ascending order.
        package var clusters: [ID<Cluster>] { Set(objects.map(\.cluster)).sorted() }

        /// For each cluster the policies that go there.
        func places(in fleet: Fleet) -> [(cluster: Cluster, policies: [ID<Policy>])] {
            let byCluster = Dictionary(grouping: objects, by: \.cluster)
            return fleet.clusters.compactMap { cluster in
                byCluster[cluster.id].map { (cluster: cluster, policies: $0.map(\.policy)) }
            }
        }
    }

    /// Looks up what the request names.
    package func placement(
        of request: DeploymentRequest, known: [ID<Policy>: Policy], fleet: Fleet
    ) throws(RequestProblem) -> Placement {
        let references = try resolve(request.policies, known)
        let (environment, candidates) = try place(request.target, in: fleet)
        return Placement(
            references: references, environment: environment,
            objects: try spread(references, known, over: candidates, request.target))
    }

    private func resolve(
        _ references: [PolicyReference], _ known: [ID<Policy>: Policy]
    ) throws(RequestProblem) -> [PolicyReference] {
        guard !references.isEmpty else {
            throw .impossible(field: "policies", code: "empty", message: "A deployment needs at least one policy")
        }
        var resolved: [PolicyReference] = []
        var seen: Set<ID<Policy>> = []
        for (index, reference) in references.enumerated() {
            guard let policy = known[reference.policy] else {
                throw .unknown(field: "policies[\(index)].id", message: "There is no policy \(reference.policy)")
            }
            guard seen.insert(policy.id).inserted else {
                throw .impossible(
                    field: "policies[\(index)].id", code: "duplicate", message: "\(policy.key) is named twice")
            }
            let version = reference.version ?? policy.latestVersion
            guard (1...policy.latestVersion).contains(version) else {
                throw .unknown(
                    field: "policies[\(index)].version",
                    message: "\(policy.key) has versions 1 to \(policy.latestVersion), not \(version)")
            }
            resolved.append(PolicyReference(policy: policy.id, version: version))
        }
        return resolved
    }

    private func place(
        _ target: DeploymentRequest.Target, in fleet: Fleet
    ) throws(RequestProblem) -> (Environment, [Cluster]) {
        switch target {
        case .environment(let name):
            guard let environment = fleet.environment(named: name) else {
                let names = fleet.environments.map(\.name)
                let hint = Spelling.nearest(to: name, in: names).map { "did you mean \($0)?" }
                throw .unknown(
                    field: "environment",
                    message: "There is no environment \(name); \(hint ?? "there are \(names.joined(separator: ", "))")")
            }
            return (environment, fleet.clusters.filter { $0.environment == environment.id })
        case .clusters(let names):
            return try placeOnClusters(names, in: fleet)
        }
    }

    private func placeOnClusters(
        _ names: [String], in fleet: Fleet
    ) throws(RequestProblem) -> (Environment, [Cluster]) {
        var clusters: [Cluster] = []
        for (index, name) in names.enumerated() {
            guard let cluster = fleet.clusters.first(where: { $0.name == name }) else {
                let hint = Spelling.nearest(to: name, in: fleet.clusters.map(\.name)).map { "; did you mean \($0)?" }
                throw .unknown(field: "clusters[\(index)]", message: "There is no cluster \(name)\(hint ?? "")")
            }
            guard !clusters.contains(where: { $0.id == cluster.id }) else {
                throw .impossible(field: "clusters[\(index)]", code: "duplicate", message: "\(name) is named twice")
            }
            clusters.append(cluster)
        }
        guard let first = clusters.first, let environment = fleet.environment(first.environment) else {
            throw .impossible(field: "clusters", code: "noCluster", message: "A deployment needs at least one cluster")
        }
        guard clusters.allSatisfy({ $0.environment == environment.id }) else {
            let places = clusters.map { "\($0.name) is in \($0.environmentName)" }.joined(separator: ", ")
            throw .impossible(
                field: "clusters", code: "mixedEnvironments",
                message: "The clusters are of different environments (\(places)); make one deployment for each")
        }
        return (environment, clusters)
    }

    /// A policy goes to those clusters that run its mesh; none is an error, since nothing would happen to it.
    private func spread(
        _ references: [PolicyReference], _ known: [ID<Policy>: Policy], over clusters: [Cluster],
        _ target: DeploymentRequest.Target
    ) throws(RequestProblem) -> [PlannedObject] {
        var objects: [PlannedObject] = []
        for reference in references {
            guard let policy = known[reference.policy] else { continue }
            let fitting = clusters.filter { $0.mesh == policy.key.mesh }
            guard !fitting.isEmpty else {
                throw .impossible(
                    field: target.field, code: "noCluster",
                    message:
                        "No cluster of \(target.description) runs \(policy.key.mesh.rawValue), which \(policy.key) "
                        + "is for; register one with `hotswap cluster add`")
            }
            objects += fitting.map {
                PlannedObject(policy: policy.id, cluster: $0.id, version: reference.version)
            }
        }
        return objects
    }
}

extension DeploymentRequest.Target {
    fileprivate var field: String {
        switch self {
        case .environment: "environment"
        case .clusters: "clusters"
        }
    }

    fileprivate var description: String {
        switch self {
        case .environment(let name): "environment \(name)"
        case .clusters(let names): names.joined(separator: ", ")
        }
    }
}
