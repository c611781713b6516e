import Domain
import MeshModel

extension SetIndex {
    /// Linkerd's Servers by `namespace`, by `namespace key=value` for each of their own labels, and by
    /// `namespace:port key=value` for each label that they demand of pods (`namespace:port` where they demand none);
    /// `namespace:port *` finds all of a port that select pods.
    static let linkerdServers = SetIndex("linkerd servers", of: [.server]) { server in
        var words = [server.namespace] + server.labels.map { "\(server.namespace) \($0.key)=\($0.value)" }
        guard let port = portText(server.spec["port"]), server.selectsPods else { return words }
        let wanted = server.spec["podSelector"]["matchLabels"].texts
        let place = "\(server.namespace):\(port)"
        words.append("\(place) *")
        if wanted.isEmpty { words.append(place) } else { words += wanted.map { "\(place) \($0.key)=\($0.value)" } }
        return words
    }

    /// A port of a Server, by name or number, as words of indexes have it.
    static func portText(_ field: Field) -> String? { field.string ?? field.int.map { String($0) } }

    /// What authorizes requests to Servers: `server namespace/name` for those that name it, `servers namespace` for
    /// those that look at labels or are for all of a namespace.
    static let linkerdAuthorizations = SetIndex(
        "linkerd authorizations", of: [.serverAuthorization, .linkerdAuthorizationPolicy]
    ) { object in
        if object.kind == .serverAuthorization {
            return object.spec["server"]["name"].string.map { ["server \(object.namespace)/\($0)"] }
                ?? ["servers \(object.namespace)"]
        }
        guard let target = TargetReference(object.spec["targetRef"]) else { return [] }
        if target.isA(.namespace) { return ["servers \(object.namespace)"] }
        let kind = target.isA(.server) ? "server" : "route"
        return target.name.map { ["\(kind) \(object.namespace)/\($0)"] } ?? []
    }
}

extension ValidationSet {
    /// What authorizes requests to a Server, without what is for its routes only.
    func linkerdAuthorizations(of server: KnownObject) -> [KnownObject] {
        objects(.linkerdAuthorizations, "server \(server.namespace)/\(server.name)")
            + objects(.linkerdAuthorizations, "servers \(server.namespace)").filter { object in
                object.kind == .linkerdAuthorizationPolicy
                    || LabelSelector(object.spec["server"]["selector"].value).selects(server.labels)
            }
    }

    /// The Servers that a ServerAuthorization's selector takes.
    func hasServer(selectedBy selector: JSONValue, in namespace: String) -> Bool {
        let labels = selector["matchLabels"]?.object?.compactMapValues(\.string) ?? [:]
        let word = labels.min { $0.key < $1.key }.map { "\(namespace) \($0.key)=\($0.value)" } ?? namespace
        let selector = LabelSelector(selector)
        return objects(.linkerdServers, word).contains { selector.selects($0.labels) }
    }

    /// The pods and templates that a Server selects, or may; none where it does not say by texts which.
    func workloads(of server: KnownObject) -> [Workload] {
        server.selectsPods ? workloads(askedBy: server.spec["podSelector"], in: server.namespace) : []
    }
}

extension KnownObject {
    /// Whether it is a Server for pods, and says by texts for which: of `app: off` nobody knows what is meant.
    var selectsPods: Bool {
        let selector = spec["podSelector"]
        return selector.value.object != nil && selector["matchLabels"].labelSelector != nil
    }
}

extension ValidationSet {
    /// The ports that the containers of a workload's pods name, and that Linkerd's proxy names beside them, where its
    /// injector puts one there, or may.
    func ports(of workload: Workload) -> [(name: String?, number: Int64)] {
        workload.containerPorts + (mayHaveLinkerd(workload) ? [("linkerd-proxy", 4143), ("linkerd-admin", 4191)] : [])
    }
}

extension Workload {
    fileprivate var containerPorts: [(name: String?, number: Int64)] {
        ["initContainers", "containers"].flatMap { pod["spec"][$0].elements }.flatMap { $0["ports"].elements }
            .compactMap { port in port["containerPort"].int.map { (port["name"].string, $0) } }
    }
}
