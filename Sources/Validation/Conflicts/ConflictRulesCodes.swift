/// HS60.. to HS64..: objects that contradict each other (istioctl analyze).
extension FindingCode {
    static let conflicts: [FindingCode] = [
        meshHostConflict, sidecarConflict, sidecarDefaultConflict, sharedCertificate, subsetsNotApplied,
        gatewayConflict, telemetryConflict, telemetryDefaultConflict, protocolConflict,
    ]

    static let meshHostConflict = FindingCode(
        "HS6001", .error, "Two VirtualServices have routes for one host inside the mesh", references: ["IST0109"],
        page: .init(
            why: "Sidecars do not merge them: the routes of one are used, those of the others are not, and which one "
                + "it is may change.",
            example: """
                kind: VirtualService
                metadata: {name: reviews-a}
                spec: {hosts: [reviews]}
                ---
                kind: VirtualService
                metadata: {name: reviews-b}
                spec: {hosts: [reviews]}
                """,
            mend: "Write all routes of a host into one VirtualService, or part them: by `exportTo`, by `gateways`, or "
                + "by delegates."))
    static let sidecarConflict = FindingCode(
        "HS6002", .error, "Two Sidecars select the same pod", references: ["IST0110"],
        page: .init(
            why: "Istio uses one of them and does not say which.",
            example: """
                kind: Sidecar
                metadata: {name: a}
                spec: {workloadSelector: {labels: {app: reviews}}}
                ---
                kind: Sidecar
                metadata: {name: b}
                spec: {workloadSelector: {labels: {version: v1}}}
                """,
            mend: "Give the Sidecars selectors that no pod matches twice, or merge them."))
    static let sidecarDefaultConflict = FindingCode(
        "HS6003", .error, "Two Sidecars are for a whole namespace", references: ["IST0111"],
        page: .init(
            why: "Istio uses one of them and does not say which.",
            example: """
                kind: Sidecar
                metadata: {name: a, namespace: shop}
                ---
                kind: Sidecar
                metadata: {name: b, namespace: shop}
                """,
            mend: "Keep one without a selector for each namespace."))
    static let sharedCertificate = FindingCode(
        "HS6004", .warning, "Two Gateways share a certificate", references: ["IST0138"],
        page: .init(
            why: "Browsers use one HTTP/2 connection for all hosts of a certificate: requests for the second host come "
                + "to the first one's Gateway and get 404.",
            example: """
                kind: Gateway
                metadata: {name: a}
                spec:
                  selector: {istio: ingressgateway}
                  servers: [{hosts: [a.example.com], tls: {mode: SIMPLE, credentialName: wildcard}}]
                ---
                kind: Gateway
                metadata: {name: b}
                spec:
                  selector: {istio: ingressgateway}
                  servers: [{hosts: [b.example.com], tls: {mode: SIMPLE, credentialName: wildcard}}]
                """,
            mend: "Listen for all hosts of the certificate in one Gateway (`*.example.com`), and bind the "
                + "VirtualServices to that."))
    static let subsetsNotApplied = FindingCode(
        "HS6005", .warning, "Subsets that another VirtualService chooses do not hold behind a gateway",
        references: ["IST0140"],
        page: .init(
            why: "A VirtualService for the mesh is not asked at a gateway: requests from outside go to all pods of the "
                + "host, whatever share a canary has inside.",
            example: """
                kind: VirtualService
                spec: {hosts: [reviews], http: [{route: [{destination: {host: reviews, subset: v1}}]}]}
                ---
                kind: VirtualService
                spec: {hosts: [shop.example.com], gateways: [shop], http: [{route: [{destination: {host: reviews}}]}]}
                """,
            mend: "Choose the subset in the gateway's route as well."))
    static let gatewayConflict = FindingCode(
        "HS6006", .error, "Two Gateways listen for one host on one port of the same pods", references: ["IST0145"],
        page: .init(
            why: "The older Gateway keeps the host, the server of the other one is left out.",
            example: """
                kind: Gateway
                metadata: {name: a}
                spec:
                  selector: {istio: ingressgateway}
                  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example.com]}]
                ---
                kind: Gateway
                metadata: {name: b}
                spec:
                  selector: {istio: ingressgateway}
                  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example.com]}]
                """,
            mend: "Keep the host in one Gateway and bind all VirtualServices to that."))
    static let telemetryConflict = FindingCode(
        "HS6007", .error, "Two Telemetries select the same pod", references: ["IST0159"],
        page: .init(
            why: "Istio uses one of them and does not say which.",
            example: """
                kind: Telemetry
                metadata: {name: a}
                spec: {selector: {matchLabels: {app: reviews}}}
                ---
                kind: Telemetry
                metadata: {name: b}
                spec: {selector: {matchLabels: {version: v1}}}
                """,
            mend: "Give the Telemetries selectors that no pod matches twice, or merge them."))
    static let telemetryDefaultConflict = FindingCode(
        "HS6008", .error, "Two Telemetries are for a whole namespace", references: ["IST0160"],
        page: .init(
            why: "Istio uses one of them and does not say which.",
            example: """
                kind: Telemetry
                metadata: {name: a, namespace: shop}
                ---
                kind: Telemetry
                metadata: {name: b, namespace: shop}
                """,
            mend: "Keep one without a selector for each namespace."))
    static let protocolConflict = FindingCode(
        "HS6009", .warning, "ServiceEntries give one host and port different protocols", references: ["IST0177"],
        page: .init(
            why:
                "Proxies hold one listener for the port: what it makes of the traffic depends on which entry came first.",
            example: """
                kind: ServiceEntry
                metadata: {name: a}
                spec: {hosts: [api.example.com], ports: [{number: 443, name: tls, protocol: TLS}]}
                ---
                kind: ServiceEntry
                metadata: {name: b}
                spec: {hosts: [api.example.com], ports: [{number: 443, name: https, protocol: HTTPS}]}
                """,
            mend: "Give all entries for the host one protocol, or part them by `exportTo`."))
}
