/// HS65.. to HS69..: objects that overlap, as Kiali looks at them.
extension FindingCode {
    static let twoForNamespace = FindingCode(
        "HS6501", .error, "Two policies of a kind are for all workloads of a namespace", references: ["KIA0002"],
        page: .init(
            why: "The mesh takes one of them, the oldest, and passes over the other without a word.",
            example: """
                kind: PeerAuthentication
                metadata: {name: one, namespace: shop}
                spec: {mtls: {mode: STRICT}}
                ---
                kind: PeerAuthentication
                metadata: {name: two, namespace: shop}
                spec: {mtls: {mode: PERMISSIVE}}
                """,
            mend: "Keep one, or give the other a selector."))
    static let twoForWorkload = FindingCode(
        "HS6502", .error, "Two policies of a kind select the same workload", references: ["KIA0003"],
        page: .init(
            why: "The workload takes one of them, the oldest, and passes over the other without a word.",
            example: """
                kind: Sidecar
                metadata: {name: one, namespace: shop}
                spec: {workloadSelector: {labels: {app: cart}}}
                ---
                kind: Sidecar
                metadata: {name: two, namespace: shop}
                spec: {workloadSelector: {labels: {version: v1}}}
                """,
            mend: "Use labels that no workload carries together."))
    static let overlappingRules = FindingCode(
        "HS6503", .warning, "Two DestinationRules are for the same host and subset", references: ["KIA0201"],
        page: .init(
            why: "Istio merges subsets of rules for one host, takes the first of two equal names, and of the traffic "
                + "policies only one.",
            example: """
                kind: DestinationRule
                metadata: {name: one, namespace: shop}
                spec: {host: cart, subsets: [{name: v1, labels: {version: v1}}]}
                ---
                kind: DestinationRule
                metadata: {name: two, namespace: shop}
                spec: {host: cart.shop.svc.cluster.local, subsets: [{name: v1, labels: {version: v2}}]}
                """,
            mend: "Merge the rules of a host into one."))
    static let overlappingGateways = FindingCode(
        "HS6504", .warning, "A host is opened twice on the same port and pods", references: ["KIA0301"],
        page: .init(
            why: "Which certificate and which options count is open, and routes may be bound to the Gateway that lost.",
            example: """
                kind: Gateway
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: ["*.example.com", shop.example.com]
                """,
            mend: "Open each host in one Gateway, and bind several VirtualServices to it."))
    static let overlappingRouteHosts = FindingCode(
        "HS6505", .warning, "Two VirtualServices route the same host", references: ["KIA1106"],
        page: .init(
            why:
                "Within the mesh only the oldest counts. At gateways their routes are merged in an order that is open.",
            example: """
                kind: VirtualService
                metadata: {name: one, namespace: shop}
                spec: {hosts: [cart], http: [{route: [{destination: {host: cart}}]}]}
                ---
                kind: VirtualService
                metadata: {name: two, namespace: shop}
                spec: {hosts: [cart.shop.svc.cluster.local], http: [{route: [{destination: {host: basket}}]}]}
                """,
            mend: "Merge the routes of a host into one VirtualService."))
    static let overlappingEntries = FindingCode(
        "HS6506", .warning, "Two ServiceEntries define the same port of a host", references: ["KIA1211"],
        page: .init(
            why: "Which endpoints and which resolution count is open.",
            example: """
                kind: ServiceEntry
                metadata: {name: one, namespace: shop}
                spec: {hosts: [api.example.com], ports: [{number: 443, name: tls, protocol: TLS}]}
                ---
                kind: ServiceEntry
                metadata: {name: two, namespace: shop}
                spec: {hosts: [api.example.com], ports: [{number: 443, name: tls, protocol: TLS}]}
                """,
            mend: "Keep the host in one ServiceEntry, visible to all who need it."))
    static let contradictingEntries = FindingCode(
        "HS6507", .warning, "Two ServiceEntries define a port of a host with different protocols",
        references: ["KIA1212"],
        page: .init(
            why: "Proxies treat the port as one protocol or the other, so requests fail by chance.",
            example: """
                kind: ServiceEntry
                metadata: {name: one, namespace: shop}
                spec: {hosts: [api.example.com], ports: [{number: 80, name: http, protocol: HTTP}]}
                ---
                kind: ServiceEntry
                metadata: {name: two, namespace: shop}
                spec: {hosts: [api.example.com], ports: [{number: 80, name: tcp, protocol: TCP}]}
                """,
            mend: "Agree on one protocol, best in one ServiceEntry."))
    static let sameListener = FindingCode(
        "HS6508", .warning, "Two Gateways of the Gateway API open the same host on the same port",
        references: ["KIA1501"],
        page: .init(
            why: "They share an address, so one of the listeners is refused. Istio runs proxies of its own for each "
                + "Gateway, unless their addresses name one Service; other implementations may put all Gateways of a "
                + "class into one.",
            example: """
                kind: Gateway
                apiVersion: gateway.networking.k8s.io/v1
                spec:
                  addresses: [{type: IPAddress, value: 192.0.2.1}]
                  listeners: [{name: http, hostname: shop.example.com, port: 80, protocol: HTTP}]
                """,
            mend: "Tell the hosts apart, or keep the listener in one Gateway."))
    static let sameAddress = FindingCode(
        "HS6509", .warning, "Two Gateways of the Gateway API ask for the same address", references: ["KIA1502"],
        page: .init(
            why: "Only one of them gets it.",
            example: """
                kind: Gateway
                apiVersion: gateway.networking.k8s.io/v1
                spec:
                  addresses: [{type: IPAddress, value: 192.0.2.1}]
                """,
            mend: "Give each its own address, or merge them."))
    static let repeatedListener = FindingCode(
        "HS6510", .error, "A Gateway of the Gateway API has a listener twice", references: ["KIA1503"],
        page: .init(
            why: "Listeners with the same host, port and protocol conflict, and neither is served.",
            example: """
                kind: Gateway
                apiVersion: gateway.networking.k8s.io/v1
                spec:
                  listeners:
                  - {name: one, hostname: shop.example.com, port: 80, protocol: HTTP}
                  - {name: two, hostname: shop.example.com, port: 80, protocol: HTTP}
                """,
            mend: "Keep one of them."))
    static let sameGroupLabels = FindingCode(
        "HS6511", .warning, "Two WorkloadGroups have the same labels", references: ["KIA1702"],
        page: .init(
            why: "Workloads of both groups are selected together, by policies as by services.",
            example: """
                kind: WorkloadGroup
                spec:
                  metadata: {labels: {app: vms}}
                """,
            mend: "Tell the groups apart by a label."))
    static let conflictingProtocols = FindingCode(
        "HS6512", .error, "A port of a Gateway is opened for two protocols that cannot share it",
        page: .init(
            why:
                "istiod opens a port for HTTP, for TLS or for one plain protocol. The server that comes later, or is of "
                + "the younger Gateway, is skipped without a word: its clients are not served.",
            example: """
                kind: Gateway
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 443, name: https, protocol: HTTPS}
                    hosts: [shop.example.com]
                    tls: {mode: SIMPLE, credentialName: shop}
                  - port: {number: 443, name: tcp, protocol: TCP}
                    hosts: ["*"]
                """,
            mend: "Give each protocol a port of its own, or let the second server use TLS as well."))

    static let overlaps: [FindingCode] = [
        twoForNamespace, twoForWorkload, overlappingRules, overlappingGateways, overlappingRouteHosts,
        overlappingEntries, contradictingEntries, sameListener, sameAddress, repeatedListener, sameGroupLabels,
        conflictingProtocols,
    ]
}
