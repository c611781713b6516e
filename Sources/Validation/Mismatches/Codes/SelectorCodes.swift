/// HS57..: selectors that select nothing, or too much.
extension FindingCode {
    static let selectorWithoutWorkload = FindingCode(
        "HS5701", .warning, "A policy selects no workload", references: ["KIA0004"],
        page: .init(
            why: "The policy does nothing. Where a label has a mistake, the workload that was meant is not protected.",
            example: """
                kind: AuthorizationPolicy
                spec:
                  selector: {matchLabels: {app: crat}}
                """,
            mend: "Use labels of the pods. A policy selects in its own namespace only, except in the root namespace."))
    static let gatewayWithoutPods = FindingCode(
        "HS5702", .warning, "A Gateway selects no pods", references: ["KIA0302"],
        page: .init(
            why: "No proxy opens the ports of the Gateway.",
            example: """
                kind: Gateway
                spec:
                  selector: {istio: ingressgatway}
                """,
            mend: "Use the labels of the gateway's pods."))
    static let globalSidecarWithSelector = FindingCode(
        "HS5703", .warning, "The Sidecar of the root namespace selects workloads", references: ["KIA1006"],
        page: .init(
            why: "A Sidecar of the root namespace is the default of all namespaces, and with a selector it is none.",
            example: """
                kind: Sidecar
                metadata: {name: default, namespace: istio-system}
                spec:
                  workloadSelector: {labels: {app: cart}}
                """,
            mend: "Leave the selector out, or put the Sidecar into the namespace of the workloads."))
    static let unknownGroupAccount = FindingCode(
        "HS5704", .warning, "The workloads of a WorkloadGroup run as a service account that does not exist",
        references: ["KIA1701"],
        page: .init(
            why: "The workloads get no identity and cannot join the mesh.",
            example: """
                kind: WorkloadGroup
                spec:
                  template: {serviceAccount: vms}
                """,
            mend: "Add the ServiceAccount to the namespace of the WorkloadGroup."))

    static let selectorReferences: [FindingCode] = [
        selectorWithoutWorkload, gatewayWithoutPods, globalSidecarWithSelector, unknownGroupAccount,
    ]
}
