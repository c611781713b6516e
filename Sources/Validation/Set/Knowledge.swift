/// How much a set knows of the objects of a kind in a namespace. Of a cluster that was listed everything is known; of
/// files no more than what they hold.
enum Knowledge {
    /// The set has nothing like it: nothing can be said about a reference to such an object.
    case nothing
    /// The set has some of other namespaces only: a reference may well be right, and is at most worth a warning.
    case elsewhere
    /// What is not in the set is not there.
    case whole
}

extension ValidationSet {
    /// How much is known of the objects of some kinds in a namespace.
    func knowledge(of kinds: ObjectKind..., in namespace: String) -> Knowledge {
        if kinds.contains(where: { isKnown($0, in: namespace) }) { return .whole }
        return kinds.contains(where: has) ? .elsewhere : .nothing
    }

    /// Whether it is known which namespaces there are: they were listed, or the set has one that Kubernetes makes by
    /// itself and that nobody writes into a file, unless to put labels on it.
    var knowsNamespaces: Bool {
        if listed.contains(.namespace) || object(.namespace, "", "kube-system") != nil { return true }
        guard let usual = object(.namespace, "", "default") else { return false }
        return usual.labels.keys.allSatisfy { $0 == "kubernetes.io/metadata.name" }
            && usual.root["metadata"]["annotations"].isEmpty
    }

    /// How much is known of a namespace that is not in the set.
    func knowledge(ofNamespace name: String, root: String) -> Knowledge {
        if knowsNamespaces { return .whole }
        return has(.namespace) && !PlatformNamespaces.has(name, root: root) ? .elsewhere : .nothing
    }
}

/// Namespaces of Kubernetes and of what runs the meshes: they are there, and no team has them among its files.
enum PlatformNamespaces {
    private static let names: Set = ["default", "kube-system", "kube-public", "kube-node-lease", "istio-system"]
    private static let beginnings = ["istio-", "linkerd", "kube-", "gke-", "openshift-"]

    static func has(_ name: String, root: String) -> Bool {
        name == root || names.contains(name) || beginnings.contains(where: name.hasPrefix)
    }
}
