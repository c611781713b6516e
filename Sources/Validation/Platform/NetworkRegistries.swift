import Domain

/// The networks of a mesh that spans several: an endpoint taken `fromRegistry` of a name that no registry has adds
/// nothing to its network, and requests to those pods do not go through the network's gateway.
///
/// The text of `meshNetworks` in istiod's ConfigMap is read as what it says where documents are read.
enum NetworkRegistries {
    static let family = RuleFamily(
        "registries of mesh networks", codes: [.unknownRegistry], kinds: [.configMap], scope: .set
    ) { subject in
        guard isOfIstiod(subject), let registries = known(in: subject.set) else { return [] }
        return subject.root["data"]["meshNetworks"]["networks"].members.flatMap { network in
            network.field["endpoints"].elements.compactMap { endpoint -> Remark? in
                let field = endpoint["fromRegistry"]
                guard let name = field.string, !registries.contains(name) else { return nil }
                let near = Spelling.nearest(to: name, in: registries.sorted()).map { "did you mean \($0)?" }
                return Remark(
                    .unknownRegistry, field, "is '\(name)', and network \(network.key) gets nothing of it",
                    hint: near ?? "name Kubernetes, or a cluster of a Secret with the label istio/multiCluster")
            }
        }
    }

    /// `istio`, or `istio-<revision>`, of the control plane's namespace.
    private static func isOfIstiod(_ subject: Subject) -> Bool {
        let object = subject.object
        return object.namespace == subject.settings.rootNamespace
            && (object.name == "istio" || object.name.hasPrefix("istio-"))
    }

    /// The registries that there are: istiod's own, and the clusters of the secrets that it reads; `nil` where nobody
    /// knows these.
    private static func known(in set: ValidationSet) -> Set<String>? {
        let secrets = set.objects(.secret).filter { $0.labels["istio/multiCluster"] == "true" }
        guard !secrets.isEmpty else { return nil }
        var names: Set<String> = ["Kubernetes", "External", "Mock"]
        for secret in secrets {
            let keys = ["data", "stringData"].flatMap { (secret.tree[$0]?.object ?? [:]).keys }
            guard !keys.isEmpty else { return nil }
            names.formUnion(keys)
        }
        return names
    }
}
