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
            guard !NodeLabels.hasWorkload(selectedBy: selector, in: subject.set),
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
            return labels.allSatisfy { given[$0.key] == $0.value }
        }
    }
}

/// Labels that istiod gives to endpoints beside those of the pod: where the node is, and its name.
enum NodeLabels {
    private static let node = ObjectKind("Node", group: "")
    private static let region = "topology.kubernetes.io/region"
    private static let zone = "topology.kubernetes.io/zone"
    private static let subzone = "topology.istio.io/subzone"
    private static let hostname = "kubernetes.io/hostname"
    private static let all: Set = [region, zone, subzone, hostname]

    /// Whether a selector takes some workload of any namespace, with the labels that come from its node.
    static func hasWorkload(selectedBy selector: [String: String], in set: ValidationSet) -> Bool {
        let ofPods = selector.filter { !all.contains($0.key) }
        guard ofPods.count < selector.count else { return set.hasWorkload(selectedBy: selector, in: nil) }
        return set.hasWorkload(selectedBy: ofPods, in: nil) { workload in
            let given = labels(of: workload, in: set)
            return selector.allSatisfy { (given[$0.key] ?? workload.labels[$0.key]) == $0.value }
        }
    }

    private static func labels(of workload: Workload, in set: ValidationSet) -> [String: String] {
        guard let name = workload.pod["spec"]["nodeName"].string, !name.isEmpty else { return [:] }
        var labels = [hostname: name]
        let node = set.object(node, "", name)?.labels ?? [:]
        if let value = node[region], !value.isEmpty { labels[region] = value }
        // A node without a zone has no part of one.
        guard let value = node[zone], !value.isEmpty else { return labels }
        labels[zone] = value
        if let value = node[subzone], !value.isEmpty { labels[subzone] = value }
        return labels
    }
}
