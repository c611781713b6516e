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
    /// What the simulated proxies count, which Prometheus scrapes of the proxies themselves.
    case metrics
    /// A request to what runs in a pod.
    case podProxy(namespace: String, pod: String, port: Int, path: String)
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
        case ("metrics", 0): self = .metrics
        case ("sandbox", 1): self = .sandbox(segments[1])
        case ("api", 0): self = .coreVersions
        case ("apis", 0): self = .groups
        case ("apis", 1): self = .group(segments[1])
        case ("api", 6...) where segments[6] == "proxy": self.init(proxy: segments)
        case ("api", _): self.init(rest.dropFirst(), group: "", version: segments[1], catalog)
        case ("apis", _) where segments == Self.reviews: self = .accessReview
        case ("apis", _): self.init(rest.dropFirst(2), group: segments[1], version: segments[2], catalog)
        default: return nil
        }
    }

    private static let reviews = ["apis", "authorization.k8s.io", "v1", "selfsubjectaccessreviews"]

    /// `/api/v1/namespaces/NAMESPACE/pods/POD:PORT/proxy/PATH`
    private init?(proxy segments: [String]) {
        let pod = segments[5].split(separator: ":", omittingEmptySubsequences: false)
        guard segments[1...4].elementsEqual(["v1", "namespaces", segments[3], "pods"]),
            let port = pod.count == 1 ? 80 : pod.count == 2 ? Int(pod[1]) : nil
        else { return nil }
        self = .podProxy(
            namespace: segments[3], pod: String(pod[0]), port: port, path: segments.dropFirst(7).joined(separator: "/"))
    }

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
