/// Something that runs pods with labels: a Pod, or an object with a template of pods.
struct Workload: Sendable {
    let object: KnownObject

    var isPod: Bool { object.kind == .pod }
    var namespace: String { object.namespace }

    /// The labels, annotations and specification of the pods, where they are written.
    var pod: Field {
        switch object.kind {
        case .pod: object.root
        case .cronJob: object.spec["jobTemplate"]["spec"]["template"]
        default: object.spec["template"]
        }
    }
    var labels: [String: String] { isPod ? object.labels : pod["metadata"]["labels"].texts }
    var annotations: [String: String] { pod["metadata"]["annotations"].texts }

    /// Whether a selector of labels takes the pods; an empty one takes all.
    func isSelected(by selector: [String: String]) -> Bool {
        let labels = labels
        return selector.allSatisfy { labels[$0.key] == $0.value }
    }

    /// The kinds with a template.
    static let templated: [ObjectKind] = [
        .deployment, .statefulSet, .daemonSet, .replicaSet, .replicationController, .job, .cronJob,
    ]
}

extension ObjectKind {
    package static let statefulSet = ObjectKind("StatefulSet", group: "apps")
    package static let daemonSet = ObjectKind("DaemonSet", group: "apps")
    package static let replicaSet = ObjectKind("ReplicaSet", group: "apps")
    package static let replicationController = ObjectKind("ReplicationController", group: "")
    package static let job = ObjectKind("Job", group: "batch")
    package static let cronJob = ObjectKind("CronJob", group: "batch")
}

extension SetIndex {
    /// Pods by namespace, and by each label with and without the namespace (`ValidationSet.word`).
    static let pods = workloads("pods", of: [.pod])
    /// What has a template of pods, by the same words.
    static let templates = workloads("pod templates", of: Workload.templated)

    private static func workloads(_ name: String, of kinds: [ObjectKind]) -> SetIndex {
        SetIndex(name, of: kinds) { object in
            let workload = Workload(object: object)
            var words = [object.namespace + "\n"]
            for (key, value) in workload.labels {
                words.append("\n\(key)=\(value)")
                words.append("\(object.namespace)\n\(key)=\(value)")
            }
            return words
        }
    }
}

extension ValidationSet {
    /// The Pods that a selector of labels takes, in a namespace or, for `nil`, in all.
    func pods(selectedBy selector: [String: String], in namespace: String?) -> [Workload] {
        candidates(.pods, [.pod], selector, namespace).map(Workload.init).filter { $0.isSelected(by: selector) }
    }

    /// The Pods and the objects with templates of pods that a selector of labels takes.
    func workloads(selectedBy selector: [String: String], in namespace: String?) -> [Workload] {
        pods(selectedBy: selector, in: namespace)
            + candidates(.templates, Workload.templated, selector, namespace).map(Workload.init)
            .filter { $0.isSelected(by: selector) }
    }

    /// What runs of it, to be counted: the Pods, or where the set has none of them the templates.
    func instances(selectedBy selector: [String: String], in namespace: String?) -> [Workload] {
        let pods = pods(selectedBy: selector, in: namespace)
        guard pods.isEmpty else { return pods }
        return candidates(.templates, Workload.templated, selector, namespace).map(Workload.init)
            .filter { $0.isSelected(by: selector) }
    }

    /// Whether a selector takes any Pod or template of pods that `isMeant`. Cheaper than to list them.
    func hasWorkload(
        selectedBy selector: [String: String], in namespace: String?, where isMeant: (Workload) -> Bool = { _ in true }
    ) -> Bool {
        func isFound(_ object: KnownObject) -> Bool {
            let workload = Workload(object: object)
            return workload.isSelected(by: selector) && isMeant(workload)
        }
        return candidates(.pods, [.pod], selector, namespace).contains(where: isFound)
            || candidates(.templates, Workload.templated, selector, namespace).contains(where: isFound)
    }

    /// The shortest list that must hold everything that the selector takes.
    private func candidates(
        _ index: SetIndex, _ kinds: [ObjectKind], _ selector: [String: String], _ namespace: String?
    ) -> [KnownObject] {
        guard !selector.isEmpty else {
            return namespace.map { objects(index, $0 + "\n") } ?? kinds.flatMap { objects($0) }
        }
        var shortest: [KnownObject]?
        for (key, value) in selector {
            let found = objects(index, "\(namespace ?? "")\n\(key)=\(value)")
            if found.count < shortest?.count ?? Int.max { shortest = found }
            if found.isEmpty { break }
        }
        return shortest ?? []
    }
}
