package import Domain
package import Mesh
import MeshModel
package import Ports

/// Reads what the mechanics of a bundle's kinds look at on a cluster.
package struct SurroundingsReader: Sendable {
    /// Readings of whole clusters that jobs share: what the cluster holds of these resources, beside pods and services.
    package typealias Shared = SharedReading<Scope, ClusterPicture>

    /// What a reading is of.
    package struct Scope: Hashable, Sendable {
        let cluster: ID<Cluster>
        let resources: Set<MeshResource>
    }

    private let objects: any ClusterObjects
    private let pods: any ClusterPods

    package init(objects: any ClusterObjects, pods: any ClusterPods) {
        self.objects = objects
        self.pods = pods
    }

    /// What is live, with everything that the rollout has captured put back to what it was: a retry decides the same as
    /// the first attempt. Who asks at the same time shares a reading, which begins after this call. Throws
    /// `ClusterRefusal` or `PortError`.
    package func read(
        for targets: [ClusterTarget], companions: [CompanionCapture] = [], of cluster: ID<Cluster>,
        sharing shared: Shared
    ) async throws -> ClusterPicture {
        let scope = Scope(cluster: cluster, resources: Self.needs(of: targets))
        return try await shared.value(scope) { try await read(scope.resources) }.seen(by: targets, companions)
    }

    private static func needs(of targets: [ClusterTarget]) -> Set<MeshResource> {
        Set(targets.map(\.object.key.kind)).reduce(into: []) { $0.formUnion(Mechanics.of($1).needs) }
    }

    private func read(_ resources: Set<MeshResource>) async throws -> ClusterPicture {
        async let pods = pods.pods(namespace: nil, labelSelector: nil)
        async let services = objects.list(.services(namespace: nil))
        var picture = ClusterPicture()
        for resource in resources { try await read(resource, into: &picture) }
        picture.pods = try await pods.compactMap { Workload(pod: $0.body) }
        picture.services = try await services.compactMap { MeshService(service: $0.body) }
        return picture
    }

    private func read(_ resource: MeshResource, into picture: inout ClusterPicture) async throws {
        let served = try await objects.servedVersions(group: resource.group, plural: resource.plural)
        guard let version = served.first else { return }
        picture.versions[resource] = version
        let list = ResourceReference(group: resource.group, version: version, plural: resource.plural, namespace: nil)
        for live in try await objects.list(list) {
            let reference = ObjectReference(
                group: resource.group, version: version, plural: resource.plural, kind: resource.kind,
                namespace: live.namespace, name: live.name)
            var body = live.body
            body["apiVersion"] = .string(reference.apiVersion)
            body["kind"] = .string(resource.kind)
            picture.put(body, at: reference)
        }
    }
}

/// A cluster as the mechanics see it, and as it is.
package struct ClusterPicture: Sendable {
    package private(set) var surroundings = Surroundings(pods: [], services: [], objects: [:])
    /// The version of each resource that the cluster serves.
    package var versions: [MeshResource: String] = [:]
    fileprivate(set) var pods: [Workload] = []
    fileprivate(set) var services: [MeshService] = []
    /// What was there before the rollout, without the server's and HotSwap's marks.
    fileprivate(set) var contents: [MeshObjectName: JSONValue] = [:]

    fileprivate mutating func put(_ body: JSONValue?, at reference: ObjectReference) {
        contents[MeshObjectName(reference)] = body.map { ObjectContent.of($0) }
    }

    /// As a bundle sees the cluster: everything that it has captured is what it was.
    fileprivate func seen(by targets: [ClusterTarget], _ companions: [CompanionCapture]) -> ClusterPicture {
        var picture = self
        for companion in companions { picture.put(companion.before, at: companion.reference) }
        for target in targets {
            picture.put(target.object.capture.map(\.before) ?? target.live?.body, at: target.reference)
        }
        picture.surroundings = Surroundings(pods: pods, services: services, objects: picture.contents)
        return picture
    }

    /// Where an object of the rollout is found; `nil` where the cluster does not serve its resource.
    package func reference(of name: MeshObjectName, document: JSONValue? = nil) -> ObjectReference? {
        let written = document?["apiVersion"]?.string?.split(separator: "/").last.map(String.init)
        guard let version = versions[name.resource] ?? written else { return nil }
        return ObjectReference(
            group: name.resource.group, version: version, plural: name.resource.plural, kind: name.resource.kind,
            namespace: name.namespace, name: name.name)
    }
}

extension MeshObjectName {
    package init(_ reference: ObjectReference) {
        self.init(
            resource: MeshResource(group: reference.group, kind: reference.kind, plural: reference.plural),
            namespace: reference.namespace, name: reference.name)
    }
}
