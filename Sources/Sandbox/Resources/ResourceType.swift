import Domain

/// A resource that the sandbox serves.
struct ResourceType: Hashable, Sendable {
    /// The API group; empty for the core group.
    let group: String
    let plural: String
    let kind: String
    let isNamespaced: Bool
    /// The versions under which it is served, the preferred one first. They share one schema, and one object is
    /// read and written through all of them.
    let versions: [String]

    /// `virtualservices.networking.istio.io`: how messages name it.
    var qualifiedPlural: String { group.isEmpty ? plural : "\(plural).\(group)" }
    var qualifiedKind: String { group.isEmpty ? kind : "\(kind).\(group)" }

    func apiVersion(_ version: String) -> String { group.isEmpty ? version : "\(group)/\(version)" }

    static func == (left: ResourceType, right: ResourceType) -> Bool {
        left.plural == right.plural && left.group == right.group
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(plural)
        hasher.combine(group)
    }
}

/// Everything that the sandbox serves: the meshes' policy kinds, and of Kubernetes itself what policies select.
enum ResourceCatalog {
    static let namespaces = core("namespaces", "Namespace", isNamespaced: false)
    static let pods = core("pods", "Pod")
    static let services = core("services", "Service")

    static let all: [ResourceType] = [namespaces, pods, services] + policies

    static func find(group: String, version: String, plural: String) -> ResourceType? {
        byPlural["\(group)/\(plural)"].flatMap { $0.versions.contains(version) ? $0 : nil }
    }

    /// The groups, without the core group.
    static let groups = Array(Set(all.map(\.group)).subtracting([""])).sorted()

    /// The versions of a group in the order of preference.
    static func versions(of group: String) -> [String] {
        var versions: [String] = []
        for type in all where type.group == group {
            versions += type.versions.filter { !versions.contains($0) }
        }
        return versions
    }

    static func types(group: String, version: String) -> [ResourceType] {
        all.filter { $0.group == group && $0.versions.contains(version) }
    }

    private static let byPlural = Dictionary(uniqueKeysWithValues: all.map { ("\($0.group)/\($0.plural)", $0) })

    private static let policies = PolicyKind.allCases.flatMap { kind in
        kind.groups.map { group in
            ResourceType(
                group: group, plural: kind.plural, kind: kind.rawValue, isNamespaced: true,
                versions: kind.versions(in: group))
        }
    }

    private static func core(_ plural: String, _ kind: String, isNamespaced: Bool = true) -> ResourceType {
        ResourceType(group: "", plural: plural, kind: kind, isNamespaced: isNamespaced, versions: ["v1"])
    }
}
