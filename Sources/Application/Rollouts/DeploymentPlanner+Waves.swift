import Domain

extension DeploymentPlanner {
    /// The waves of a request as clusters. Every cluster of the deployment is in exactly one of them.
    static func waves(
        _ names: [[String]]?, of clusters: [ID<Cluster>], in fleet: Fleet
    ) throws(RequestProblem) -> [[ID<Cluster>]]? {
        guard let names else { return nil }
        var seen: Set<ID<Cluster>> = []
        var waves: [[ID<Cluster>]] = []
        for (index, wave) in names.enumerated() {
            var ids: [ID<Cluster>] = []
            for (place, name) in wave.enumerated() {
                guard let cluster = fleet.clusters.first(where: { $0.name == name }), clusters.contains(cluster.id)
                else {
                    throw .impossible(
                        field: "waves[\(index)][\(place)]", code: "noCluster",
                        message: "The deployment does not go to a cluster \(name)")
                }
                guard seen.insert(cluster.id).inserted else {
                    throw .impossible(
                        field: "waves[\(index)][\(place)]", code: "duplicate", message: "\(name) is in two waves")
                }
                ids.append(cluster.id)
            }
            if !ids.isEmpty { waves.append(ids) }
        }
        let missing = fleet.clusters.filter { clusters.contains($0.id) && !seen.contains($0.id) }.map(\.name)
        guard missing.isEmpty else {
            throw .impossible(
                field: "waves", code: "incomplete",
                message: "The waves leave out \(missing.sorted().joined(separator: ", ")): name every cluster once")
        }
        return waves
    }
}
