import Application
import Domain
import MeshModel
import Ports

extension API {
    static let clusterInsightRoutes: [Route] = [
        Route("GET", "clusters/{name}/check", .read) { try await $0.checkCluster($1) },
        Route("GET", "clusters/{name}/instances", .read, ["namespace", "policy"]) { try await $0.listInstances($1) },
    ]

    /// Whether the cluster answers, which versions of the mesh's kinds it serves and what the credentials may do.
    private func checkCluster(_ call: Call) async throws -> APIResponse {
        let cluster = try await cluster(named: call.parameters["name"] ?? "")
        do {
            return .json(try await ClusterCheck(try await parts.clusters.objects(of: cluster)).run(cluster).json)
        } catch let error as PortError {
            return .json(ClusterCheck.failure(of: cluster, "\(error)"))
        } catch let refusal as ClusterRefusal {
            return .json(ClusterCheck.failure(of: cluster, refusal.explanation))
        }
    }

    /// The pods and services that a policy can reach: those of the cluster, narrowed by `policy` or `namespace`.
    private func listInstances(_ call: Call) async throws -> APIResponse {
        let cluster = try await cluster(named: call.parameters["name"] ?? "")
        let id = try call.idParameter("policy", Policy.self)
        let inventory = try await inventory(of: cluster, namespace: call.request.parameter("namespace"))
        guard let id else { return .json(inventory.json) }
        guard let policy = try await parts.policies.policy(id) else {
            throw Problem(.notFound, at: "query.policy", "unknown", "There is no policy \(id)")
        }
        guard policy.key.mesh == cluster.mesh,
            let version = try await parts.policies.version(id, number: policy.latestVersion),
            let document = version.content.document
        else { return .json(Inventory(pods: [], services: []).json) }
        let root = try await asking(cluster) {
            try await MeshConfigReading.root(for: [policy.key.kind], try await parts.clusters.objects(of: cluster))
        }
        return .json(Reach.of(document, kind: policy.key.kind, in: inventory, root: root).json)
    }

    private func inventory(of cluster: Cluster, namespace: String?) async throws -> Inventory {
        try await asking(cluster) {
            let objects = try await parts.clusters.objects(of: cluster)
            async let pods = objects.contents(of: .pods(namespace: namespace))
            async let services = objects.contents(of: .services(namespace: namespace))
            async let servers = servers(of: cluster, namespace, objects)
            return Inventory(
                pods: try await pods.compactMap { Workload(pod: $0.body) },
                services: try await services.compactMap { MeshService(service: $0.body) }, servers: try await servers)
        }
    }

    /// Linkerd's Servers, which its other policies refer to.
    private func servers(
        of cluster: Cluster, _ namespace: String?, _ objects: any ClusterObjects
    ) async throws -> [JSONValue] {
        let kind = PolicyKind.server
        guard cluster.mesh == .linkerd, let group = kind.groups.first,
            let version = try await objects.servedVersions(group: group, plural: kind.plural).first
        else { return [] }
        return try await objects.contents(
            of: ResourceReference(group: group, version: version, plural: kind.plural, namespace: namespace)
        ).map(\.body)
    }

    /// Work that needs a cluster's answers: one that is away is 503, one that refuses 502. Errors of the database are
    /// told from those of the cluster by their subject.
    func asking<Value: Sendable>(_ cluster: Cluster, _ work: () async throws -> Value) async throws -> Value {
        do { return try await work() } catch let error as PortError where error.subject != "PostgreSQL" {
            throw Problem(error.kind == .transient ? .unavailable : .clusterRefused, "\(error)")
        } catch let refusal as ClusterRefusal {
            throw Problem(.clusterRefused, "cluster \(cluster.name): \(refusal.explanation)")
        }
    }
}
