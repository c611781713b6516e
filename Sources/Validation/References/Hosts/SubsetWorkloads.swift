import Domain

/// What a DestinationRule is about: its host must be known, and each subset take some pod.
enum SubsetWorkloads {
    static let family = RuleFamily(
        "hosts and subsets of DestinationRules",
        codes: [.unknownRuleHost, .ruleHostOfUnknownNamespace, .subsetWithoutPods],
        kinds: [.destinationRule], scope: .set
    ) { subject in
        guard let host = subject.spec["host"].string, !host.isEmpty else { return [] }
        let exportTo = subject.spec["exportTo"].strings
        let namespace = subject.object.namespace
        let knowledge = subject.set.knowledge(ofHost: HostName.qualified(host, in: namespace), from: namespace)
        guard knowledge != .nothing else { return [] }
        guard let known = subject.set.service(host: host, from: namespace, exportTo: exportTo) else {
            // A wildcard is for hosts that may come: no list of hosts has it.
            guard !HostName.isWildcard(host) else { return [] }
            return [unknown(host, isElsewhere: knowledge == .elsewhere, subject)]
        }
        return empty(subject, known)
    }

    private static func unknown(_ host: String, isElsewhere: Bool, _ subject: Subject) -> Remark {
        let namespace = subject.object.namespace
        let hint = HostHint.text(host, in: namespace, subject.set)
        guard !isElsewhere else {
            return Remark(
                .ruleHostOfUnknownNamespace, subject.spec["host"],
                "\(host) is not among the hosts that are known, and the files may lack it",
                hint: "judge beside the cluster, or give its Services as context; else \(hint)")
        }
        return Remark(
            .unknownRuleHost, subject.spec["host"],
            "no Service and no ServiceEntry that namespace \(namespace) sees has the host \(host)",
            hint: "the rule does nothing until the host is there; \(hint)")
    }

    private static func empty(_ subject: Subject, _ host: RegisteredHost) -> [Remark] {
        guard subject.set.knowsWorkloads(in: host.object.namespace) else { return [] }
        let base = host.workloadLabels
        return subject.spec["subsets"].elements.compactMap { subset -> Remark? in
            let labels = subset["labels"].texts
            let selector = base.merging(labels) { $1 }
            guard !subject.set.hasWorkload(selectedBy: selector, in: nil),
                !hasEndpoint(host.object, labels)
            else { return nil }
            return Remark(
                .subsetWithoutPods, subset["labels"].exists ? subset["labels"] : subset,
                "no pod has the labels \(LabelText.of(selector))",
                hint: "requests for the subset fail until such pods run")
        }
    }

    /// Whether a ServiceEntry writes down an endpoint with the labels.
    private static func hasEndpoint(_ entry: KnownObject, _ labels: [String: String]) -> Bool {
        guard entry.kind == .serviceEntry else { return false }
        return entry.spec["endpoints"].elements.contains { endpoint in
            let given = endpoint["labels"].texts
            return labels.allSatisfy { given[$0.key] == $0.value || PlaceLabels.has($0.key) }
        }
    }
}
