import Domain
import HTTPClient
import MeshTraffic
import Synchronization

/// The pods, services and mesh objects of some namespaces, kept up with an API server.
final class ClusterMirror: Sendable {
    private let content: MirrorContent
    private let watching: [Task<Void, Never>]

    private init(_ content: MirrorContent, _ watching: [Task<Void, Never>]) {
        self.content = content
        self.watching = watching
    }

    deinit { end() }

    /// Returns when everything that is there is known. `changed` is called after every change from then on.
    static func start(
        _ server: KubeServer, namespaces: [String], kinds: [PolicyKind], changed: @escaping @Sendable () -> Void
    ) async throws -> ClusterMirror {
        var configuration = HTTPClientConfiguration()
        // Each watch holds a connection where the server does not speak HTTP/2.
        configuration.connectionsPerHost = 0
        let client = HTTPClient(configuration)
        let content = MirrorContent()
        let watches = try await collections(server, namespaces, kinds).map { path, sort in
            (ResourceWatch(server: server, client: client, path: path), sort)
        }
        let places = try await withThrowingTaskGroup(of: (Int, String).self) { group in
            for (index, (watch, sort)) in watches.enumerated() {
                group.addTask { (index, try await watch.list { content.take($0, watch.path, sort) }) }
            }
            return try await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        let watching = watches.enumerated().map { index, element in
            let ((watch, sort), place) = (element, places[index] ?? "")
            return Task {
                await watch.run(after: place) { news in
                    content.take(news, watch.path, sort)
                    changed()
                }
            }
        }
        return ClusterMirror(content, watching)
    }

    var state: ClusterState { content.state }

    func end() { for task in watching { task.cancel() } }

    /// What is watched: of each kind the version that the server prefers, in every namespace.
    private static func collections(
        _ server: KubeServer, _ namespaces: [String], _ kinds: [PolicyKind]
    ) async throws -> [(path: String, sort: MirrorContent.Sort)] {
        var prefixes: [(prefix: String, plural: String, sort: MirrorContent.Sort)] = [
            ("/api/v1", "pods", .pods), ("/api/v1", "services", .services),
        ]
        for (kind, group) in kinds.flatMap({ kind in kind.groups.map { (kind, $0) } }) {
            let (status, document) = try await server.requests.send("GET", "/apis/\(group)")
            guard status == 200 else { continue }
            let served = (document["versions"]?.array ?? []).compactMap { $0["version"]?.string }
            // The first that the kind has, too: the versions of a group differ by kind.
            guard let version = kind.versions(in: group).first(where: served.contains) else { continue }
            prefixes.append(("/apis/\(group)/\(version)", kind.plural, .policies))
        }
        return namespaces.flatMap { namespace in
            prefixes.map { ("\($0.prefix)/namespaces/\(namespace)/\($0.plural)", $0.sort) }
        }
    }
}

/// The objects themselves.
final class MirrorContent: Sendable {
    enum Sort { case pods, services, policies }

    private struct Key: Hashable {
        let path: String
        let name: String
    }

    private let objects = Mutex<[Key: (sort: Sort, document: JSONValue)]>([:])

    var state: ClusterState {
        let all = objects.withLock { $0 }.sorted { ($0.key.path, $0.key.name) < ($1.key.path, $1.key.name) }.map(
            \.value)
        func some(_ sort: Sort) -> [JSONValue] { all.filter { $0.sort == sort }.map(\.document) }
        return ClusterState(pods: some(.pods), services: some(.services), policies: some(.policies))
    }

    func take(_ news: ResourceWatch.News, _ path: String, _ sort: Sort) {
        func key(_ object: JSONValue) -> Key { Key(path: path, name: object["metadata"]?["name"]?.string ?? "") }
        objects.withLock { objects in
            switch news {
            case .all(let all):
                objects = objects.filter { $0.key.path != path }
                for object in all { objects[key(object)] = (sort, object) }
            case .put(let object): objects[key(object)] = (sort, object)
            case .gone(let object): objects[key(object)] = nil
            }
        }
    }
}
