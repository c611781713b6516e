/// The workloads of a WorkloadGroup run as a service account that has to exist.
enum WorkloadGroupAccounts {
    static let family = RuleFamily(
        "service accounts of workload groups", codes: [.unknownGroupAccount], kinds: [.workloadGroup], scope: .set
    ) { subject in
        let field = subject.spec["template"]["serviceAccount"]
        guard let name = field.string, !name.isEmpty,
            subject.set.isKnown(.serviceAccount, in: subject.object.namespace),
            !subject.set.isAccount(name, in: subject.object.namespace)
        else { return [] }
        return [
            Remark(
                .unknownGroupAccount, field, "is no service account of namespace \(subject.object.namespace)",
                hint: "add the ServiceAccount")
        ]
    }
}
