import Domain
import MeshModel

/// What has to say of the cohort's copies of Servers all that is said of the Servers: each policy that names one of
/// them gets a companion that names its copy.
struct CanaryCompanions {
    let namespace: String
    let cohort: Cohort
    /// The Servers that have copies, as they are (the cohort's version of them, where they are what changes).
    let servers: [String: JSONValue]
    /// Whether the copies have their Server's labels, so that policies which select Servers by label find them too.
    let keepsLabels: Bool

    /// The companions of everything there is, except of the changing policy itself.
    /// - Parameter own: The changing policy: it makes its own companions, but who names it is to name them.
    func all(in surroundings: Surroundings, except own: MeshObject? = nil) throws(Impossible) -> [MeshObject] {
        let objects = MeshResource.serverCompanions.flatMap { surroundings.objects(of: $0) }
            .filter { $0.name.namespace == namespace && $0.name != own?.name }
        var routes = Set(objects.filter { route(of: $0) != nil }.map(\.name))
        if let own, MeshResource.linkerdRoutes.contains(own.name.resource) { routes.insert(own.name) }
        var companions: [MeshObject] = []
        for object in objects { companions += try of(object, routes: routes) }
        return companions
    }

    /// The companions of one policy.
    /// - Parameter routes: The routes that have companions.
    func of(_ object: MeshObject, routes: Set<MeshObjectName> = []) throws(Impossible) -> [MeshObject] {
        switch object.name.resource {
        case .linkerdServerAuthorization: try authorizations(of: object)
        case .linkerdAuthorizationPolicy, .linkerdRateLimit: [target(of: object, routes)].compactMap(\.self)
        default: [route(of: object)].compactMap(\.self)
        }
    }

    /// A copy of a route on Servers, on their copies alone.
    private func route(of object: MeshObject) -> MeshObject? {
        let parents = (object.document["spec"]?["parentRefs"]?.array ?? []).compactMap { reference -> JSONValue? in
            let parent = RouteParent(reference, of: object.document, in: namespace)
            guard parent.kind == .server, parent.namespace == namespace, servers[parent.name] != nil else { return nil }
            var mapped = reference
            mapped["name"] = .string(cohort.copyName(of: parent.name))
            return mapped
        }
        guard !parents.isEmpty else { return nil }
        var companion = object.copy(for: cohort).document
        companion["spec"]?["parentRefs"] = .array(parents)
        return MeshObject(name: object.copy(for: cohort).name, document: companion)
    }

    /// AuthorizationPolicies and rate limits have one target, by name; those with the namespace as target are for
    /// every Server anyway.
    private func target(of object: MeshObject, _ routes: Set<MeshObjectName>) -> MeshObject? {
        guard let target = object.document["spec"]?["targetRef"], let name = target["name"]?.string else { return nil }
        let kind = target["kind"]?.string?.lowercased()
        let group = target["group"]?.string?.lowercased() ?? ""
        let isCopied =
            kind == "server"
            ? servers[name] != nil
            : routes.contains {
                $0.name == name && $0.resource.kind.lowercased() == kind && $0.resource.group == group
            }
        guard isCopied else { return nil }
        let copy = object.copy(for: cohort)
        var document = copy.document
        document["spec"]?["targetRef"]?["name"] = .string(cohort.copyName(of: name))
        return MeshObject(name: copy.name, document: document)
    }

    /// By name one companion; by label one for each copy that has not got the labels.
    private func authorizations(of object: MeshObject) throws(Impossible) -> [MeshObject] {
        let server = object.document["spec"]?["server"]
        if let name = server?["name"]?.string {
            return servers[name] == nil ? [] : [authorization(object, for: name, of: object.name.name)]
        }
        guard !keepsLabels else { return [] }
        let selector = LabelSelector(server?["selector"])
        let selected = servers.filter { selector.selects($0.value.objectLabels) }.map(\.key).sorted()
        if selector.selects([:]) {
            // The copies have no labels: it is for all of them, as it is for all of their Servers.
            if selected.count == servers.count { return [] }
            throw Impossible(
                "\(object.name) selects Servers without labels: it would reach a copy of a Server that it does not"
                    + " select. Give its selector a matchLabels, or roll the change out cluster by cluster",
                offers: [.clusters])
        }
        return selected.map { authorization(object, for: $0, of: "\(object.name.name)-\($0)") }
    }

    private func authorization(_ object: MeshObject, for server: String, of name: String) -> MeshObject {
        let copy = object.copy(for: cohort, of: name)
        var document = copy.document
        document["spec"]?["server"] = ["name": .string(cohort.copyName(of: server))]
        return MeshObject(name: copy.name, document: document)
    }
}
