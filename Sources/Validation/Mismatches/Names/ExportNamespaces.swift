import Domain

/// The namespaces that an object is visible to have to exist.
enum ExportNamespaces {
    static let family = RuleFamily(
        "namespaces of exportTo", codes: [.unknownExportNamespace],
        kinds: [.virtualService, .destinationRule, .serviceEntry], scope: .set
    ) { subject in
        guard subject.set.isKnown(.namespace), !Ambient.isAmbient(subject.object.namespace, subject.set) else {
            return []
        }
        return subject.spec["exportTo"].elements.compactMap { field in
            guard let name = field.string, !["", ".", "*", "~"].contains(name), !subject.set.isNamespace(name) else {
                return nil
            }
            return Remark(
                .unknownExportNamespace, field, "is no namespace that there is",
                hint: "use . for the own one, * for all")
        }
    }
}

extension SetIndex {
    /// What only namespaces that there are hold, by the namespace.
    static let inhabitants = SetIndex(
        "inhabitants of namespaces", of: [.service, .serviceAccount, .pod] + Workload.templated
    ) { [$0.namespace] }
}

extension ValidationSet {
    /// Whether there is the namespace, or something that runs in it.
    func isNamespace(_ name: String) -> Bool {
        object(.namespace, "", name) != nil || !objects(.inhabitants, name).isEmpty
    }
}
