import Domain

/// Policies that choose pods by labels. Whether two selectors choose the same pod is asked by one label of each: those
/// with another value of the same label never do, those by different labels may.
extension StakeList {
    /// What most charts tell the parts of an application by.
    private static let identities = ["app", "app.kubernetes.io/name", "k8s-app"]

    /// - Parameter what: `pods` for who may call them, `proxies` for how theirs are set up.
    mutating func addPods(_ spec: JSONValue, of what: String) {
        let targets = (spec["targetRefs"]?.array ?? []) + [spec["targetRef"]].compactMap(\.self)
        guard targets.isEmpty else {
            for target in targets {
                whole("\(target["kind"]?.string ?? "") \(key.namespace)/\(target["name"]?.string ?? "")")
            }
            return
        }
        guard key.namespace != root else { return whole(what) }
        let selector = spec["selector"] ?? spec["workloadSelector"]
        addSelection(selector?["matchLabels"] ?? selector?["labels"], of: what)
    }

    private mutating func addSelection(_ labels: JSONValue?, of what: String) {
        let labels = labels?.object?.compactMapValues(\.string) ?? [:]
        let label = Self.identities.first { labels[$0] != nil } ?? labels.keys.min()
        within(what, by: "namespace")
        guard let label, let value = labels[label] else { return whole("\(what) of \(key.namespace)") }
        within("\(what) of \(key.namespace)", by: label)
        whole("\(what) of \(key.namespace) with \(label)=\(value)")
    }

    mutating func addServer(_ spec: JSONValue) {
        within("Servers of \(key.namespace)", by: "name")
        addSelection(spec["podSelector"]?["matchLabels"], of: "pods")
    }

    mutating func addServerAuthorization(_ spec: JSONValue) {
        if let name = spec["server"]?["name"]?.string { return server(name, in: key.namespace) }
        whole("Servers of \(key.namespace)")
    }

    /// Who says something of a Server is in its rollout: copies of both are made together.
    mutating func server(_ name: String, in namespace: String) {
        within("Servers of \(namespace)", by: "name")
        whole("\(PolicyKind.server.rawValue) \(namespace)/\(name)")
    }
}
