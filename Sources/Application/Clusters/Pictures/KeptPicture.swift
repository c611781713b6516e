import Domain
import Mesh
import MeshModel
import Ports

/// A cluster's picture that watches keep: it costs a cluster of thousands of pods what changes there, and not a list of
/// all of them for every deployment.
actor KeptPicture {
    /// What is watched, each by a watch of its own.
    private enum Part: Hashable {
        case pods
        case services
        case objects(MeshResource)
    }

    private let versions: [MeshResource: String]
    private let parts: Set<Part>
    /// Those of which everything has been told once.
    private var whole: Set<Part> = []
    /// Those whose watch stands.
    private var standing: Set<Part> = []
    private var pods: [String: Workload] = [:]
    private var services: [String: MeshService] = [:]
    private var contents: [MeshObjectName: JSONValue] = [:]
    /// As it was asked for last; `nil` since something has changed.
    private var picture: ClusterPicture?

    init(_ scope: SurroundingsReader.Scope) {
        versions = scope.versions
        parts = Set([.pods, .services] + versions.keys.map { .objects($0) })
    }

    /// The cluster as its watches have told it until now; `nil` where one of them does not stand.
    var value: ClusterPicture? {
        guard whole == parts, standing == parts else { return nil }
        if let picture { return picture }
        let made = ClusterPicture(
            pods: pods.values.sorted { $0.podName < $1.podName },
            services: services.values.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) },
            contents: contents, versions: versions)
        picture = made
        return made
    }

    /// Watches until the task is cancelled, or the cluster says that it cannot be watched.
    func keep(_ objects: any ClusterObjects) async {
        try? await withThrowingTaskGroup(of: Void.self) { group in
            for part in parts {
                group.addTask { try await objects.watch(self.reference(part)) { await self.take($0, part) } }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
        standing = []
    }

    private nonisolated func reference(_ part: Part) -> ResourceReference {
        switch part {
        case .pods: .pods(namespace: nil)
        case .services: .services(namespace: nil)
        case .objects(let resource):
            ResourceReference(
                group: resource.group, version: versions[resource] ?? "", plural: resource.plural, namespace: nil)
        }
    }

    private func take(_ news: ObjectNews, _ part: Part) {
        switch news {
        case .all(let objects):
            forget(part)
            for object in objects { put(object, part) }
            whole.insert(part)
        case .changed(let object): put(object, part)
        case .gone(let object): remove(object, part)
        case .standing: standing.insert(part)
        case .lost: standing.remove(part)
        }
    }

    private func put(_ object: LiveObject, _ part: Part) {
        switch part {
        case .pods:
            let pod = Workload(pod: object.body)
            // Most news of pods are about what nobody looks at here.
            if pods[object.uid] == pod { return }
            pods[object.uid] = pod
        case .services: services[object.uid] = MeshService(service: object.body)
        case .objects(let resource):
            let (name, body) = ClusterPicture.content(object, of: resource, versions[resource] ?? "")
            contents[name] = body
        }
        picture = nil
    }

    private func remove(_ object: LiveObject, _ part: Part) {
        switch part {
        case .pods: pods[object.uid] = nil
        case .services: services[object.uid] = nil
        case .objects(let resource):
            contents[MeshObjectName(resource: resource, namespace: object.namespace, name: object.name)] = nil
        }
        picture = nil
    }

    private func forget(_ part: Part) {
        switch part {
        case .pods: pods = [:]
        case .services: services = [:]
        case .objects(let resource): contents = contents.filter { $0.key.resource != resource }
        }
        picture = nil
    }
}
