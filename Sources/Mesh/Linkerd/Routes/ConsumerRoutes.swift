import Domain

/// Copies of an HTTPRoute in the namespaces of its Service's clients ("consumer routes").
///
/// Linkerd gives a client the routes of the Service's namespace and those of its own *together*, and of two equal
/// matches the older route wins. So a copy beside a route that is there already names the hosts by which the Service is
/// called: a match with a host says more than any without. Where there was no route, a copy is alone.
struct ConsumerRoutes {
    let outbound: OutboundChange
    let cohort: Cohort

    private var change: PolicyChange { outbound.change }
    private var namespace: String { change.key.namespace }

    /// The new version for the clients of each namespace.
    func copies() throws(Impossible) -> [String: MeshObject] {
        try check()
        let document = consumed()
        let main = MeshObject(name: MeshObjectName(change.key), document: document)
        let named = try candidates().map { ($0, main.copy(for: cohort, namespace: $0)) }
        return Dictionary(named) { first, _ in first }
    }

    private func candidates() throws(Impossible) -> [String] {
        let found = outbound.surroundings.clientNamespaces.filter { client in
            client != namespace && outbound.otherRoute(in: client) == nil
                && outbound.parents.allSatisfy { outbound.profile(of: $0, in: client) == nil }
        }
        guard !found.isEmpty else {
            throw refusal(
                "there is no namespace with meshed clients beside the Service's own that has not got a route or a"
                    + " ServiceProfile for it already")
        }
        return found
    }

    private func check() throws(Impossible) {
        guard outbound.parents.allSatisfy({ $0.namespace == namespace }) else {
            throw refusal("the route is for the clients of its own namespace alone, which is one unit")
        }
        guard [change.old, change.new].allSatisfy({ $0?["spec"]?["hostnames"] == nil }) else {
            throw refusal("the route has hostnames, so that a copy of it would not win over it")
        }
        guard hosts.count <= RouteRules.limit else {
            throw refusal("the route is for more Services than the hostnames of a copy could name")
        }
        if let other = outbound.otherRoute(in: namespace) {
            throw refusal("\(other) is for the same Service, and a copy would win over that as well")
        }
        guard let old = change.old, let new = change.new, !RouteRules.coversEverything(new) else { return }
        let matches = RouteRules.allMatches(of: new)
        guard let lost = RouteRules.allMatches(of: old).first(where: { !matches.contains($0) }) else { return }
        throw refusal(
            "the new version leaves requests to \(lost.jsonText) without a rule; a copy beside the old version would"
                + " leave them to the old rule")
    }

    /// The new version as a consumer writes it: everything of another namespace says so.
    private func consumed() -> JSONValue {
        var document = change.new ?? silent ?? .object([:])
        let parents = qualified(document["spec"]?["parentRefs"])
        document["spec"]?["parentRefs"] = parents
        let rules = RouteRules.of(document).map { rule in
            var rule = rule
            rule["backendRefs"] = qualified(rule["backendRefs"])
            rule["filters"] = (rule["filters"]?.array).map { .array($0.map(mirrored)) }
            return rule
        }
        document["spec"]?["rules"] = .array(rules)
        if change.old != nil { document["spec"]?["hostnames"] = .array(hosts.map { .string($0) }) }
        return document
    }

    /// The route as if there were none: one rule for everything, to the Service itself. `nil` where there is a new one.
    var silent: JSONValue? {
        guard change.new == nil, var document = change.old else { return nil }
        for key in document.meshAnnotations.keys { document["metadata"]?["annotations"]?[key] = nil }
        document["spec"]?["rules"] = [["matches": [RouteRules.everything]]]
        return document
    }

    /// The names by which clients call the Services, from the shortest to the longest.
    private var hosts: [String] {
        Set(outbound.parents.map(\.name)).sorted().flatMap { name in
            let full = ".\(namespace).svc.\(outbound.surroundings.clusterDomain)"
            return ["", ".\(namespace)", ".\(namespace).svc", full].map { name + $0 }
        }
    }

    private func qualified(_ references: JSONValue?) -> JSONValue? {
        (references?.array).map { .array($0.map(qualified)) }
    }

    private func qualified(_ reference: JSONValue) -> JSONValue {
        guard reference["namespace"] == nil else { return reference }
        var qualified = reference
        qualified["namespace"] = .string(namespace)
        return qualified
    }

    private func mirrored(_ filter: JSONValue) -> JSONValue {
        guard let backend = filter["requestMirror"]?["backendRef"] else { return filter }
        var mirrored = filter
        mirrored["requestMirror"]?["backendRef"] = qualified(backend)
        return mirrored
    }

    private func refusal(_ reason: String) -> Impossible {
        Impossible("\(reason). Roll it out cluster by cluster", offers: [.clusters])
    }
}
