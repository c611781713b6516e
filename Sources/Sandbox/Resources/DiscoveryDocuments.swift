import Domain

/// The documents in which an API server says what it serves.
struct DiscoveryDocuments: Sendable {
    let catalog: ResourceCatalog

    static let coreVersions: JSONValue = ["kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []]

    var groups: JSONValue {
        [
            "kind": "APIGroupList", "apiVersion": "v1",
            "groups": .array(catalog.groups.compactMap { group($0) }),
        ]
    }

    /// `nil` where the sandbox does not serve the group.
    func group(_ name: String) -> JSONValue? {
        let versions = catalog.versions(of: name).map { version -> JSONValue in
            ["groupVersion": .string("\(name)/\(version)"), "version": .string(version)]
        }
        guard let preferred = versions.first else { return nil }
        return [
            "kind": "APIGroup", "apiVersion": "v1", "name": .string(name), "versions": .array(versions),
            "preferredVersion": preferred,
        ]
    }

    /// `nil` where the sandbox does not serve the version of the group.
    func resources(group: String, version: String) -> JSONValue? {
        let types = catalog.types(group: group, version: version)
        guard !types.isEmpty else { return nil }
        let verbs: JSONValue = ["create", "delete", "get", "list", "patch", "update", "watch"]
        return [
            "kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": .string(group.isEmpty ? version : "\(group)/\(version)"),
            "resources": .array(
                types.map { type in
                    [
                        "name": .string(type.plural), "singularName": .string(type.kind.lowercased()),
                        "namespaced": .bool(type.isNamespaced), "kind": .string(type.kind), "verbs": verbs,
                    ]
                }),
        ]
    }

    static let version: JSONValue = [
        "major": "1", "minor": "31", "gitVersion": "v1.31.0-hotswap-sandbox", "gitCommit": "", "gitTreeState": "clean",
        "platform": "hotswap/sandbox",
    ]
}
