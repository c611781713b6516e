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
