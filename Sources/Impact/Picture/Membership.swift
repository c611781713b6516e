import Domain
import MeshModel

/// What tells of pods whether they are in a mesh. Validation reads it the same way (`ProxyInjection.mayHaveProxy`).
struct Membership {
    /// Labels and annotations of the namespaces that are known.
    let namespaces: [String: Notes]
    /// Whether running pods show their sidecars.
    let podsTell: Bool
    /// The pods that only a template tells of.
    let unmade: Set<MeshPod>

    struct Notes {
        let labels: [String: String]
        let annotations: [String: String]

        init(_ namespace: JSONValue) {
            labels = namespace["metadata"]?["labels"]?.object?.compactMapValues(\.string) ?? [:]
            annotations = namespace["metadata"]?["annotations"]?.object?.compactMapValues(\.string) ?? [:]
        }
    }

    /// Those that show no proxy and may have one, as if they had.
    func seen(_ pods: [MeshPod], by mesh: Mesh) -> [MeshPod] {
        guard !podsTell || !unmade.isEmpty else { return pods }
        let proxy: MeshPod.Proxy = mesh == .istio ? .istio : .linkerd
        return pods.map { $0.proxy == nil && mayHaveProxy($0, of: mesh) ? $0.meshed(by: proxy) : $0 }
    }

    private func mayHaveProxy(_ pod: MeshPod, of mesh: Mesh) -> Bool {
        let namespace = namespaces[pod.namespace]
        let wish = ProxyInjection.wish(
            pod.labels, pod.annotations, by: mesh, namespace: (namespace?.labels ?? [:], namespace?.annotations ?? [:]))
        return ProxyInjection.mayHaveProxy(wish, isPod: !unmade.contains(pod), podsTell: podsTell)
    }
}
