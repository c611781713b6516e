import Domain

/// Whatever runs, with the labels that its pods carry.
enum KnownWorkloads {
    static let kinds: [ObjectKind] = [
        .pod, .deployment, ObjectKind("StatefulSet", group: "apps"), ObjectKind("DaemonSet", group: "apps"),
        ObjectKind("ReplicaSet", group: "apps"), ObjectKind("Job", group: "batch"), .workloadEntry, .workloadGroup,
    ]

    /// By `namespace/key=value`, by `/key=value`, and all of a namespace by `namespace/`.
    static let index = SetIndex("workloads by label", of: kinds) { workload in
        let labels = labels(workload)?.object ?? [:]
        return labels.flatMap { key, value in
            value.string.map { ["\(workload.namespace)/\(key)=\($0)", "/\(key)=\($0)"] } ?? []
        } + ["\(workload.namespace)/"]
    }

    /// By `namespace/name` of the account that they run as.
    static let accounts = SetIndex("workloads by service account", of: kinds) { workload in
        account(workload).map { ["\(workload.namespace)/\($0)"] } ?? []
    }

    static func labels(_ workload: KnownObject) -> JSONValue? {
        switch workload.kind {
        case .pod: workload.tree["metadata"]?["labels"]
        case .workloadEntry: workload.tree["spec"]?["labels"]
        case .workloadGroup: workload.tree["spec"]?["metadata"]?["labels"]
        default: workload.tree["spec"]?["template"]?["metadata"]?["labels"]
        }
    }

    /// `default` where a pod names none.
    static func account(_ workload: KnownObject) -> String? {
        let spec = workload.tree["spec"]
        switch workload.kind {
        case .workloadEntry: return spec?["serviceAccount"]?.string
        case .workloadGroup: return spec?["template"]?["serviceAccount"]?.string
        case .pod: return spec?["serviceAccountName"]?.string ?? "default"
        default: return spec?["template"]?["spec"]?["serviceAccountName"]?.string ?? "default"
        }
    }

    static func carries(_ workload: KnownObject, _ selector: [String: String]) -> Bool {
        let labels = labels(workload)
        return selector.allSatisfy { labels?[$0.key]?.string == $0.value }
    }
}

extension ValidationSet {
    var hasWorkloads: Bool { KnownWorkloads.kinds.contains(where: has) }

    /// The workloads that carry every label of `selector`, in one namespace or (`nil`) in all.
    ///
    /// Looks through those that have the rarest of the labels. Without a label and a namespace: nothing.
    func workloads(carrying selector: [String: String], in namespace: String?) -> some Sequence<KnownObject> {
        let words = selector.map { "\(namespace ?? "")/\($0.key)=\($0.value)" }
        let lists = (words.isEmpty ? ["\(namespace ?? "")/"] : words).map { objects(KnownWorkloads.index, $0) }
        let rarest = lists.min { $0.count < $1.count } ?? []
        return rarest.lazy.filter { KnownWorkloads.carries($0, selector) }
    }

    func hasWorkload(carrying selector: [String: String], in namespace: String?) -> Bool {
        if selector.isEmpty, namespace == nil { return hasWorkloads }
        return workloads(carrying: selector, in: namespace).first { _ in true } != nil
    }
}

extension Field {
    /// The labels of a selector; `nil` where one of them is no text, so that nothing can be said of it.
    var selector: [String: String]? {
        guard case .object(let members) = value else { return exists && value != .null ? nil : [:] }
        let texts = members.compactMapValues(\.string)
        return texts.count == members.count ? texts : nil
    }
}
