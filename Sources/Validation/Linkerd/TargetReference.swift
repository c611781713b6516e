/// A reference of Linkerd's to another object: `{group, kind, name, namespace}`. Its policy controller compares kinds
/// and groups without case and takes a missing group for Kubernetes' core.
struct TargetReference {
    let field: Field
    /// In lower case; `core` where none is given.
    private let group: String
    /// In lower case.
    private let kind: String

    /// `nil` where the kind is missing: that is the schema's business.
    ///
    /// - Parameter defaultGroup: What stands for no group at all, where that is not the core.
    init?(_ field: Field, defaultKind: String? = nil, defaultGroup: String = "") {
        guard let kind = field["kind"].string ?? defaultKind else { return nil }
        let group = field["group"].string ?? defaultGroup
        self.field = field
        self.kind = kind.lowercased()
        self.group = group.isEmpty ? "core" : group.lowercased()
    }

    func isA(_ wanted: ObjectKind) -> Bool {
        kind == wanted.name.lowercased() && group == (wanted.group.isEmpty ? "core" : wanted.group.lowercased())
    }

    func isOne(of wanted: [ObjectKind]) -> Bool { wanted.contains { isA($0) } }

    var name: String? { field["name"].string }

    /// The namespace that is named, or else that of the object.
    func namespace(in object: KnownObject) -> String {
        field["namespace"].string.flatMap { $0.isEmpty ? nil : $0 } ?? object.namespace
    }

    /// `Deployment.apps`, as messages say it.
    var description: String {
        let group = field["group"].string ?? ""
        return (field["kind"].string ?? "") + (group.isEmpty ? "" : "." + group)
    }
}
