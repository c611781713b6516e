import Domain

/// The Sidecar of the root namespace is the default of all others.
enum GlobalSidecar {
    static let family = RuleFamily(
        "sidecar of the root namespace", codes: [.globalSidecarWithSelector], kinds: [.sidecar], scope: .set
    ) { subject in
        guard subject.object.namespace == subject.settings.rootNamespace,
            !subject.selectorField.isEmpty, subject.selectorField.value.object != nil
        else { return [] }
        return [
            Remark(
                .globalSidecarWithSelector, subject.spec["workloadSelector"],
                "selects workloads in the root namespace, whose Sidecar is meant for the whole mesh",
                hint: "leave the selector out, or move the Sidecar to the workloads' namespace")
        ]
    }
}
