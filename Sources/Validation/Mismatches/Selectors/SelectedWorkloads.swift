import Domain

/// A policy for some workloads needs workloads that it selects.
enum SelectedWorkloads {
    static let family = RuleFamily(
        "selected workloads", codes: [.selectorWithoutWorkload],
        kinds: [.authorizationPolicy, .requestAuthentication, .peerAuthentication, .sidecar], scope: .set
    ) { subject in
        let field = subject.selectorField
        guard let labels = field.labelSelector, !labels.isEmpty,
            subject.set.knowsWorkloads(
                like: labels, in: subject.object.namespace, root: subject.settings.rootNamespace),
            !subject.set.hasWorkload(selectedBy: labels, in: namespace(subject))
        else { return [] }
        return [
            Remark(
                .selectorWithoutWorkload, field, "selects no workload of \(namespace(subject) ?? "any namespace")",
                hint: "compare the labels with those of the pods")
        ]
    }

    /// Policies of the root namespace select in all; a Sidecar does not.
    private static func namespace(_ subject: Subject) -> String? {
        subject.object.namespace == subject.settings.rootNamespace && subject.object.kind != .sidecar
            ? nil : subject.object.namespace
    }
}
