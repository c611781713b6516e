import Domain
import MeshModel

/// Labels of pods that stand in no file, since somebody else adds them: the one place that says which, and who does.
/// Whether such a label is there is known of running pods only, and of where they run (`PlaceLabels`) not even of
/// those.
///
/// Sources: the well-known labels of Kubernetes, Argo's `DefaultRolloutUniqueLabelKey`, the templates of Istio's and
/// Linkerd's injectors.
enum AddedLabels {
    /// Those that the controllers of workloads add, with the kinds whose controllers do. Controllers of kinds that
    /// nobody here knows may add any of them.
    private static let controllers: [String: Set<ObjectKind>] = [
        podName: [.statefulSet],
        podIndex: [.statefulSet],
        "job-name": jobs, "batch.kubernetes.io/job-name": jobs,
        "controller-uid": jobs, "batch.kubernetes.io/controller-uid": jobs,
        completionIndex: jobs,
    ]
    private static let jobs: Set<ObjectKind> = [.job, .cronJob]
    private static let podName = "statefulset.kubernetes.io/pod-name"
    private static let podIndex = "apps.kubernetes.io/pod-index"
    private static let completionIndex = "batch.kubernetes.io/job-completion-index"

    /// Those that tell the versions of a workload apart. What they are nobody knows before the pods run, and files may
    /// lack what has them.
    private static let hashes: Set = [
        "pod-template-hash", "rollouts-pod-template-hash", "controller-revision-hash", "pod-template-generation",
    ]

    /// Those of Istio's injector.
    private static let istio: Set = [
        "istio.io/rev", "service.istio.io/canonical-name", "service.istio.io/canonical-revision",
        "security.istio.io/tlsMode", "networking.istio.io/tunnel",
    ]

    /// Those of Linkerd's injector; the last part of `proxy-` is the kind of what owns the pod.
    private static let linkerd: Set<String> = Set(
        ["linkerd.io/control-plane-ns", workloadNamespace]
            + Workload.templated.map { owner + $0.name.lowercased() })
    private static let workloadNamespace = "linkerd.io/workload-ns"
    private static let owner = "linkerd.io/proxy-"

    /// Whether somebody adds labels with this key to pods, so that what a file lacks says nothing.
    static func has(_ key: String, in set: ValidationSet) -> Bool {
        controllers[key] != nil || [hashes, istio, linkerd].contains { $0.contains(key) } || PlaceLabels.has(key)
            || set.foreignTemplates.contains { isOwn(key, of: $0) }
    }

    /// Whether pods of a workload that has no such label in its file may have it all the same.
    ///
    /// - Parameter value: `nil` for any.
    static func mayGive(_ key: String, _ value: String?, to workload: Workload, in set: ValidationSet) -> Bool {
        // Pods that were listed are as they are, and what is only a template of theirs has none of its own.
        guard !set.listed.contains(.pod) else { return false }
        if istio.contains(key) { return !workload.showsProxy(.istio) && set.mayBeInMesh(workload) }
        if linkerd.contains(key) {
            return !workload.showsProxy(.linkerd) && set.mayHaveLinkerd(workload) && fits(key, value, workload)
        }
        guard !workload.isPod, !workload.isMachine else { return false }
        let kind = workload.object.kind
        if hashes.contains(key) { return true }
        guard let kinds = controllers[key] else { return isOwn(key, of: kind) }
        return kind.isForeign || kinds.contains(kind) && fits(key, value, workload)
    }

    /// Controllers of other kinds add labels of their own group.
    private static func isOwn(_ key: String, of kind: ObjectKind) -> Bool {
        kind.isForeign && key.hasPrefix(kind.group + "/")
    }

    /// Whether the value is one that the label can have on pods of the workload.
    private static func fits(_ key: String, _ value: String?, _ workload: Workload) -> Bool {
        guard let value else { return !key.hasPrefix(owner) || key == ownerKey(workload) }
        let name = workload.object.name
        return switch key {
        case podName: value.hasPrefix(name + "-") && isNumber(value.dropFirst(name.count + 1))
        case podIndex, completionIndex: isNumber(value)
        case workloadNamespace: value == workload.namespace
        case _ where key.hasPrefix(owner): key == ownerKey(workload) && value == name
        default: true
        }
    }

    private static func ownerKey(_ workload: Workload) -> String {
        owner + workload.object.kind.name.lowercased()
    }

    private static func isNumber(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}

extension ValidationSet {
    /// Whether Linkerd's injector puts a proxy into the pods of a workload, or may.
    func mayHaveLinkerd(_ workload: Workload) -> Bool {
        guard !workload.isMachine else { return false }
        if workload.showsProxy(.linkerd) { return true }
        let annotations = object(.namespace, "", workload.namespace)?.root["metadata"]["annotations"].texts ?? [:]
        let wish = ProxyInjection.wish(
            workload.labels, workload.annotations, by: .linkerd, namespace: ([:], annotations))
        return ProxyInjection.mayHaveProxy(wish, isPod: workload.isPod, podsTell: fact(.podsShowSidecars))
    }
}
