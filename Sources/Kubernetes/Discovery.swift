import Domain
import Ports
import Synchronization

/// Which versions of which resources a cluster serves, asked rarely: every deployment wants to know.
final class Discovery: Sendable {
    /// A group's versions in the server's order of preference, with the resources of each.
    typealias Group = [(version: String, plurals: Set<String>)]

    private struct Known {
        let group: Group
        let at: ContinuousClock.Instant
    }

    private let connection: APIConnection
    private let lifetime: Duration
    private let known = Mutex<[String: Known]>([:])

    /// `lifetime`: how long an answer is believed.
    init(connection: APIConnection, lifetime: Duration) {
        self.connection = connection
        self.lifetime = lifetime
    }

    func versions(group: String, plural: String) async throws -> [String] {
        try await find(group).filter { $0.plurals.contains(plural) }.map(\.version)
    }

    func forget(group: String) {
        known.withLock { $0[group] = nil }
    }

    private func find(_ name: String) async throws -> Group {
        let now = ContinuousClock.now
        if let found = known.withLock({ $0[name] }), now - found.at < lifetime { return found.group }
        let group = try await ask(name)
        // "Not there" is not kept: it ends the moment that somebody installs the mesh.
        if !group.isEmpty { known.withLock { $0[name] = Known(group: group, at: now) } }
        return group
    }

    private func ask(_ name: String) async throws -> Group {
        let versions = try await versions(of: name)
        return try await withThrowingTaskGroup(of: (Int, Set<String>).self) { tasks in
            for (index, version) in versions.enumerated() {
                tasks.addTask { (index, try await self.resources(group: name, version: version)) }
            }
            var group: Group = versions.map { ($0, []) }
            for try await (index, plurals) in tasks { group[index].plurals = plurals }
            return group
        }
    }

    /// The preferred version first, the others in the server's order.
    private func versions(of group: String) async throws -> [String] {
        if group.isEmpty { return ["v1"] }
        guard let document = try await document("/apis/\(ResourcePath.segment(group))") else { return [] }
        let all = (document["versions"]?.array ?? []).compactMap { $0["version"]?.string }
        guard let preferred = document["preferredVersion"]?["version"]?.string else { return all }
        return [preferred] + all.filter { $0 != preferred }
    }

    private func resources(group: String, version: String) async throws -> Set<String> {
        let document = try await document(ResourcePath.root(group: group, version: version))
        return Set((document?["resources"]?.array ?? []).compactMap { $0["name"]?.string })
    }

    /// `nil` where the server does not know the path.
    private func document(_ path: String) async throws -> JSONValue? {
        do {
            return try await connection.document(KubernetesCall(.get, path))
        } catch let refusal as ClusterRefusal {
            guard case .notServed = refusal else { throw refusal }
            return nil
        }
    }
}
