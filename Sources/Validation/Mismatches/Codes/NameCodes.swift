/// HS562.: gateways, namespaces and service accounts that a policy names.
extension FindingCode {
    static let missingGateway = FindingCode(
        "HS5620", .error, "A VirtualService is bound to a gateway that does not exist", references: ["KIA1102"],
        page: .init(
            why: "The routes are bound to nothing: requests from outside never meet them.",
            example: """
                kind: VirtualService
                metadata: {name: reviews, namespace: shop}
                spec: {hosts: [shop.example.com], gateways: [istio-system/egde]}
                """,
            mend: "Write `<namespace>/<name>` of a Gateway; without a namespace it is the VirtualService's own."))
    static let oldGatewayName = FindingCode(
        "HS5621", .info, "A gateway is named in the old form", references: ["KIA1108"],
        page: .init(
            why: "Istio still reads `name.namespace.svc.cluster.local`, but a dot may also be part of a name.",
            example: """
                kind: VirtualService
                spec: {gateways: [edge.istio-system.svc.cluster.local]}
                """,
            mend: "Write `istio-system/edge`."))
    static let unknownExportNamespace = FindingCode(
        "HS5622", .error, "An object is made visible to a namespace that does not exist", references: ["KIA0005"],
        page: .init(
            why: "Nobody sees the object through that entry. Where the name has a mistake, those who should do not.",
            example: """
                kind: ServiceEntry
                spec: {exportTo: [shopp]}
                """,
            mend: "Name namespaces that exist, `.` for the own one or `*` for all."))
    static let unknownSourceNamespace = FindingCode(
        "HS5623", .warning, "A policy lets in clients of a namespace that does not exist", references: ["KIA0101"],
        page: .init(
            why: "No client is of that namespace. Where the name has a mistake, the right clients stay outside.",
            example: """
                kind: AuthorizationPolicy
                spec:
                  rules:
                  - from: [{source: {namespaces: [shopp]}}]
                """,
            mend: "Name a namespace that exists, or a pattern such as `shop-*`."))
    static let unknownPrincipal = FindingCode(
        "HS5624", .error, "A policy lets in a service account that does not exist", references: ["KIA0106"],
        page: .init(
            why: "No client runs as that account. Where the name has a mistake, the right clients stay outside.",
            example: """
                kind: AuthorizationPolicy
                spec:
                  rules:
                  - from: [{source: {principals: [cluster.local/ns/shop/sa/crat]}}]
                """,
            mend: "Write `<trust domain>/ns/<namespace>/sa/<service account>`, without `spiffe://`."))
    static let foreignPrincipal = FindingCode(
        "HS5625", .warning, "A policy lets in a principal of a trust domain that the mesh does not know",
        references: ["KIA0108"],
        page: .init(
            why: "Whether the account exists cannot be told here, and without a common root of trust no such client "
                + "can connect at all.",
            example: """
                kind: AuthorizationPolicy
                spec:
                  rules:
                  - from: [{source: {principals: [elsewhere.example/ns/shop/sa/cart]}}]
                """,
            mend: "Use the mesh's trust domain, or list the other one in trustDomainAliases."))

    static let unlistedExportNamespace = FindingCode(
        "HS5626", .warning, "An object is made visible to a namespace that is none of those that are known",
        references: ["KIA0005"],
        page: .init(
            why: "The files have some Namespaces, and seldom all of a cluster. Where the name has a mistake, those who "
                + "should see the object do not.",
            example: """
                kind: Namespace
                metadata: {name: shop}
                ---
                kind: ServiceEntry
                metadata: {name: bank, namespace: shop}
                spec: {exportTo: [bilings]}
                """,
            mend: "Correct the name, judge beside the cluster, or name a file with the Namespace as context."))
    static let unlistedPrincipal = FindingCode(
        "HS5627", .warning, "A policy lets in a service account that nothing known runs as", references: ["KIA0106"],
        page: .init(
            why: "The files have workloads of the namespace, but not its ServiceAccounts: the account may well be "
                + "there. Where the name has a mistake, the right clients stay outside.",
            example: """
                kind: Deployment
                metadata: {name: cart, namespace: shop}
                spec:
                  template:
                    spec: {serviceAccountName: cart}
                ---
                kind: AuthorizationPolicy
                metadata: {name: cart, namespace: shop}
                spec:
                  rules:
                  - from: [{source: {principals: [cluster.local/ns/shop/sa/crat]}}]
                """,
            mend: "Correct the name, judge beside the cluster, or name a file with the ServiceAccount as context."))

    static let nameReferences: [FindingCode] = [
        missingGateway, oldGatewayName, unknownExportNamespace, unknownSourceNamespace, unknownPrincipal,
        foreignPrincipal, unlistedExportNamespace, unlistedPrincipal,
    ]
}
