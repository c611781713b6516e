import Domain
import MeshModel

/// The changes of a rollout that are Servers or authorize them, found by the Server.
struct ServerChanges: Sendable {
    /// The Servers by namespace and name.
    private var servers: [String: [String: PolicyChange]] = [:]
    /// The ServerAuthorizations that name a Server in one of their versions.
    private var naming: [String: [String: [PolicyChange]]] = [:]
    /// Those that choose Servers by label in one of their versions.
    private var selecting: [String: [PolicyChange]] = [:]

    init(_ changes: [PolicyChange]) {
        for change in changes {
            let namespace = change.key.namespace
            switch change.key.kind {
            case .server: servers[namespace, default: [:]][change.key.name] = change
            case .serverAuthorization:
                let choices = change.versions.map(ServerSelection.init)
                for name in Set(choices.compactMap(\.name)) {
                    naming[namespace, default: [:]][name, default: []].append(change)
                }
                if choices.contains(where: { $0.name == nil }) { selecting[namespace, default: []].append(change) }
            default: continue
            }
        }
    }

    func server(_ name: String, in namespace: String) -> PolicyChange? { servers[namespace]?[name] }

    func servers(in namespace: String) -> [PolicyChange] {
        (servers[namespace]?.values).map { $0.sorted { $0.key < $1.key } } ?? []
    }

    /// The changes that are for a Server in one of their versions.
    /// - Parameter versions: The Server's.
    func authorizations(of name: String, _ versions: [JSONValue], in namespace: String) -> [PolicyChange] {
        (naming[namespace]?[name] ?? [])
            + (selecting[namespace] ?? []).filter { change in
                change.versions.map(ServerSelection.init).contains { choice in
                    versions.contains { choice.takes(name, $0) }
                }
            }
    }
}

/// Which Servers of its namespace one version of a ServerAuthorization is for.
struct ServerSelection: Hashable, Sendable {
    /// `nil`: by label.
    let name: String?
    private let selector: LabelSelector

    init(_ authorization: JSONValue) {
        let server = authorization["spec"]?["server"]
        name = server?["name"]?.string
        selector = LabelSelector(server?["selector"])
    }

    func takes(_ server: String, _ document: JSONValue) -> Bool {
        name.map { $0 == server } ?? selector.selects(document.objectLabels)
    }

    /// Whether Servers without labels are among them.
    var takesUnlabelled: Bool { name == nil && selector.selects([:]) }
}

extension PolicyChange {
    /// Those that there are, the old one first.
    var versions: [JSONValue] { [old, new].compactMap(\.self) }
}
