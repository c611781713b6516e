import Domain
import MeshModel

extension MeshResource {
    static let linkerdServer = MeshResource(.server)
    static let linkerdServerAuthorization = MeshResource(.serverAuthorization)
    static let linkerdServiceProfile = MeshResource(.serviceProfile)
    static let linkerdRateLimit = MeshResource(
        group: "policy.linkerd.io", kind: "HTTPLocalRateLimitPolicy", plural: "httplocalratelimitpolicies")

    /// The routes that Linkerd reads; on one Service a GRPCRoute silences the others.
    static let linkerdRoutes =
        PolicyKind.httpRoute.groups.map { MeshResource(group: $0, kind: "HTTPRoute", plural: "httproutes") }
        + [MeshResource(group: "gateway.networking.k8s.io", kind: "GRPCRoute", plural: "grpcroutes")]

    /// What refers to Servers (an AuthorizationPolicy to routes of Servers as well): all of it is named again for a
    /// Server's copy.
    static let serverCompanions =
        linkerdRoutes + [linkerdServerAuthorization, linkerdAuthorizationPolicy, linkerdRateLimit]
}

extension MeshObject {
    /// The policy as one version says it; `nil` for the version in which it is absent.
    init?(_ name: MeshObjectName, _ document: JSONValue?) {
        guard let document else { return nil }
        self.init(name: name, document: document)
    }

    /// A copy that stands beside this object, named for the cohort.
    /// - Parameter name: What the copy's name is made of, where one object has several copies.
    func copy(for cohort: Cohort, of name: String? = nil, namespace: String? = nil) -> MeshObject {
        let beside = MeshObjectName(
            resource: self.name.resource, namespace: namespace ?? self.name.namespace,
            name: cohort.copyName(of: name ?? self.name.name))
        return moved(to: beside)
    }

    /// The object under another name.
    func moved(to name: MeshObjectName) -> MeshObject {
        var document = document
        document["metadata"]?["name"] = .string(name.name)
        document["metadata"]?["namespace"] = .string(name.namespace)
        return MeshObject(name: name, document: document)
    }
}

extension JSONValue {
    /// `metadata.labels` of an object.
    var objectLabels: [String: String] { self["metadata"]?["labels"]?.object?.compactMapValues(\.string) ?? [:] }

    /// The annotations by which Linkerd is told of retries and timeouts; other ones change nothing for the mesh.
    var meshAnnotations: [String: String] {
        (self["metadata"]?["annotations"]?.object?.compactMapValues(\.string) ?? [:])
            .filter { $0.key.contains("linkerd.io/") }
    }
}

extension Surroundings {
    /// The namespaces in which there are clients: pods with a proxy, those of the mesh's own tools aside.
    var clientNamespaces: [String] {
        let tools: Set = ["linkerd", "linkerd-viz", "linkerd-jaeger", "linkerd-smi", "kube-system"]
        return Set(meshedPods.map(\.namespace)).subtracting(tools).sorted()
    }
}
