import Domain

/// Annotations of namespaces and pods that Linkerd's injector reads.
enum ProxyAnnotations {
    static let family = RuleFamily(
        "linkerd-proxy-annotations", codes: [.proxyAnnotation],
        kinds: Set([.namespace, .pod] + Workload.templated), scope: .set
    ) { subject in
        let object = subject.object
        let pod = object.kind == .namespace ? object.root : Workload(object: object).pod
        let annotations = pod["metadata"]["annotations"]
        return values.compactMap { name, known in
            guard let text = annotations[name].string, !text.isEmpty, !known.contains(text) else { return nil }
            return Remark(
                .proxyAnnotation, annotations[name], "is '\(text)', which Linkerd does not know",
                hint: "write one of \(known.joined(separator: ", "))")
        }
    }

    private static let values: [(name: String, known: [String])] = [
        ("linkerd.io/inject", ["enabled", "disabled", "ingress"]),
        ("config.linkerd.io/default-inbound-policy", LinkerdServers.accessPolicies.sorted()),
    ]
}
