/// HS561.: subsets.
extension FindingCode {
    static let missingSubset = FindingCode(
        "HS5610", .warning, "A route leads to a subset that its namespace does not see", references: ["KIA1107"],
        page: .init(
            why: "The DestinationRule that defines the subset is exported to other namespaces only. Requests from here "
                + "that the route takes have nowhere to go and fail with status 503.",
            example: """
                kind: DestinationRule
                metadata: {name: reviews, namespace: other}
                spec:
                  host: reviews.shop.svc.cluster.local
                  exportTo: ["."]
                  subsets: [{name: v2, labels: {version: v2}}]
                ---
                kind: VirtualService
                metadata: {name: reviews, namespace: shop}
                spec:
                  hosts: [reviews]
                  http:
                  - route: [{destination: {host: reviews, subset: v2}}]
                """,
            mend: "Export the DestinationRule to the VirtualService's namespace, or define the subset there."))
    static let missingGatewaySubset = FindingCode(
        "HS5616", .error, "A route of a gateway leads to a subset that the gateway's pods do not see",
        page: .init(
            why: "A gateway's proxy has the DestinationRules that its own namespace sees; where the VirtualService is "
                + "makes no difference. Without the rule the proxy has no such subset, and what the route takes is "
                + "answered with status 503.",
            example: """
                kind: Gateway
                metadata: {name: public, namespace: edge}  # its pods are in namespace edge
                ---
                kind: VirtualService
                metadata: {name: reviews, namespace: shop}
                spec:
                  hosts: [reviews.example]
                  gateways: [edge/public]
                  http:
                  - route: [{destination: {host: reviews, subset: v2}}]
                ---
                kind: DestinationRule
                metadata: {name: reviews, namespace: shop}
                spec:
                  host: reviews
                  exportTo: ["."]
                  subsets: [{name: v2, labels: {version: v2}}]
                """,
            mend: "Export the DestinationRule to the namespace of the gateway's pods, too."))
    static let subsetWithoutWorkload = FindingCode(
        "HS5611", .error, "A subset that a route uses has labels that no workload of the host carries",
        references: ["KIA0203"], page: subsetPage)
    static let unusedSubsetWithoutWorkload = FindingCode(
        "HS5612", .info, "A subset has labels that no workload of the host carries, and no route uses it",
        references: ["KIA0203"], page: subsetPage)
    static let subsetWithoutLabels = FindingCode(
        "HS5613", .warning, "A subset has no labels, and no other subset finds workloads", references: ["KIA0209"],
        page: unlabelledPage)
    static let subsetWithoutLabelsBesideOthers = FindingCode(
        "HS5614", .info, "A subset has no labels beside others that have", references: ["KIA0209"],
        page: unlabelledPage)

    static let subsetReferences: [FindingCode] = [
        missingSubset, missingGatewaySubset, subsetWithoutWorkload, unusedSubsetWithoutWorkload, subsetWithoutLabels,
        subsetWithoutLabelsBesideOthers,
    ]

    private static let subsetPage = Page(
        why: "The subset has no endpoints: requests that a route sends to it fail with status 503.",
        example: """
            kind: DestinationRule
            spec:
              host: reviews
              subsets:
              - name: v2
                labels: {version: v22}
            """,
        mend: "Use labels that pods of the Service carry, or endpoints of the ServiceEntry.")
    private static let unlabelledPage = Page(
        why: "A subset without labels is every workload of the host. That is allowed, and seldom what was meant.",
        example: """
            kind: DestinationRule
            spec:
              host: reviews
              subsets: [{name: v2}]
            """,
        mend: "Give the subset the labels of its workloads.")
}
