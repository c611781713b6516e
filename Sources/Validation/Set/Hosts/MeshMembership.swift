import Domain
import MeshModel

extension SetFact<Bool> {
    /// Whether some pod shows a sidecar, of either mesh.
    static let podsShowSidecars = SetFact("pods show sidecars") { set in
        set.objects(.pod).contains { ProxyInjection.showsSidecar($0.tree) }
    }
}

extension ValidationSet {
    /// Whether Istio may take the traffic of a workload's pods. The impact of a change reads clusters the same way
    /// (`ProxyInjection.mayHaveProxy`); of ambient meshes and machines it knows nothing.
    func mayBeInMesh(_ workload: Workload) -> Bool {
        if workload.isMachine || isAmbient(workload) || showsProxy(workload) { return true }
        let namespace = object(.namespace, "", workload.namespace)?.labels ?? [:]
        let wish = ProxyInjection.wish(
            workload.labels, workload.annotations, by: .istio, namespace: (namespace, [:]))
        return ProxyInjection.mayHaveProxy(wish, isPod: workload.isPod, podsTell: fact(.podsShowSidecars))
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

    /// Whether a sidecar is there, or asked for.
    private func hasSidecar(_ workload: Workload) -> Bool {
        if showsProxy(workload) { return true }
        let namespace = object(.namespace, "", workload.namespace)?.labels ?? [:]
        return ProxyInjection.wish(workload.labels, workload.annotations, by: .istio, namespace: (namespace, [:]))
            == .wanted
    }

    private func showsProxy(_ workload: Workload) -> Bool {
        let spec = workload.pod["spec"]
        return (spec["containers"].elements + spec["initContainers"].elements).contains {
            $0["name"].string == "istio-proxy" && !$0["image"].isEmpty
        }
    }
}
