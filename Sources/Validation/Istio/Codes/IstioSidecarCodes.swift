/// HS35xx: Sidecars.
extension FindingCode {
    static let istioSidecarCodes: [FindingCode] = [
        emptySidecar, duplicateListener, catchAllListener, captureMode, defaultEndpoint, ingressTLS, httpPoolOnStream,
        duplicateEgressHost, egressProxy,
    ]

    static let emptySidecar = FindingCode(
        "HS3501", .error, "A Sidecar sets nothing",
        page: .init(
            why: "It would hide what the Sidecar of the namespace says. istiod's webhook refuses the object.",
            example: """
                spec:
                  workloadSelector: {labels: {app: web}}
                """,
            mend: "Give ingress, egress or outboundTrafficPolicy."))
    static let duplicateListener = FindingCode(
        "HS3502", .error, "Two listeners have the same port or socket",
        page: .init(
            why: "Only one of them could be opened. istiod's webhook refuses the object.",
            example: """
                spec:
                  egress:
                  - {port: {number: 80, protocol: HTTP, name: a}, hosts: [./*]}
                  - {port: {number: 80, protocol: HTTP, name: b}, hosts: [shop/*]}
                """,
            mend: "Keep one listener for it."))
    static let catchAllListener = FindingCode(
        "HS3503", .error, "The listener without a port is not the last one",
        page: .init(
            why: "It takes all that is left, so there is one, at the end. istiod's webhook refuses the object.",
            example: """
                spec:
                  egress:
                  - hosts: [./*]
                  - {port: {number: 80, protocol: HTTP, name: a}, hosts: [shop/*]}
                """,
            mend: "Put it last, and keep one of them."))
    static let captureMode = FindingCode(
        "HS3504", .error, "A Unix domain socket is to capture traffic",
        page: .init(
            why: "Only traffic to addresses can be captured. istiod's webhook refuses the object.",
            example: """
                spec:
                  egress:
                  - port: {number: 0, protocol: HTTP, name: a}
                    bind: unix:///run/a.sock
                    captureMode: IPTABLES
                    hosts: [./*]
                """,
            mend: "Write captureMode: NONE, or leave it out."))
    static let defaultEndpoint = FindingCode(
        "HS3505", .error, "A defaultEndpoint is no port of the workload itself",
        page: .init(
            why: "A Sidecar hands requests to its own workload only. istiod's webhook refuses the object.",
            example: """
                spec:
                  ingress:
                  - port: {number: 80, protocol: HTTP, name: http}
                    defaultEndpoint: 10.1.2.3:8080
                """,
            mend: "Write 127.0.0.1:<port>, 0.0.0.0:<port>, [::1]:<port>, :<port> or unix:///path."))
    static let ingressTLS = FindingCode(
        "HS3506", .error, "TLS of a Sidecar's ingress has settings that only Gateways have",
        page: .init(
            why: "It reads certificates from files, in mode SIMPLE or MUTUAL. istiod's webhook refuses the object.",
            example: """
                spec:
                  ingress:
                  - port: {number: 443, protocol: HTTPS, name: https}
                    tls: {mode: SIMPLE, credentialName: a}
                """,
            mend: "Give serverCertificate and privateKey as paths."))
    static let httpPoolOnStream = FindingCode(
        "HS3507", .warning, "Bounds for HTTP are set for a port that does not say it speaks HTTP",
        page: .init(
            why: "Only the bounds of TCP apply. Istio warns of it.",
            example: """
                spec:
                  ingress:
                  - port: {number: 90, protocol: TCP, name: tcp}
                    connectionPool: {http: {http1MaxPendingRequests: 10}}
                """,
            mend: "Give the port an HTTP protocol, or use tcp."))
    static let duplicateEgressHost = FindingCode(
        "HS3508", .warning, "Hosts of a Sidecar's egress overlap",
        page: .init(
            why: "The narrower one adds nothing. Istio warns of it.",
            example: """
                spec:
                  egress:
                  - hosts: [shop/*, shop/reviews.shop.svc.cluster.local]
                """,
            mend: "Keep the wider one. Not so in the root namespace: Istio warns there, too, but `.` is the namespace "
                + "of each proxy, so that `./*` and `istio-system/*` are both needed."))
    static let egressProxy = FindingCode(
        "HS3509", .error, "The policy for unknown hosts has a mode or a proxy that it cannot have",
        page: .init(
            why: "An egressProxy needs mode ALLOW_ANY and a port. istiod's webhook refuses the object.",
            example: """
                spec:
                  outboundTrafficPolicy:
                    mode: REGISTRY_ONLY
                    egressProxy: {host: egress.shop.svc.cluster.local, port: {number: 80}}
                """,
            mend: "Write mode: ALLOW_ANY, or leave egressProxy out."))
}
