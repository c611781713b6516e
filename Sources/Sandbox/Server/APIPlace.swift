import HTTPServer

/// What the path of a request names.
enum APIPlace {
    case health
    case version
    case coreVersions
    case groups
    case group(String)
    case resources(group: String, version: String)
    case accessReview
    /// Faults and changes, which no API server has.
    case sandbox(String)
    /// The objects of a type; `namespace` empty means all of them.
    case collection(ResourceType, version: String, namespace: String)
    case object(ResourceType, version: String, namespace: String, name: String)

    /// `nil` where there is nothing.
    init?(_ request: HTTPRequest, _ catalog: ResourceCatalog) {
        guard let segments = request.pathSegments, let first = segments.first else { return nil }
        let rest = segments.dropFirst()
        switch (first, rest.count) {
        case ("healthz", 0), ("readyz", 0), ("livez", 0): self = .health
        case ("version", 0): self = .version
        case ("sandbox", 1): self = .sandbox(segments[1])
        case ("api", 0): self = .coreVersions
        case ("apis", 0): self = .groups
        case ("apis", 1): self = .group(segments[1])
        case ("api", _): self.init(rest.dropFirst(), group: "", version: segments[1], catalog)
        case ("apis", _) where segments == Self.reviews: self = .accessReview
        case ("apis", _): self.init(rest.dropFirst(2), group: segments[1], version: segments[2], catalog)
        default: return nil
        }
    }

    private static let reviews = ["apis", "authorization.k8s.io", "v1", "selfsubjectaccessreviews"]

    private init?(_ path: ArraySlice<String>, group: String, version: String, _ catalog: ResourceCatalog) {
        let path = Array(path)
        func type(_ plural: String) -> ResourceType? { catalog.find(group: group, version: version, plural: plural) }
        switch path.count {
        case 0: self = .resources(group: group, version: version)
        case 1:
            guard let type = type(path[0]) else { return nil }
            self = .collection(type, version: version, namespace: "")
        case 2:
            guard let type = type(path[0]), !type.isNamespaced else { return nil }
            self = .object(type, version: version, namespace: "", name: path[1])
        case 3, 4:
            guard path[0] == "namespaces", let type = type(path[2]), type.isNamespaced else { return nil }
            self =
                path.count == 3
                ? .collection(type, version: version, namespace: path[1])
                : .object(type, version: version, namespace: path[1], name: path[3])
        default: return nil
        }
    }
}
