import Domain

/// Whom an AuthorizationPolicy is for, and from where: it must take a workload, and its namespaces must exist.
enum AuthorizationReach {
    static let family = RuleFamily(
        "reach of AuthorizationPolicies", codes: [.policyWithoutWorkloads, .unknownNamespace, .unlistedNamespace],
        kinds: [.authorizationPolicy], scope: .set
    ) { subject in unreached(subject) + namespaces(subject) }

    private static func unreached(_ subject: Subject) -> [Remark] {
        let set = subject.set
        let selector = subject.spec["selector"]
        let labels = selector["matchLabels"].texts
        let root = subject.settings.rootNamespace
        guard set.knowsWorkloads(like: labels, in: subject.object.namespace, root: root),
            subject.spec["targetRef"].isEmpty, subject.spec["targetRefs"].isEmpty
        else { return [] }
        let isMeshWide = subject.object.namespace == root
        guard !(isMeshWide && !selector.exists) else { return [] }
        let namespace = isMeshWide ? nil : subject.object.namespace
        guard !set.hasWorkload(selectedBy: labels, in: namespace, where: set.mayBeInMesh) else { return [] }
        let place = namespace.map { "namespace \($0)" } ?? "the whole mesh"
        let remark = Remark(
            .policyWithoutWorkloads, selector,
            labels.isEmpty
                ? "no pod of \(place) is in the mesh"
                : "no pod of \(place) with the labels \(LabelText.of(labels)) is in the mesh",
            hint: "pods without a proxy, and labels that no pod has, are not protected")
        return [remark]
    }

    private static func namespaces(_ subject: Subject) -> [Remark] {
        guard subject.set.isKnown(.namespace) else { return [] }
        return subject.spec["rules"].elements.flatMap { rule in
            (NamedCallers.namespaces(rule) + NamedCallers.excludedNamespaces(rule)).compactMap { field in
                guard let name = field.string, name != subject.object.namespace,
                    !subject.set.hasNamespace(fitting: name)
                else { return nil }
                return remark(field, name, subject)
            }
        }
    }

    private static func remark(_ field: Field, _ name: String, _ subject: Subject) -> Remark? {
        switch subject.set.knowledge(ofNamespace: name, root: subject.settings.rootNamespace) {
        case .nothing: nil
        case .elsewhere:
            Remark(
                .unlistedNamespace, field, "\(name) is none of the namespaces that are known",
                hint: "correct the name, or name a file with the Namespace as context")
        case .whole:
            Remark(
                .unknownNamespace, field, "there is no namespace \(name)",
                hint: "correct the name; a * stands for anything")
        }
    }
}
