import Domain
import MeshModel

/// Something that runs pods with labels: a Pod, or an object with a template of pods. A machine outside of the cluster
/// (WorkloadEntry, WorkloadGroup) is one as well: selectors of Services and of Istio's policies take it like a pod.
struct Workload: Sendable {
    let object: KnownObject

    var isPod: Bool { object.kind == .pod }
    var isMachine: Bool { object.kind == .workloadEntry || object.kind == .workloadGroup }
    var namespace: String { object.namespace }

    /// The labels, annotations and specification of the pods, where they are written.
    var pod: Field {
        switch object.kind {
        case .pod, .workloadEntry: object.root
        case .workloadGroup: object.spec
        case .cronJob: object.spec["jobTemplate"]["spec"]["template"]
        default: object.spec["template"]
        }
    }
    /// Istio takes the labels of a WorkloadEntry from both of its places; those of `metadata` come first.
    var labels: [String: String] {
        switch object.kind {
        case .pod: object.labels
        case .workloadEntry: object.spec["labels"].texts.merging(object.labels) { $1 }
        default: pod["metadata"]["labels"].texts
        }
    }
    var annotations: [String: String] { pod["metadata"]["annotations"].texts }
    /// The service account that it runs as.
    var account: String {
        let name =
            switch object.kind {
            case .workloadEntry: object.spec["serviceAccount"].string
            case .workloadGroup: object.spec["template"]["serviceAccount"].string
            default: pod["spec"]["serviceAccountName"].string
            }
        return name ?? "default"
    }

    /// Whether its file shows the sidecar of a mesh.
    func showsProxy(_ proxy: MeshPod.Proxy) -> Bool { ProxyInjection.proxy(of: pod.value) == proxy }

    /// Whether a selector of labels takes the pods; an empty one takes all.
    func isSelected(by selector: [String: String]) -> Bool {
        let labels = labels
        return selector.allSatisfy { labels[$0.key] == $0.value }
    }

    /// The kinds with a template.
    static let templated: [ObjectKind] = [
        .deployment, .statefulSet, .daemonSet, .replicaSet, .replicationController, .job, .cronJob,
    ]
    static let machines: [ObjectKind] = [.workloadEntry, .workloadGroup]

    /// Whether an object of a kind that nobody here knows has a template of pods. Templates of other things, a
    /// SealedSecret's for example, have no `spec` and other fields in its place.
    static func isTemplate(_ object: KnownObject) -> Bool {
        guard let template = object.tree["spec"]?["template"]?.object,
            let labels = template["metadata"]?["labels"]?.object
        else { return false }
        return !labels.isEmpty && (template["spec"] != nil || template.count == 1)
    }
}

extension Workload {
    /// A container that runs as long as its pod does.
    struct Server {
        private let container: Field

        fileprivate init(_ container: Field) { self.container = container }

        /// The ports that it declares.
        var ports: [Field] { container["ports"].elements }
        /// Whether it is the proxy of a mesh, which declares its own ports only.
        var isMeshProxy: Bool { container["name"].string.map(ProxyInjection.isProxy) ?? false }
    }

    /// The containers of the pods, and those of their first ones that go on beside them (native sidecars).
    var servers: [Server] {
        let spec = pod["spec"]
        let sidecars = spec["initContainers"].elements.filter { $0["restartPolicy"].string == "Always" }
        return (spec["containers"].elements + sidecars).map(Server.init)
    }
}

extension ObjectKind {
    package static let statefulSet = ObjectKind("StatefulSet", group: "apps")
    package static let daemonSet = ObjectKind("DaemonSet", group: "apps")
    package static let replicaSet = ObjectKind("ReplicaSet", group: "apps")
    package static let replicationController = ObjectKind("ReplicationController", group: "")
    package static let job = ObjectKind("Job", group: "batch")
    package static let cronJob = ObjectKind("CronJob", group: "batch")

    /// Whether it is neither of the meshes nor of Kubernetes.
    var isForeign: Bool {
        !group.isEmpty && !ForeignKinds.isKubernetes(group) && !Self.groupsOfSchemas.contains(group)
    }

    private static let groupsOfSchemas = Set(BuiltInSchemas.kinds.map(\.group))
}

extension SetIndex {
    /// Pods by namespace, and by each label with and without the namespace (`ValidationSet.word`).
    static let pods = workloads("pods", of: [.pod])
    /// What has a template of pods, by the same words.
    static let templates = workloads("pod templates", of: Workload.templated, andForeignTemplates: true)
    /// Machines outside of the cluster, by the same words.
    static let machines = workloads("machines", of: Workload.machines)

    private static func workloads(
        _ name: String, of kinds: [ObjectKind], andForeignTemplates: Bool = false
    ) -> SetIndex {
        SetIndex(name, of: kinds, andForeignTemplates: andForeignTemplates) { object in
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
        selected(.pods, [.pod], selector, namespace)
    }

    private func templates(selectedBy selector: [String: String], in namespace: String?) -> [Workload] {
        selected(.templates, Workload.templated + foreignTemplates, selector, namespace)
    }

    private func selected(
        _ index: SetIndex, _ kinds: @autoclosure () -> [ObjectKind], _ selector: [String: String],
        _ namespace: String?
    ) -> [Workload] {
        candidates(index, kinds(), selector, namespace).map(Workload.init).filter { $0.isSelected(by: selector) }
    }

    /// The Pods and the objects with templates of pods that a selector of labels takes; no machines.
    func workloads(selectedBy selector: [String: String], in namespace: String?) -> [Workload] {
        pods(selectedBy: selector, in: namespace) + templates(selectedBy: selector, in: namespace)
    }

    /// What runs of it, to be counted: the Pods, or where the set has none of them the templates; and machines.
    func instances(selectedBy selector: [String: String], in namespace: String?) -> [Workload] {
        let pods = pods(selectedBy: selector, in: namespace)
        return (pods.isEmpty ? templates(selectedBy: selector, in: namespace) : pods)
            + selected(.machines, Workload.machines, selector, namespace)
    }

    /// The shortest list that must hold everything that the selector takes.
    func candidates(
        _ index: SetIndex, _ kinds: @autoclosure () -> [ObjectKind], _ selector: [String: String],
        _ namespace: String?
    ) -> [KnownObject] {
        guard !selector.isEmpty else {
            return namespace.map { objects(index, $0 + "\n") } ?? kinds().flatMap { objects($0) }
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
