import Domain

/// The host of a DestinationRule, and the workloads of its subsets.
enum DestinationRuleHost {
    static let family = RuleFamily(
        "hosts of destination rules",
        codes: [
            .missingRuleHost, .missingRuleHostLetThrough, .subsetWithoutWorkload, .unusedSubsetWithoutWorkload,
            .subsetWithoutLabels, .subsetWithoutLabelsBesideOthers,
        ], kinds: [.destinationRule], scope: .set
    ) { subject in
        let field = subject.spec["host"]
        guard let name = field.string, !name.isEmpty, !HostName.isWildcard(name) else { return [] }
        let host = subject.host(name)
        guard isKnown(host, subject) else {
            let knowledge = subject.set.knowledge(ofHost: host, from: subject.object.namespace)
            // HS5030 warns of what may be in another namespace.
            guard knowledge == .whole || knowledge == .elsewhere && UnknownHost.isLetThrough(subject.settings) else {
                return []
            }
            let missing = UnknownHost(refused: .missingRuleHost, letThrough: .missingRuleHostLetThrough)
            return [
                missing.remark(
                    field, subject.settings,
                    "is no host of a Service or ServiceEntry that \(subject.object.namespace) sees",
                    hint: "write the full name, or add the Service or ServiceEntry")
            ]
        }
        return SubsetLabels.remarks(subject, host)
    }

    private static func isKnown(_ host: String, _ subject: Subject) -> Bool {
        subject.isReachable(host) || isApplication(host, subject)
    }

    /// A workload of the own namespace may be known by the name of its application alone.
    private static func isApplication(_ host: String, _ subject: Subject) -> Bool {
        let words = host.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count > 1, words[1] == subject.object.namespace else { return false }
        let name = String(words[0])
        return applicationLabels.contains { label in
            subject.set.hasWorkload(selectedBy: [label: name], in: subject.object.namespace) { workload in
                let labels = workload.labels
                return applicationLabels.first { labels[$0] != nil } == label
            }
        }
    }

    /// Where workloads say which application they are of, the most telling first.
    private static let applicationLabels = ["service.istio.io/canonical-name", "app.kubernetes.io/name", "app"]
}
