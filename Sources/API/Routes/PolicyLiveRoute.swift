import Application
import Domain
import Ports

extension API {
    static let policyLiveRoutes: [Route] = [
        Route("GET", "policies/{id}/live", .read, ["cluster"]) { try await $0.readLive($1) }
    ]

    /// The policy's object as clusters hold it now: of the cluster named, else of all that run its mesh.
    private func readLive(_ call: Call) async throws -> APIResponse {
        let policy = try await policy(try call.id("id", of: "policy", Policy.self))
        let asked: [Cluster]
        if let name = call.request.parameter("cluster") {
            asked = [try await cluster(named: name, field: "query.cluster")]
        } else {
            asked = try await parts.fleet.fresh().clusters
        }
        let clusters = asked.filter { $0.mesh == policy.key.mesh }
        let items = try await clusters.concurrentMap(limit: 8) { cluster in await live(policy.key, on: cluster) }
        return .json(whole(items))
    }

    /// A cluster that cannot be asked says so; the others answer all the same.
    private func live(_ key: PolicyKey, on cluster: Cluster) async -> JSONValue {
        var item: [String: JSONValue] = ["cluster": .string(cluster.name), "object": .null, "problem": .null]
        do {
            let objects = try await parts.clusters.objects(of: cluster)
            let served = try await objects.servedVersions(group: key.group, plural: key.kind.plural)
            guard let version = served.first else { throw ClusterRefusal.notServed("the kind is not served") }
            item["object"] = try await objects.get(ObjectReference(key, version: version))?.body ?? .null
        } catch let refusal as ClusterRefusal {
            item["problem"] = .string(refusal.explanation)
        } catch { item["problem"] = .string("\(error)") }
        return .object(item)
    }
}
