import Domain

/// A PeerAuthentication of the root namespace is for the whole mesh: istiod passes over one with a selector
/// (`ComposePeerAuthentication`), also for pods of the root namespace itself.
enum RootSelectors {
    static let family = RuleFamily(
        "peer authentications of the root namespace", codes: [.rootPeerWithSelector], kinds: [.peerAuthentication],
        scope: .set
    ) { subject in
        let labels = subject.spec["selector"]["matchLabels"]
        guard subject.object.namespace == subject.settings.rootNamespace, !labels.isEmpty else { return [] }
        return [
            Remark(
                .rootPeerWithSelector, labels,
                "is given in the root namespace \(subject.settings.rootNamespace), where Istio passes over the whole "
                    + "object",
                hint: "leave the selector out to mean the whole mesh, or put it into the namespace of the pods")
        ]
    }
}
