/// HS6301 to HS6307.
extension FindingCode {
    static let injection: [FindingCode] = [
        notInjected, podWithoutProxy, severalInjectionLabels, injectedByDefault, otherProxyImage, automaticImage,
        automaticImageInPod,
    ]

    static let notInjected = FindingCode(
        "HS6301", .info, "Pods of a namespace get no sidecar", references: ["IST0102"],
        page: .init(
            why: "Policies for these pods have nobody to obey them.",
            example: """
                kind: Namespace
                metadata: {name: shop}
                """,
            mend: "Label the namespace `istio-injection: enabled` (or `istio.io/rev`), or `disabled` where "
                + "that is meant."))

    static let podWithoutProxy = FindingCode(
        "HS6302", .warning, "A pod has no sidecar, though its namespace asks for one", references: ["IST0103"],
        page: .init(
            why: "The pod was started before the label was set: it is outside of the mesh, and no policy "
                + "holds for it.",
            example: """
                kind: Pod
                metadata: {name: reviews-1, namespace: shop}  # shop has istio-injection=enabled
                spec: {containers: [{name: reviews}]}
                """,
            mend: "Restart the workload; or label the pod `sidecar.istio.io/inject: \"false\"`, if that is "
                + "meant."))

    static let severalInjectionLabels = FindingCode(
        "HS6303", .warning, "Labels of a namespace contradict each other about injection", references: ["IST0123"],
        page: .init(
            why: "Istio obeys one of them, and `istio-injection` beats the revision: pods come under another "
                + "control plane than it seems.",
            example: """
                kind: Namespace
                metadata:
                  name: shop
                  labels: {istio-injection: enabled, istio.io/rev: canary}
                """,
            mend: "Keep one of `istio-injection`, `istio.io/rev` and `istio.io/dataplane-mode`."))

    static let injectedByDefault = FindingCode(
        "HS6304", .info, "A namespace without a label is injected by default", references: ["IST0148"],
        page: .init(
            why: "The injector takes every namespace that does not refuse: this one is in the mesh without "
                + "saying so.",
            example: """
                kind: Namespace
                metadata: {name: shop}  # the injector has enableNamespacesByDefault
                """,
            mend: "Label the namespace `istio-injection: enabled` or `disabled`, so that it is certain."))

    static let otherProxyImage = FindingCode(
        "HS6305", .warning, "Pods run another proxy than the injector would give them", references: ["IST0158"],
        page: .init(
            why: "After an upgrade old proxies stay until their pods are restarted; they may not know what "
                + "new policies ask for.",
            example: """
                kind: Pod
                metadata: {namespace: shop}
                spec: {containers: [{name: istio-proxy, image: istio/proxyv2:1.20.0}]}
                """,
            mend: "Restart the workloads of the namespace."))

    static let automaticImage = FindingCode(
        "HS6306", .warning, "A Deployment leaves the proxy's image to an injector that does not take it",
        references: ["IST0146"],
        page: .init(
            why: "The image `auto` stays as it is and cannot be pulled: the pods will not start.",
            example: """
                kind: Deployment
                spec: {template: {spec: {containers: [{name: istio-proxy, image: auto}]}}}
                """,
            mend: "Label the namespace or the pods so that an injector takes them."))

    static let automaticImageInPod = FindingCode(
        "HS6307", .error, "A pod has the image auto, which nobody replaced", references: ["IST0147"],
        page: .init(
            why: "There is no such image: the pod does not start.",
            example: """
                kind: Pod
                spec: {containers: [{name: istio-proxy, image: auto}]}
                """,
            mend: "See that an injector takes the pod, and make it anew."))
}
