package import Domain

/// Whether pods and namespaces want a sidecar.
package enum ProxyInjection {
    /// Whether a pod says, or its namespace says for it, that it is to have no proxy.
    ///
    /// - Parameter namespace: Labels and annotations of the namespace; empty where it is not known.
    package static func isRefused(
        _ labels: [String: String], _ annotations: [String: String], by mesh: Mesh,
        namespace: (labels: [String: String], annotations: [String: String])
    ) -> Bool {
        switch mesh {
        case .istio:
            if let wish = labels["sidecar.istio.io/inject"] ?? annotations["sidecar.istio.io/inject"] {
                return wish != "true"
            }
            return namespace.labels["istio-injection"] == "disabled"
        case .linkerd:
            return (annotations["linkerd.io/inject"] ?? namespace.annotations["linkerd.io/inject"]) == "disabled"
        }
    }
}
