import Domain

/// The labels of the pods that an AuthorizationPolicy is for, as far as they are known.
struct PolicyPods {
    private let subject: Subject
    private let selected: [String: String]
    private let workloads: [Workload]

    /// - Parameter selected: The labels that the policy selects by.
    init(_ subject: Subject, _ selected: [String: String]) {
        self.subject = subject
        self.selected = selected
        let namespace = subject.object.namespace
        // There a policy is for the pods of every namespace.
        workloads =
            namespace == subject.settings.rootNamespace
            ? []
            : subject.set.workloads(selectedBy: selected, in: namespace)
                + subject.set.instances(selectedBy: selected, in: namespace).filter(\.isMachine)
    }

    /// Those that the policy selects by, and what all known pods have beside them where one PeerAuthentication is for
    /// pods with these: of several the oldest counts, which nobody knows of files.
    var labels: [String: String] {
        guard let first = workloads.first?.labels else { return selected }
        let common = workloads.dropFirst().reduce(first) { common, workload in
            let labels = workload.labels
            return common.filter { labels[$0.key] == $0.value }
        }
        return subject.set.peers(selecting: common, in: subject.object.namespace).count == 1 ? common : selected
    }

    /// Some, not all, of the pods for which a PeerAuthentication switches mTLS off, at every port, and for which no
    /// ALLOW policy lets anybody in without asking who it is.
    var closed: (workload: Workload, policy: KnownObject)? {
        guard subject.object.spec["action"].string ?? "ALLOW" == "ALLOW" else { return nil }
        for workload in workloads where subject.set.isInMesh(workload) {
            let peers = subject.set.peers(selecting: workload.labels, in: subject.object.namespace)
            guard peers.count == 1, let peer = peers.first, PeerMode(peer) == .disable,
                peer.spec["portLevelMtls"].isEmpty, !lets(somebodyInto: workload)
            else { continue }
            return (workload, peer)
        }
        return nil
    }

    private func lets(somebodyInto workload: Workload) -> Bool {
        Set([workload.namespace, subject.settings.rootNamespace])
            .flatMap { subject.set.objects(.authorizationPolicies, "ALLOW \($0)") }
            .filter { $0.spec["targetRef"].isEmpty && $0.spec["targetRefs"].isEmpty }
            .filter { workload.isSelected(by: $0.spec["selector"]["matchLabels"].texts) }
            .contains { $0.spec["rules"].elements.contains { !PolicyNeedsMTLS.asksForPeers($0) } }
    }
}
