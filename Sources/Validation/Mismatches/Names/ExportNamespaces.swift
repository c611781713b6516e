import Domain

/// The namespaces that an object is visible to have to exist.
enum ExportNamespaces {
    static let family = RuleFamily(
        "namespaces of exportTo", codes: [.unknownExportNamespace, .unlistedExportNamespace],
        kinds: [.virtualService, .destinationRule, .serviceEntry], scope: .set
    ) { subject in
        let own = subject.object.namespace
        guard subject.set.isKnown(.namespace), !Ambient.isAmbient(own, subject.set) else { return [] }
        return subject.spec["exportTo"].elements.compactMap { field in
            guard let name = field.string, !["", ".", "*", "~", own].contains(name), !subject.set.isNamespace(name)
            else { return nil }
            switch subject.set.knowledge(ofNamespace: name, root: subject.settings.rootNamespace) {
            case .nothing: return nil
            case .elsewhere:
                return Remark(
                    .unlistedExportNamespace, field, "is none of the namespaces that are known",
                    hint: "use . for the own one, * for all")
            case .whole:
                return Remark(
                    .unknownExportNamespace, field, "is no namespace that there is",
                    hint: "use . for the own one, * for all")
            }
        }
    }
}

extension SetIndex {
    /// What only namespaces that there are hold, by the namespace.
    static let inhabitants = SetIndex(
        "inhabitants of namespaces",
        of: [.service, .serviceAccount, .pod] + Workload.templated + Workload.machines, andForeignTemplates: true
    ) { [$0.namespace] }
}

extension ValidationSet {
    /// Whether there is the namespace, or something that runs in it.
    func isNamespace(_ name: String) -> Bool {
        object(.namespace, "", name) != nil || !objects(.inhabitants, name).isEmpty
    }
}
