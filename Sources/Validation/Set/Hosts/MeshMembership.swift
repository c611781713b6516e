import Domain
import MeshModel

extension SetFact<Bool> {
    /// Whether some pod shows a proxy, of either mesh.
    static let showsProxies = SetFact("shows proxies") { set in
        set.objects(.pod).contains { pod in
            ["containers", "initContainers"].contains { list in
                pod.spec[list].elements.contains { ["istio-proxy", "linkerd-proxy"].contains($0["name"].string) }
            }
        }
    }
}

extension ValidationSet {
    /// Whether Istio may take the traffic of a workload's pods. Where no pod at all shows a proxy, the set does not
    /// tell: then each may have one that does not refuse it. The impact of a change reads clusters the same way.
    func mayBeInMesh(_ workload: Workload) -> Bool {
        if isInMesh(workload) { return true }
        let namespace = object(.namespace, "", workload.namespace)?.labels ?? [:]
        return !fact(.showsProxies)
            && !ProxyInjection.isRefused(
                workload.labels, workload.annotations, by: .istio, namespace: (namespace, [:]))
    }

    /// Whether Istio's proxy stands beside the pods of a workload, or an ambient mesh takes their traffic. A machine is
    /// written down because it is part of the mesh.
    func isInMesh(_ workload: Workload) -> Bool {
        workload.isMachine || hasSidecar(workload) || isAmbient(workload)
    }

    /// Whether an ambient mesh takes the traffic of the workload's pods.
    func isAmbient(_ workload: Workload) -> Bool {
        if workload.annotations["ambient.istio.io/redirection"] == "enabled" { return true }
        return !workload.isPod && isAmbient(namespace: workload.namespace)
    }

    /// Whether the pods of the namespace belong to an ambient mesh: it says so, and asks for no sidecars.
    func isAmbient(namespace: String) -> Bool {
        guard let labels = object(.namespace, "", namespace)?.labels, labels["istio-injection"] != "enabled",
            labels["istio.io/rev"]?.isEmpty ?? true
        else { return false }
        return labels["istio.io/dataplane-mode"] == "ambient"
    }

    private func hasSidecar(_ workload: Workload) -> Bool {
        let spec = workload.pod["spec"]
        let containers = spec["containers"].elements + spec["initContainers"].elements
        if containers.contains(where: { $0["name"].string == "istio-proxy" && !$0["image"].isEmpty }) { return true }
        if let wish = workload.labels["sidecar.istio.io/inject"] ?? workload.annotations["sidecar.istio.io/inject"] {
            return wish == "true"
        }
        let labels = object(.namespace, "", workload.namespace)?.labels ?? [:]
        return labels["istio-injection"] == "enabled" || !(labels["istio.io/rev"]?.isEmpty ?? true)
    }
}
