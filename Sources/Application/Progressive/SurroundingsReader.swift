package import Domain
import Mesh
import MeshModel
package import Ports

/// Reads what the mechanics of a bundle's kinds look at on a cluster.
package struct SurroundingsReader: Sendable {
    /// What a picture is of.
    package struct Scope: Hashable, Sendable {
        /// With its address and credentials: another one is another place.
        let cluster: Cluster
        /// What is looked at beside pods and services, in the versions that the cluster serves.
        let versions: [MeshResource: String]
    }

    private let objects: any ClusterObjects
    private let pods: any ClusterPods

    package init(objects: any ClusterObjects, pods: any ClusterPods) {
        self.objects = objects
        self.pods = pods
    }

    /// What is live, with everything that the rollout has captured put back to what it was: a retry decides the same as
    /// the first attempt. Throws `ClusterRefusal` or `PortError`.
    ///
    /// - Parameters:
    ///   - shared: Where others look at the same cluster, this is the same picture.
    ///   - isFresh: It is read after this call; else it may be one that watches keep.
    package func read(
        for targets: [ClusterTarget], companions: [CompanionCapture] = [], of cluster: Cluster,
        sharing shared: ClusterPictures, isFresh: Bool = false
    ) async throws -> ClusterPicture {
        let scope = Scope(cluster: cluster, versions: try await versions(of: Self.needs(of: targets)))
        let picture = try await shared.picture(scope, of: objects, isFresh: isFresh) { try await read(scope.versions) }
        let root = try await MeshConfigReading.root(for: targets.map(\.object.key.kind), objects)
        return picture.seen(by: targets, companions, rootNamespace: root)
    }

    private static func needs(of targets: [ClusterTarget]) -> Set<MeshResource> {
        Set(targets.map(\.object.key.kind)).reduce(into: []) { $0.formUnion(Mechanics.of($1).needs) }
    }

    /// Those that the cluster does not serve are missing.
    private func versions(of resources: Set<MeshResource>) async throws -> [MeshResource: String] {
        var versions: [MeshResource: String] = [:]
        for resource in resources {
            versions[resource] = try await objects.servedVersions(group: resource.group, plural: resource.plural).first
        }
        return versions
    }

    private func read(_ versions: [MeshResource: String]) async throws -> ClusterPicture {
        async let pods = pods.pods(namespace: nil, labelSelector: nil)
        async let services = objects.contents(of: .services(namespace: nil))
        var contents: [MeshObjectName: JSONValue] = [:]
        for (resource, version) in versions {
            let list = ResourceReference(
                group: resource.group, version: version, plural: resource.plural, namespace: nil)
            for live in try await objects.contents(of: list) {
                let (name, content) = ClusterPicture.content(live, of: resource, version)
                contents[name] = content
            }
        }
        return ClusterPicture(
            pods: try await pods.compactMap { Workload(pod: $0.body) },
            services: try await services.compactMap { MeshService(service: $0.body) }, contents: contents,
            versions: versions)
    }
}
