package import Domain
package import Mesh
import MeshModel
package import Ports

/// A cluster as the mechanics see it, and as it is.
package struct ClusterPicture: Sendable {
    package private(set) var surroundings: Surroundings
    /// The version of each resource that the cluster serves.
    package let versions: [MeshResource: String]

    /// - Parameter contents: What is there, without the server's and HotSwap's marks.
    init(
        pods: [Workload], services: [MeshService], contents: [MeshObjectName: JSONValue],
        versions: [MeshResource: String]
    ) {
        surroundings = Surroundings(pods: pods, services: services, objects: contents)
        self.versions = versions
    }

    /// An object of a list or a watch, as pictures hold it.
    static func content(
        _ live: LiveObject, of resource: MeshResource, _ version: String
    ) -> (MeshObjectName, JSONValue) {
        var body = live.body
        body["apiVersion"] = .string(resource.group.isEmpty ? version : "\(resource.group)/\(version)")
        body["kind"] = .string(resource.kind)
        let name = MeshObjectName(resource: resource, namespace: live.namespace, name: live.name)
        return (name, ObjectContent.of(body))
    }

    /// As a bundle sees the cluster: everything that it has captured is what it was.
    ///
    /// - Parameter rootNamespace: Where Istio's objects are for the whole mesh.
    func seen(
        by targets: [ClusterTarget], _ companions: [CompanionCapture],
        rootNamespace: String = Surroundings.usualRootNamespace
    ) -> ClusterPicture {
        var changes: [MeshObjectName: JSONValue?] = [:]
        for companion in companions {
            changes[MeshObjectName(companion.reference)] = .some(companion.before.map { ObjectContent.of($0) })
        }
        for target in targets {
            let before = target.object.capture.map(\.before) ?? target.live?.body
            changes[MeshObjectName(target.reference)] = .some(before.map { ObjectContent.of($0) })
        }
        var picture = self
        picture.surroundings = surroundings.replacing(changes)
        picture.surroundings.rootNamespace = rootNamespace
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
