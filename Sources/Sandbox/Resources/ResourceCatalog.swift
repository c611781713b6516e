import Domain

/// Everything that a sandbox serves: the policy kinds of its meshes, and of Kubernetes itself what policies select.
struct ResourceCatalog: Sendable {
    static let namespaces = core("namespaces", "Namespace", isNamespaced: false)
    static let pods = core("pods", "Pod")
    static let services = core("services", "Service")
    /// Istio's settings are in one; without it they are the defaults.
    static let configMaps = core("configmaps", "ConfigMap")

    /// The groups, without the core group.
    let groups: [String]
    private let types: [ResourceType]
    private let byPlural: [String: ResourceType]

    init(meshes: Set<Mesh>) {
        types = [Self.namespaces, Self.pods, Self.services, Self.configMaps] + Self.policies(meshes)
        byPlural = Dictionary(types.map { (Self.index($0.group, $0.plural), $0) }) { first, _ in first }
        groups = Set(types.map(\.group)).subtracting([""]).sorted()
    }

    func find(group: String, version: String, plural: String) -> ResourceType? {
        byPlural[Self.index(group, plural)].flatMap { $0.versions.contains(version) ? $0 : nil }
    }

    /// The versions of a group in the order of preference.
    func versions(of group: String) -> [String] {
        var versions: [String] = []
        for type in types where type.group == group {
            versions += type.versions.filter { !versions.contains($0) }
        }
        return versions
    }

    func types(group: String, version: String) -> [ResourceType] {
        types.filter { $0.group == group && $0.versions.contains(version) }
    }

    private static func policies(_ meshes: Set<Mesh>) -> [ResourceType] {
        PolicyKind.allCases.filter { meshes.contains($0.mesh) }.flatMap { kind in
            kind.groups.map { group in
                ResourceType(
                    group: group, plural: kind.plural, kind: kind.rawValue, isNamespaced: true,
                    versions: kind.versions(in: group))
            }
        }
    }

    private static func core(_ plural: String, _ kind: String, isNamespaced: Bool = true) -> ResourceType {
        ResourceType(group: "", plural: plural, kind: kind, isNamespaced: isNamespaced, versions: ["v1"])
    }

    private static func index(_ group: String, _ plural: String) -> String { "\(group)/\(plural)" }
}
