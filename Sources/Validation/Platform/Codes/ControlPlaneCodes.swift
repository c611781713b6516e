/// HS6331 to HS6336.
extension FindingCode {
    static let controlPlane: [FindingCode] = [
        invalidWebhook, invalidExternalURL, externalAddress, unrestrictedKeys, negativeCondition,
        unknownRegistry,
    ]

    static let invalidWebhook = FindingCode(
        "HS6331", .error, "An injection webhook takes pods of another one, or calls nobody", references: ["IST0139"],
        page: .init(
            why: "Pods are injected twice, or cannot be made at all.",
            example: """
                kind: MutatingWebhookConfiguration
                metadata: {name: istio-sidecar-injector}
                webhooks:
                - name: sidecar-injector.istio.io
                  clientConfig: {service: {name: istoid, namespace: istio-system}}
                """,
            mend: "Part the selectors of the webhooks, or correct the Service."))

    static let invalidExternalURL = FindingCode(
        "HS6332", .warning, "A webhook of an external control plane has no usable URL", references: ["IST0163"],
        page: .init(
            why: "Nothing is injected or validated.",
            example: """
                kind: MutatingWebhookConfiguration
                metadata: {name: istio-sidecar-injector-external}
                webhooks: [{name: a.istio.io, clientConfig: {}}]
                """,
            mend: "Set `clientConfig.url` to the address of the external istiod."))

    static let externalAddress = FindingCode(
        "HS6333", .info, "A webhook of an external control plane names an address instead of a host",
        references: ["IST0164"],
        page: .init(
            why: "Certificates are made for names; with an address the check fails or is left out.",
            example: """
                kind: ValidatingWebhookConfiguration
                metadata: {name: istio-validator-external}
                webhooks: [{name: a.istio.io, clientConfig: {url: "https://10.0.0.1:15017/validate"}}]
                """,
            mend: "Use a host name that the certificate has."))

    static let unrestrictedKeys = FindingCode(
        "HS6334", .warning, "istiod fetches keys from any address that a RequestAuthentication names",
        references: ["IST0175"],
        page: .init(
            why: "Who may write a RequestAuthentication can have istiod call services inside the cluster, "
                + "such as the cloud's metadata.",
            example: """
                kind: Deployment
                metadata: {labels: {app: istiod}}
                spec: {template: {spec: {containers: [{name: discovery, env: []}]}}}
                """,
            mend: "Set `BLOCKED_CIDRS_IN_JWKS_URIS` in istiod's environment."))

    static let negativeCondition = FindingCode(
        "HS6335", .warning, "A controller could not use an object", references: ["IST0171"],
        page: .init(
            why: "The object does not do what it says; its status tells why.",
            example: """
                kind: HTTPRoute
                status: {parents: [{conditions: [{type: Accepted, status: "False", reason: NotAllowedByListeners}]}]}
                """,
            mend: "Do what the condition's message asks for."))

    static let unknownRegistry = FindingCode(
        "HS6336", .error, "A network of the mesh takes endpoints from a registry that nobody knows",
        references: ["IST0126"],
        page: .init(
            why:
                "Registries are istiod's own (`Kubernetes`, with a capital letter) and the clusters of the Secrets with "
                + "the label `istio/multiCluster: \"true\"`, by the names of their keys. Endpoints of any other name are "
                + "none: requests to those pods do not go through the network's gateway.",
            example: """
                kind: ConfigMap
                metadata: {name: istio, namespace: istio-system}
                data:
                  meshNetworks: |
                    networks:
                      east:
                        endpoints: [{fromRegistry: kubernetes}]
                """,
            mend: "Write the name as the Secret's key has it, or `Kubernetes`."))
}
