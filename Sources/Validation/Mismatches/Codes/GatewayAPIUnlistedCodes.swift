/// HS5840 to HS5843: what routes and Gateways of the Gateway API name, and what may be there although the files do not
/// have it.
extension FindingCode {
    static let routeToUnlistedGateway = FindingCode(
        "HS5840", .warning, "A Gateway API route names a Gateway that is none of those that are known",
        references: ["KIA1401"],
        page: .init(
            why:
                "The files have other Gateways of the namespace; this one may well be there. Where it is not, the route "
                + "is bound to nothing, so no request meets it.",
            example: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge, namespace: gateways}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: reviews, namespace: shop}
                spec:
                  parentRefs: [{name: egde, namespace: gateways}]
                """,
            mend: "Correct the name, judge beside the cluster, or name a file with the Gateway as context."))
    static let routeToUnlistedService = FindingCode(
        "HS5841", .error, "A Gateway API route names a Service that is none of those that are known",
        references: ["KIA1402"],
        page: .init(
            why:
                "The files have other Services of the namespace, and none of this name: requests that the route takes "
                + "fail with status 500.",
            example: """
                apiVersion: v1
                kind: Service
                metadata: {name: reviews, namespace: shop}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: reviews, namespace: shop}
                spec:
                  parentRefs: [{name: edge}]
                  rules:
                  - filters:
                    - type: RequestMirror
                      requestMirror: {backendRef: {name: reviews-shadw, port: 80}}
                """,
            mend: "Correct the name, judge beside the cluster, or name a file with the Service as context."))
    static let backendOfOtherKind = FindingCode(
        "HS5842", .warning, "A Gateway API route leads to something that takes no requests",
        page: .init(
            why: "Of Kubernetes' own kinds only Services are backends. The meshes take the route, and requests that go "
                + "there fail with status 500.",
            example: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: HTTPRoute
                metadata: {name: reviews, namespace: shop}
                spec:
                  parentRefs: [{name: edge}]
                  rules:
                  - backendRefs: [{group: "", kind: Deployment, name: reviews, port: 80}]
                """,
            mend: "Name the Service before the pods; `kind` may be left out."))

    static let unlistedGatewayClass = FindingCode(
        "HS5843", .warning, "A Gateway has a class that is none of those that are known", references: ["KIA1504"],
        page: .init(
            why: "The files have some GatewayClasses, and it is none that a known platform brings (gke-l7-..., cilium, "
                + "kong ...); this one may be there all the same. Where it is not, no controller serves the Gateway.",
            example: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: kong}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: edge, namespace: gateways}
                spec: {gatewayClassName: knog}
                """,
            mend: "Correct the name, judge beside the cluster, or name a file with the GatewayClass as context."))

    static let gatewayAPIUnlisted: [FindingCode] = [
        routeToUnlistedGateway, routeToUnlistedService, backendOfOtherKind, unlistedGatewayClass,
    ]
}
