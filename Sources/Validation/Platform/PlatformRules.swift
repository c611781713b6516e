/// What the objects of Kubernetes around the policies have to do for the mesh: injection, ports, webhooks, annotations.
enum PlatformRules {
    static let families: [RuleFamily] =
        [
            NamespaceInjection.family, PodInjection.family, ProxyImages.family, ServicePorts.family,
            SharedDeployments.family, NamedTargets.family, ProxyUsers.family, StatusConditions.family,
            TokenSources.family,
            NetworkRegistries.family,
        ] + AutomaticImages.families + IstioAnnotations.families + InjectionWebhooks.families
}

extension FindingCode {
    /// HS63..: the platform around the policies (istioctl analyze).
    static let platform: [FindingCode] = injection + annotations + workloads + controlPlane
}

extension ObjectKind {
    static let mutatingWebhooks = ObjectKind("MutatingWebhookConfiguration", group: "admissionregistration.k8s.io")
    static let validatingWebhooks = ObjectKind("ValidatingWebhookConfiguration", group: "admissionregistration.k8s.io")
}

extension Subject {
    /// Whether the object belongs to Kubernetes itself, which is nobody's to change.
    var isOfKubernetes: Bool {
        let namespace = object.kind == .namespace ? object.name : object.namespace
        return ["kube-system", "kube-public", "kube-node-lease", "local-path-storage"].contains(namespace)
    }

    /// Whether the object belongs to Istio's control plane.
    var isOfControlPlane: Bool { object.labels["istio"] != nil || object.labels["release"] == "istio" }
}
