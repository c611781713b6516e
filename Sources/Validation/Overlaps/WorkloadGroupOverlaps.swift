import Domain

/// WorkloadGroups of a namespace with the same labels.
enum WorkloadGroupOverlaps {
    static let family = RuleFamily(
        "overlapping workload groups", codes: [.sameGroupLabels], kinds: [.workloadGroup], scope: .set
    ) { subject in
        guard let word = word(subject.object),
            let other = subject.set.objects(.groupLabels, word).first(where: { $0.key != subject.object.key })
        else { return [] }
        return [
            Remark(
                .sameGroupLabels, subject.spec["metadata"]["labels"], "are those of WorkloadGroup \(other.name)",
                hint: "tell the groups apart by a label"
            ).naming(other)
        ]
    }

    fileprivate static func word(_ group: KnownObject) -> String? {
        let metadata = group.spec["metadata"]
        guard metadata.value.object != nil else { return nil }
        let labels = metadata["labels"].texts.map { "\($0.key)=\($0.value)" }.sorted()
        return "\(group.namespace)\n\(labels.joined(separator: ","))"
    }
}

extension SetIndex {
    /// WorkloadGroups by namespace and labels.
    fileprivate static let groupLabels = SetIndex("workload groups by labels", of: [.workloadGroup]) {
        WorkloadGroupOverlaps.word($0).map { [$0] } ?? []
    }
}
