import Application
import Domain
import Ports

/// The clusters that a check is asked about, in the words of a body or a query.
struct CheckTargets: Sendable {
    var environment: String?
    var clusters: [String]?
    /// Where these words stand: empty for a body, `query.` for a query.
    var place = ""

    init() {}

    var isEmpty: Bool { environment == nil && clusters == nil }

    /// Takes `environment` and `clusters` out of a body.
    init(_ reader: inout BodyReader) {
        environment = reader.string("environment")
        clusters = reader.strings("clusters")
    }

    /// Takes `environment` and any number of `cluster` out of a query.
    init(query call: Call) {
        environment = call.request.parameter("environment")
        let names = call.request.query.filter { $0.name == "cluster" }.map(\.value)
        clusters = names.isEmpty ? nil : names
        place = "query."
    }

    /// The member that the person may have meant otherwise.
    var field: String { place + (clusters == nil ? "environment" : place.isEmpty ? "clusters" : "cluster") }

    fileprivate func field(ofCluster index: Int) -> String { place.isEmpty ? "clusters[\(index)]" : "query.cluster" }
}

extension API {
    /// The clusters that are meant, in the order of the fleet; without a word all. Names that nothing has are a
    /// problem.
    ///
    /// - Parameter mesh: Only clusters that run it; `nil`: whatever they run.
    func clusters(of targets: CheckTargets, running mesh: Mesh? = nil) async throws -> [Cluster] {
        let fleet = try await parts.fleet.fresh()
        var clusters = fleet.clusters.filter { mesh == nil || $0.mesh == mesh }
        if let name = targets.environment {
            let environment = try await environment(named: name, field: targets.place + "environment")
            clusters = clusters.filter { $0.environment == environment.id }
        }
        guard let names = targets.clusters else { return clusters }
        for (index, name) in names.enumerated() where !fleet.clusters.contains(where: { $0.name == name }) {
            throw Problem(
                .notFound, at: targets.field(ofCluster: index), "unknown", "There is no cluster \(name.shortened)")
        }
        return clusters.filter { names.contains($0.name) }
    }
}
