package import Domain
package import Mesh
import MeshModel
package import Ports

/// What deployments have to do with beside their own objects, so that no two of them meet.
package enum DeploymentStakes {
    /// As far as the versions themselves say it, by cluster. Where a mesh has another root namespace than the usual
    /// one, only the cluster can say so (`found`).
    static func of(
        _ objects: [PlannedObject], of policies: [ID<Policy>: Policy],
        saying contents: [PolicyReference: PolicyContent],
        _ way: Stakes.Way
    ) -> [ID<Cluster>: [Stake]] {
        var stakes: [PolicyReference: [Stake]] = [:]
        var byCluster: [ID<Cluster>: [Stake]] = [:]
        for object in objects {
            let version = PolicyReference(policy: object.policy, version: object.version)
            guard let key = policies[object.policy]?.key else { continue }
            let own = stakes[version] ?? Stakes.of(key, [contents[version]?.document].compactMap(\.self), way)
            stakes[version] = own
            byCluster[object.cluster, default: []] += own
        }
        return byCluster.mapValues { Stake.joined($0) }
    }

    /// All of a bundle, where the cluster shows more than the versions say; `nil`: it does not.
    ///
    /// - Parameters:
    ///   - live: What stands there now: what it says of hosts and pods is given up with it.
    ///   - found: What the mechanics have to do with beside the policies.
    ///   - root: The root namespace of the cluster's mesh.
    package static func found(
        for bundle: Bundle, live: [ID<Policy>: JSONValue], beside found: [Stake], root: String
    ) -> [Stake]? {
        let way = Stakes.Way.of(bundle.deployment)
        let versions = bundle.objects.map { ($0, [$0.content?.document].compactMap(\.self)) }
        let said = Stake.joined(versions.flatMap { Stakes.of($0.0.key, $0.1, way) })
        let all = versions.flatMap { object, documents in
            Stakes.of(object.key, documents + [live[object.policy]].compactMap(\.self), way, root: root)
        }
        let joined = Stake.joined(all + found)
        return joined == said ? nil : joined
    }
}

extension Stakes.Way {
    package static func of(_ deployment: Deployment) -> Stakes.Way {
        deployment.strategy == .direct || deployment.rollbackOf != nil ? .atOnce : .stepByStep
    }
}
