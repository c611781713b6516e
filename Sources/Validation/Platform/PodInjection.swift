import Domain

/// Pods that were started before their namespace asked for sidecars.
enum PodInjection {
    static let family = RuleFamily(
        "injection into pods", codes: [.podWithoutProxy], kinds: [.pod], scope: .set
    ) { subject in
        let labels = subject.set.object(.namespace, "", subject.object.namespace)?.labels ?? [:]
        guard labels["istio-injection"] == "enabled", labels["istio.io/dataplane-mode"] != "ambient",
            subject.object.namespace != subject.settings.rootNamespace, !subject.isOfKubernetes,
            !isRefused(subject), subject.spec["hostNetwork"].bool != true
        else { return [] }
        let containers = subject.spec["containers"].elements + subject.spec["initContainers"].elements
        let proxy = containers.first { $0["name"].string == "istio-proxy" }
        guard proxy?["image"].isEmpty ?? true else { return [] }
        return [
            Remark(
                .podWithoutProxy, subject.root["metadata"]["name"],
                "the namespace asks for sidecars and the pod has none", hint: "restart it")
        ]
    }

    private static func isRefused(_ subject: Subject) -> Bool {
        let wish =
            subject.object.labels["sidecar.istio.io/inject"]
            ?? subject.root["metadata"]["annotations"]["sidecar.istio.io/inject"].string
        return wish?.lowercased() == "false"
    }
}
