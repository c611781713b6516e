import Domain

/// What is known of objects whose `apiVersion` names no group: only Kubernetes' core has none, and nobody can add to
/// it.
enum CoreKinds {
    private static let names: Set<String> = [
        "Binding", "ComponentStatus", "ConfigMap", "DeleteOptions", "Endpoints", "Event", "LimitRange", "List",
        "Namespace", "Node", "PersistentVolume", "PersistentVolumeClaim", "Pod", "PodTemplate", "RangeAllocation",
        "ReplicationController", "ResourceQuota", "Secret", "SerializedReference", "Service", "ServiceAccount",
        "Status",
    ]

    /// What is wrong with the type of such an object.
    static func remarks(about object: KnownObject) -> [Remark] {
        let name = object.kind.name
        guard object.kind.group.isEmpty, !name.isEmpty, !object.version.isEmpty, !isKnown(name, object.version) else {
            return []
        }
        let groups = BuiltInSchemas.kinds.filter { $0.name == name }.map(\.group)
        let hint =
            "write the group, too: \((groups.isEmpty ? ["<group>"] : groups).joined(separator: " or "))/<version>"
        guard object.version == "v1" else {
            return [
                Remark(
                    code: .malformedAPIVersion, path: ["apiVersion"],
                    message: "names no API group, and Kubernetes' core has the version v1 only", hint: hint)
            ]
        }
        guard groups.isEmpty else {
            return [
                Remark(
                    code: .unknownGroup, path: ["apiVersion"],
                    message: "v1 alone is Kubernetes' core, which has no \(name)", hint: hint)
            ]
        }
        return [
            Remark(
                code: .unknownCoreKind, path: ["kind"], message: "\(name) was not checked: v1 has no such kind",
                hint: "mend the spelling, or write the API group of the kind before the version")
        ]
    }

    private static func isKnown(_ name: String, _ version: String) -> Bool {
        version == "v1" && (names.contains(name) || name.hasSuffix("List") && names.contains(String(name.dropLast(4))))
    }
}
