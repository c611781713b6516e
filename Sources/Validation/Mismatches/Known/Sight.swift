import Domain

/// Who sees what: `exportTo` of an object, or else the default that the mesh's configuration has for its kind.
extension Subject {
    /// Whether the subject's namespace sees `other`.
    func sees(_ other: KnownObject) -> Bool { sees(other, from: object.namespace) }

    /// The same from another namespace.
    func sees(_ other: KnownObject, from namespace: String) -> Bool {
        ExportScope.isVisible(scopes(of: other), from: namespace)
    }

    /// Whether every namespace sees `other`.
    func isSeenByAll(_ other: KnownObject) -> Bool { scopes(of: other) == [ExportScope.all] }

    /// Whether some namespace sees both the subject and `other`.
    func isSeen(with other: KnownObject) -> Bool {
        let (own, theirs) = (scopes(of: object), scopes(of: other))
        if own == [ExportScope.all] { return theirs.contains { $0 != "~" } }
        return theirs == [ExportScope.all]
            ? own.contains { $0 != "~" } : own.contains { theirs.contains($0) && $0 != "~" }
    }

    private func scopes(of other: KnownObject) -> [String] {
        let stated = ExportScope.scopes(of: other)
        guard settings.meshConfig != .null, stated == [ExportScope.all], !Self.statesScope(other),
            let field = Self.defaultScope(of: other.kind)
        else { return stated }
        return ExportScope.scopes(Field(root: settings.meshConfig)[field].strings, of: other.namespace)
    }

    private static func statesScope(_ other: KnownObject) -> Bool {
        other.kind == .service
            ? other.root["metadata"]["annotations"]["networking.istio.io/exportTo"].exists
            : !other.spec["exportTo"].isEmpty
    }

    private static func defaultScope(of kind: ObjectKind) -> String? {
        switch kind {
        case .service, .serviceEntry: "defaultServiceExportTo"
        case .virtualService: "defaultVirtualServiceExportTo"
        case .destinationRule: "defaultDestinationRuleExportTo"
        default: nil
        }
    }
}
