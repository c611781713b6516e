/// HS560., HS5615: hosts that a policy names and the mesh does not know.
extension FindingCode {
    static let missingRuleHost = FindingCode(
        "HS5601", .error, "A DestinationRule is for a host that the mesh does not know", references: ["KIA0202"],
        page: ruleHostPage)
    static let missingRuleHostLetThrough = FindingCode(
        "HS5602", .warning, "A DestinationRule is for an unknown host, and the mesh lets requests to any host through",
        references: ["KIA0202"], page: ruleHostPage)
    static let unknownDestination = FindingCode(
        "HS5603", .error, "A route leads to a host that the mesh does not know", references: ["KIA1101"],
        page: destinationPage)
    static let unknownDestinationLetThrough = FindingCode(
        "HS5604", .warning, "A route leads to an unknown host, and the mesh lets requests to any host through",
        references: ["KIA1101"], page: destinationPage)
    static let unknownPolicyHost = FindingCode(
        "HS5605", .error, "A policy is about a service that the mesh does not know", references: ["KIA0104"],
        page: policyHostPage)
    static let unknownPolicyHostLetThrough = FindingCode(
        "HS5606", .warning, "A policy is about an unknown service, and the mesh lets requests to any host through",
        references: ["KIA0104"], page: policyHostPage)
    static let unknownEgressHost = FindingCode(
        "HS5607", .warning, "A Sidecar lets its workloads reach a host that the mesh does not know",
        references: ["KIA1004"],
        page: .init(
            why:
                "The entry lets nothing through. Where it has a mistake, the workloads miss the service that was meant.",
            example: """
                kind: Sidecar
                spec:
                  egress:
                  - hosts: [shop/revews.shop.svc.cluster.local]
                """,
            mend: "Write `<namespace>/<full name>` of a Service or ServiceEntry that the namespace sees."))
    static let egressHostOfUnknownNamespace = FindingCode(
        "HS5615", .warning, "A Sidecar names a host, and only those of other namespaces are known",
        references: ["KIA1004"],
        page: .init(
            why: "The files have Services, but none of the host's namespace: the host may well be there. Where it is "
                + "not, the entry lets nothing through.",
            example: """
                kind: Service
                metadata: {name: cart, namespace: shop}
                ---
                kind: Sidecar
                metadata: {name: default, namespace: shop}
                spec:
                  egress:
                  - hosts: [billing/pay.billing.svc.cluster.local]
                """,
            mend: "Judge beside the cluster, or name the files with the other namespace's Services as context."))

    static let unknownHosts: [FindingCode] = [
        missingRuleHost, missingRuleHostLetThrough, unknownDestination, unknownDestinationLetThrough, unknownPolicyHost,
        unknownPolicyHostLetThrough, unknownEgressHost, egressHostOfUnknownNamespace, routeNotImported,
        serviceNotImported,
    ]

    static let routeNotImported = FindingCode(
        "HS5608", .warning, "A Sidecar does not import a VirtualService that is for its pods",
        page: .init(
            why:
                "A proxy knows those VirtualServices only whose namespace and hosts stand in `egress.hosts`. The others "
                + "do nothing for it: requests go past their routes, or are refused with REGISTRY_ONLY.",
            example: """
                kind: Sidecar
                metadata: {name: default, namespace: shop}
                spec:
                  egress: [{hosts: [istio-system/*, pay/*]}]
                ---
                kind: VirtualService
                metadata: {name: ledger, namespace: shop}
                spec: {hosts: [ledger.pay.svc.cluster.local], exportTo: ["."], http: []}
                """,
            mend: "Add `./*`, or `./<host>` of the VirtualService: its own namespace counts, not that of the host."))
    static let serviceNotImported = FindingCode(
        "HS5609", .warning, "A Sidecar cuts its pods off from a Service whose policy lets them in",
        page: .init(
            why:
                "An AuthorizationPolicy names the account of these pods, so they are meant to call the Service. What a "
                + "Sidecar does not import is refused with REGISTRY_ONLY; else it leaves without mTLS, so that the policy "
                + "does not know the caller and denies.",
            example: """
                kind: Sidecar
                metadata: {name: default, namespace: shop}
                spec:
                  egress: [{hosts: ["./*"]}]
                ---
                kind: AuthorizationPolicy
                metadata: {name: ledger, namespace: pay}
                spec:
                  selector: {matchLabels: {app: ledger}}
                  rules: [{from: [{source: {principals: [cluster.local/ns/shop/sa/web]}}]}]
                """,
            mend: "Add `<namespace>/<host>` of the Service to egress.hosts."))

    private static let ruleHostPage = Page(
        why: "The rule does nothing: its subsets, its TLS settings and its limits reach no request.",
        example: """
            kind: DestinationRule
            metadata: {name: reviews, namespace: shop}
            spec: {host: revews}
            """,
        mend: "Write the host of a Service or ServiceEntry that the namespace sees; the full name is the safest.")
    private static let destinationPage = Page(
        why: "Requests that the route takes have nowhere to go and fail with status 503.",
        example: """
            kind: VirtualService
            metadata: {name: reviews, namespace: shop}
            spec:
              hosts: [reviews]
              http:
              - route: [{destination: {host: revews}}]
            """,
        mend: "Write the host of a Service or ServiceEntry that the namespace sees; the full name is the safest.")
    private static let policyHostPage = Page(
        why: "No request names the host, so the rule never applies: an ALLOW rule lets nobody in, a DENY stops nobody.",
        example: """
            kind: AuthorizationPolicy
            spec:
              rules:
              - to: [{operation: {hosts: [revews.shop]}}]
            """,
        mend: "Name the host as clients write it in their requests.")
}
