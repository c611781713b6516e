import Domain
import Ports

extension KubernetesCall {
    /// Sets labels of a pod (`nil` removes one) and nothing else. A uid that is not the pod's own makes the server
    /// refuse the patch, so that a pod that was made anew under the same name is left alone.
    static func label(_ pod: PodName, uid: String, _ labels: [String: String?]) -> KubernetesCall {
        let values = labels.mapValues { $0.map { JSONValue.string($0) } ?? .null }
        return KubernetesCall(.patch, path(of: pod), query: [("fieldManager", fieldManager)])
            .sending(["metadata": ["uid": .string(uid), "labels": .object(values)]], as: .mergePatch)
    }

    /// A request to the HTTP server in a pod; `path` as it has it, a query included.
    static func ask(_ pod: PodName, port: Int, path: String) -> KubernetesCall {
        let path = path.hasPrefix("/") ? String(path.dropFirst()) : path
        return KubernetesCall(.get, "\(self.path(of: pod)):\(port)/proxy/\(path)")
    }

    private static func path(of pod: PodName) -> String {
        ResourcePath.collection(.pods(namespace: pod.namespace)) + "/" + ResourcePath.segment(pod.name)
    }
}
