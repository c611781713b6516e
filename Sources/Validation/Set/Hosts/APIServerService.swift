import Domain

/// The Service before the API server, which Kubernetes makes itself in every cluster and nobody has among files.
enum APIServerService {
    private static let (name, namespace) = ("kubernetes", "default")
    private static let host = HostName.qualified(name, in: namespace)

    /// It selects no pods: the API server itself writes down its endpoints.
    static let object = KnownObject(
        [
            "apiVersion": "v1", "kind": "Service",
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
            "spec": ["ports": [["name": "https", "port": 443, "protocol": "TCP"]]],
        ], isJudged: false)

    static func isMeant(_ name: String, in namespace: String) -> Bool {
        name == Self.name && namespace == Self.namespace
    }

    static func isMeant(byHost fullName: String) -> Bool { fullName == host }
}

/// istiod's Service, which whoever installs Istio makes, and nobody has among policies.
enum ControlPlaneService {
    /// - Parameter name: `istiod`, or with a revision `istiod-<revision>`.
    static func isMeant(_ name: String, in namespace: String) -> Bool {
        namespace == "istio-system" && (name == "istiod" || name.hasPrefix("istiod-"))
    }
}
