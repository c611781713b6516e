/// HS5009, HS5013, HS5021, HS5022, HS5026, HS5028: namespaces, workloads and objects that an object means.
extension FindingCode {
    static let workloadReferences = [
        unknownNamespace, policyWithoutWorkloads, ineffectiveSelector, ineffectiveSidecar, unlistedNamespace,
        unknownTarget,
    ]

    static let unknownNamespace = FindingCode(
        "HS5009", .error, "An AuthorizationPolicy names a namespace that does not exist", references: ["IST0101"],
        page: .init(
            why: "Nobody comes from that namespace: what the rule should allow or deny is not what it does.",
            example: """
                kind: AuthorizationPolicy
                spec:
                  rules: [{from: [{source: {namespaces: [shpo]}}]}]
                """,
            mend: "Correct the name, or create the namespace first."))
    static let unlistedNamespace = FindingCode(
        "HS5026", .warning, "An AuthorizationPolicy names a namespace that is none of those that are known",
        references: ["IST0101"],
        page: .init(
            why: "The files have some Namespaces, and seldom all of a cluster. Where the name has a mistake, what the "
                + "rule should allow or deny is not what it does.",
            example: """
                kind: Namespace
                metadata: {name: shop}
                ---
                kind: AuthorizationPolicy
                metadata: {name: cart, namespace: shop}
                spec:
                  rules: [{from: [{source: {namespaces: [shpo]}}]}]
                """,
            mend: "Correct the name, judge beside the cluster, or name a file with the Namespace as context."))
    static let policyWithoutWorkloads = FindingCode(
        "HS5013", .warning, "An AuthorizationPolicy is for no workload of the mesh", references: ["IST0127"],
        page: .init(
            why:
                "It protects nothing: the pods that it should be for have other labels, or no proxy that could obey it.",
            example: """
                kind: AuthorizationPolicy
                metadata: {namespace: shop}
                spec: {selector: {matchLabels: {app: reviws}}}
                """,
            mend: "Write labels that pods of the namespace have, and see that these pods are in the mesh."))
    static let ineffectiveSelector = FindingCode(
        "HS5021", .warning, "A selector takes pods of a Gateway API gateway, where it has no effect",
        references: ["IST0166"],
        page: .init(
            why: "Gateways of the Gateway API obey policies by targetRefs only; the selector is passed over.",
            example: """
                kind: AuthorizationPolicy
                spec: {selector: {matchLabels: {gateway.networking.k8s.io/gateway-name: shop}}}
                """,
            mend: "Replace the selector: `targetRefs: [{group: gateway.networking.k8s.io, kind: Gateway, name: shop}]`."
        ))
    static let ineffectiveSidecar = FindingCode(
        "HS5022", .warning, "A Sidecar is for pods without sidecars", references: ["IST0167"],
        page: .init(
            why: "The pods belong to an ambient mesh: they have no sidecar, so nothing of the Sidecar is used.",
            example: """
                kind: Namespace
                metadata: {name: shop, labels: {istio.io/dataplane-mode: ambient}}
                ---
                kind: Sidecar
                metadata: {name: default, namespace: shop}
                """,
            mend: "Remove the Sidecar, or take the workloads out of the ambient mesh."))
    static let unknownTarget = FindingCode(
        "HS5028", .error, "A policy is for an object that does not exist",
        page: .init(
            why: "The policy is for nothing: what a DENY should deny, what a token should be asked for, goes through. "
                + "Istio takes the object and writes TargetNotFound into its status.",
            example: """
                kind: AuthorizationPolicy
                metadata: {name: deny, namespace: shop}
                spec:
                  targetRefs: [{kind: Service, name: wbe}]
                  action: DENY
                  rules: [{}]
                """,
            mend: "Correct the name; the object has to be in the namespace of the policy."))
}
