import Domain

/// The API groups of the meshes, and kinds in them that are no policies and have no schema here: nobody judges these,
/// which is a gap and no fault.
enum MeshGroups {
    private static let domains = ["istio.io", "linkerd.io", "smi-spec.io"]

    /// Whether the group is a mesh's own.
    static func has(_ group: String) -> Bool { domains.contains { group == $0 || group.hasSuffix("." + $0) } }

    /// Whether the name of a kind of these groups is so near to one that is known that this one was meant.
    static func isSlip(_ kind: ObjectKind) -> Bool {
        !(others[kind.group]?.contains(kind.name) ?? false) && Spelling.nearest(to: kind.name, in: known) != nil
    }

    private static let known =
        PolicyKind.allCases.map(\.rawValue) + BuiltInSchemas.kinds.filter { has($0.group) }.map(\.name)

    /// What the meshes have or had beside that, where the name may look like a slip.
    private static let others: [String: Set<String>] = [
        "install.istio.io": ["IstioOperator"],
        "authentication.istio.io": ["Policy", "MeshPolicy"],
        "rbac.istio.io": ["RbacConfig", "ClusterRbacConfig", "ServiceRole", "ServiceRoleBinding"],
        "multicluster.linkerd.io": ["Link"],
        "access.smi-spec.io": ["TrafficTarget"],
        "metrics.smi-spec.io": ["TrafficMetrics"],
        "specs.smi-spec.io": ["HTTPRouteGroup", "TCPRoute", "UDPRoute"],
    ]
}
