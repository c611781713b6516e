import Domain

/// Who may refer to what of another namespace.
enum ReferenceGrants {
    /// Whether the namespace lets objects like the subject refer to its object of that kind and name.
    static func isGranted(_ kind: ObjectKind, _ namespace: String, _ name: String, to subject: Subject) -> Bool {
        let own = subject.object
        return subject.set.objects(.referenceGrants, namespace).contains { grant in
            grant.spec["from"].elements.contains {
                $0["namespace"].string == own.namespace && isKind(own.kind, $0)
            }
                && grant.spec["to"].elements.contains { isKind(kind, $0) && ($0["name"].string ?? name) == name }
        }
    }

    private static func isKind(_ kind: ObjectKind, _ entry: Field) -> Bool {
        let group = entry["group"].string ?? ""
        return entry["kind"].string == kind.name && (group == "core" ? "" : group) == kind.group
    }
}

extension SetIndex {
    /// ReferenceGrants by their namespace.
    fileprivate static let referenceGrants = SetIndex("reference grants", of: [.referenceGrant]) { [$0.namespace] }
}
