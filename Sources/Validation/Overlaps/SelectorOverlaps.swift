import Domain

/// Policies of which a workload takes one only: two of them for the same workload.
enum SelectorOverlaps {
    static let family = RuleFamily(
        "overlapping selectors", codes: [.twoForNamespace, .twoForWorkload], kinds: [.peerAuthentication, .sidecar],
        scope: .set
    ) { subject in
        guard let labels = subject.selectorField.labelSelector else { return [] }
        let field = subject.spec[subject.object.kind == .sidecar ? "workloadSelector" : "selector"]
        let other = labels.isEmpty ? sameNamespace(subject) : sameWorkload(labels, subject)
        guard let other else { return [] }
        let name = "\(other.kind) \(other.name)"
        let remark =
            labels.isEmpty
            ? Remark(
                .twoForNamespace, field, "selects every workload of the namespace, as \(name) does",
                hint: "keep one of them")
            : Remark(
                .twoForWorkload, field, "selects a workload that \(name) selects too",
                hint: "tell their labels apart")
        return [remark.naming(other)]
    }

    /// Where objects of a kind and namespace with a label, or without any, are found.
    fileprivate static func word(_ object: KnownObject, _ label: (key: String, value: String)?) -> String {
        "\(object.kind.name)\n\(object.namespace)\n" + (label.map { "\($0.key)=\($0.value)" } ?? "")
    }

    private static func sameNamespace(_ subject: Subject) -> KnownObject? {
        subject.set.objects(.policySelectors, word(subject.object, nil)).first { $0.key != subject.object.key }
    }

    private static func sameWorkload(_ labels: [String: String], _ subject: Subject) -> KnownObject? {
        var other: KnownObject?
        _ = subject.set.hasWorkload(selectedBy: labels, in: subject.object.namespace) { workload in
            let own = workload.labels
            for label in own {
                let candidates = subject.set.objects(.policySelectors, word(subject.object, label))
                other = candidates.first { candidate in
                    candidate.key != subject.object.key && selector(candidate).allSatisfy { own[$0.key] == $0.value }
                }
                if other != nil { return true }
            }
            return false
        }
        return other
    }

    fileprivate static func selector(_ object: KnownObject) -> [String: String] {
        object.kind == .sidecar
            ? object.spec["workloadSelector"]["labels"].texts : object.spec["selector"]["matchLabels"].texts
    }
}

extension SetIndex {
    /// Policies by kind, namespace and one label of their selector, if they have any.
    fileprivate static let policySelectors = SetIndex(
        "policies by selector", of: [.peerAuthentication, .sidecar]
    ) { object in
        [SelectorOverlaps.word(object, SelectorOverlaps.selector(object).min { $0.key < $1.key })]
    }
}
