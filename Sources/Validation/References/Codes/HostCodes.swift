/// HS5001, HS5002, HS5006 to HS5008, HS5012, HS5016, HS5017, HS5025, HS5027, HS5030: hosts and what they have.
extension FindingCode {
    static let hostReferences: [FindingCode] =
        destinationHosts + [
            unknownSubset, unknownMirrorSubset, unknownRuleHost, subsetWithoutPods, hostOfUnknownNamespace,
            subsetOfUnknownRules, ruleHostOfUnknownNamespace,
        ]
    static let destinationHosts = [unknownHost, unknownMirrorHost, unknownPort, portRequired]

    static let unknownHost = FindingCode(
        "HS5001", .error, "A route sends to a host that nobody knows", references: ["IST0101"],
        page: .init(
            why: "Envoy has no cluster for the host: every request that takes the route is answered with 503.",
            example: """
                kind: VirtualService
                spec:
                  hosts: [reviews]
                  http:
                  - route:
                    - destination: {host: revews}
                """,
            mend:
                "Correct the name, or create the Service or ServiceEntry before the route. A short name is looked for "
                + "in the VirtualService's own namespace; use the full name for another one."))
    static let hostOfUnknownNamespace = FindingCode(
        "HS5025", .warning, "A route sends to a host that is none of those that are known, and may well be there",
        references: ["IST0101"],
        page: .init(
            why: "The files have hosts, but no Service of the host's namespace; or the host is none of the cluster's, "
                + "and any namespace that the files lack may have a ServiceEntry for it. Where nobody has, every "
                + "request that takes the route is answered with 503.",
            example: """
                kind: Service
                metadata: {name: cart, namespace: shop}
                ---
                kind: VirtualService
                metadata: {name: pay, namespace: shop}
                spec:
                  hosts: [pay]
                  http:
                  - route:
                    - destination: {host: pay.billing.svc.cluster.local}
                """,
            mend: "Judge beside the cluster, or name the files with the other namespace's Services as context. A host "
                + "outside of the cluster needs a ServiceEntry."))
    static let unknownSubset = FindingCode(
        "HS5002", .error, "A route sends to a subset that no DestinationRule defines",
        references: ["IST0101", "KIA1107"],
        page: .init(
            why: "Envoy has no cluster for the subset: every request that takes the route is answered with 503.",
            example: """
                kind: VirtualService
                spec:
                  hosts: [reviews]
                  http:
                  - route:
                    - destination: {host: reviews, subset: v9}
                """,
            mend: "Define the subset in a DestinationRule for the same host, and apply that before the route."))
    static let subsetOfUnknownRules = FindingCode(
        "HS5027", .warning, "A route sends to a subset, and only DestinationRules of other namespaces are known",
        references: ["IST0101", "KIA1107"],
        page: .init(
            why: "The files have DestinationRules, but none for the host and none of its namespace: the rule may well "
                + "be there. Where it is not, every request that takes the route is answered with 503.",
            example: """
                kind: DestinationRule
                metadata: {name: cart, namespace: shop}
                spec: {host: cart}
                ---
                kind: VirtualService
                metadata: {name: pay, namespace: billing}
                spec:
                  hosts: [pay]
                  http:
                  - route:
                    - destination: {host: pay, subset: v2}
                """,
            mend: "Judge beside the cluster, name the file with the DestinationRule as context, or define the subset."))
    static let unknownMirrorHost = FindingCode(
        "HS5006", .error, "A route mirrors to a host that nobody knows", references: ["IST0101"],
        page: .init(
            why: "The copies of the requests go nowhere, and nothing says so.",
            example: """
                kind: VirtualService
                spec:
                  http:
                  - mirror: {host: reviews-shadw}
                """,
            mend: "Correct the name, or create the Service or ServiceEntry before the route."))
    static let unknownMirrorSubset = FindingCode(
        "HS5007", .error, "A route mirrors to a subset that no DestinationRule defines", references: ["IST0101"],
        page: .init(
            why: "The copies of the requests go nowhere, and nothing says so.",
            example: """
                kind: VirtualService
                spec:
                  http:
                  - mirror: {host: reviews, subset: shadow}
                """,
            mend: "Define the subset in a DestinationRule for the same host, and apply that before the route."))
    static let unknownPort = FindingCode(
        "HS5008", .error, "A route sends to a port that its host does not have", references: ["IST0101"],
        page: .init(
            why: "Envoy has no cluster for the port: every request that takes the route is answered with 503.",
            example: """
                kind: VirtualService
                spec:
                  http:
                  - route:
                    - destination: {host: reviews, port: {number: 9081}}
                """,
            mend: "Name a port of the Service (`spec.ports[].port`, not the targetPort) or of the ServiceEntry."))
    static let portRequired = FindingCode(
        "HS5012", .error, "A route does not say which port of its host it means", references: ["IST0112"],
        page: .init(
            why: "The host has several ports; only for a single one does Istio know which is meant.",
            example: """
                kind: VirtualService
                spec:
                  http:
                  - route:
                    - destination: {host: reviews}  # the Service has 80 and 8080
                """,
            mend: "Add `port: {number: …}` to the destination."))
    static let unknownRuleHost = FindingCode(
        "HS5016", .warning, "A DestinationRule is for a host that nobody knows", references: ["IST0174"],
        page: .init(
            why: "The rule does nothing: no TLS settings, no limits, no subsets of it are ever used.",
            example: """
                kind: DestinationRule
                spec: {host: revews, trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}}
                """,
            mend: "Correct the host, or create the Service or ServiceEntry. A short name is looked for in the rule's "
                + "own namespace."))
    static let ruleHostOfUnknownNamespace = FindingCode(
        "HS5030", .warning, "A DestinationRule is for a host, and only those of other namespaces are known",
        references: ["IST0174"],
        page: .init(
            why: "The files have Services, but none of the host's namespace: the host may well be there. Where it is "
                + "not, the rule does nothing.",
            example: """
                kind: Service
                metadata: {name: cart, namespace: shop}
                ---
                kind: DestinationRule
                metadata: {name: pay, namespace: shop}
                spec: {host: pay.billing.svc.cluster.local}
                """,
            mend: "Judge beside the cluster, or name the files with the other namespace's Services as context. A host "
                + "outside of the cluster needs a ServiceEntry."))
    static let subsetWithoutPods = FindingCode(
        "HS5017", .warning, "A subset takes no pods", references: ["IST0173"],
        page: .init(
            why: "Requests that a route sends to the subset are answered with 503 for want of an endpoint.",
            example: """
                kind: DestinationRule
                spec:
                  host: reviews
                  subsets:
                  - {name: v2, labels: {version: v2}}  # no pod has version=v2
                """,
            mend: "Correct the labels, or start the pods before a route sends to the subset."))
}
