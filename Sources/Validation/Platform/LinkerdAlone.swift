import Domain

extension SetFact<Bool> {
    /// Whether the set is of Linkerd, and nothing in it of Istio: then what only Istio wants is not asked for.
    static let isLinkerdAlone = SetFact("linkerd alone") { set in
        let namespaces = set.objects(.namespace)
        let isOfIstio =
            set.has { $0.group.hasSuffix(".istio.io") }
            || namespaces.contains { $0.labels.keys.contains { $0.hasPrefix("istio") } }
        return !isOfIstio
            && (set.has { $0.group == "linkerd.io" || $0.group.hasSuffix(".linkerd.io") }
                || namespaces.contains { namespace in
                    let metadata = namespace.root["metadata"]
                    return [metadata["annotations"], metadata["labels"]].contains { names in
                        names.texts.keys.contains { $0.hasPrefix("linkerd.io/") }
                    }
                })
    }
}
