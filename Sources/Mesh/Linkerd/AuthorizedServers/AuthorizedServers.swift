import Domain
import MeshModel

/// Which policies of a rollout go together as one: Servers and the ServerAuthorizations that are for them.
///
/// Each of the two alone would copy what the other changes: the cohort would have the new Server with who was let in
/// before, or the old Server with who is to be let in.
struct AuthorizedServers {
    /// A Server with its two versions; the same where it is only live.
    struct Concerned {
        let change: PolicyChange
        let isOwn: Bool
    }

    let namespace: String
    /// All Servers that a version of one of the authorizations is for, by name.
    private(set) var servers: [Concerned] = []
    /// In the order of their names.
    private(set) var authorizations: [PolicyChange] = []

    /// `nil` where the change has to do with no other of its rollout.
    init?(with change: PolicyChange, in surroundings: Surroundings) {
        guard [.server, .serverAuthorization].contains(change.key.kind) else { return nil }
        namespace = change.key.namespace
        let search = Search(namespace: namespace, changes: surroundings.together.servers, surroundings)
        var (names, found): (Set<String>, [PolicyKey: PolicyChange]) = ([], [:])
        var open: [PolicyChange] = []
        func meet(_ server: String) {
            guard names.insert(server).inserted else { return }
            for other in search.authorizations(of: server) where found[other.key] == nil {
                found[other.key] = other
                open.append(other)
            }
        }
        if change.key.kind == .server {
            meet(change.key.name)
        } else {
            (found[change.key], open) = (change, [change])
        }
        while let next = open.popLast() { search.servers(of: next).forEach(meet) }
        authorizations = found.values.sorted { $0.key < $1.key }
        servers = names.sorted().compactMap(search.server)
        guard changes.count > 1 else { return nil }
    }

    /// The policies of the rollout, the one that leads first.
    var changes: [PolicyChange] { servers.filter(\.isOwn).map(\.change) + authorizations }

    /// Whether the cluster has the new versions of all of them already.
    var isIdle: Bool { changes.allSatisfy(\.isIdle) }

    /// One book for all of them, entered for the first; the others' say so.
    func book(
        of key: PolicyKey, in surroundings: Surroundings, cohort: Cohort
    ) throws(Impossible) -> any RolloutBook {
        let book = try AuthorizedServersBook(self, in: surroundings, cohort: cohort)
        let first = changes[0].key
        return key == first ? book : LedBook(leading: LeadingBook(key: first, book: book))
    }

    /// Who has to do with whom in a namespace.
    private struct Search {
        let namespace: String
        let changes: ServerChanges
        let surroundings: Surroundings

        init(namespace: String, changes: ServerChanges, _ surroundings: Surroundings) {
            (self.namespace, self.changes, self.surroundings) = (namespace, changes, surroundings)
        }

        /// `nil`: there is none, neither before nor after.
        func server(_ name: String) -> Concerned? {
            if let change = changes.server(name, in: namespace) { return Concerned(change: change, isOwn: true) }
            let key = PolicyKey(
                kind: .server, group: MeshResource.linkerdServer.group, namespace: namespace, name: name)
            guard let live = surroundings.objects[MeshObjectName(key)] else { return nil }
            return Concerned(change: PolicyChange(key: key, old: live, new: live), isOwn: false)
        }

        func authorizations(of name: String) -> [PolicyChange] {
            changes.authorizations(of: name, server(name)?.change.versions ?? [], in: namespace)
        }

        func servers(of authorization: PolicyChange) -> [String] {
            authorization.versions.map(ServerSelection.init).flatMap { choice -> [String] in
                if let name = choice.name { return [name] }
                let own = changes.servers(in: namespace).filter { change in
                    change.versions.contains { choice.takes(change.key.name, $0) }
                }
                let live = surroundings.objects(of: .linkerdServer).filter {
                    $0.name.namespace == namespace && choice.takes($0.name.name, $0.document)
                }
                return own.map(\.key.name) + live.map(\.name.name)
            }
        }
    }
}
