/// HS5003 to HS5005, HS5014, HS5015, HS5018 to HS5020: gateways, their pods, ports and secrets.
extension FindingCode {
    static let gatewayReferences = [
        unknownGateway, unknownCredential, unlistedCredential, unmatchedSelector, hostNotInGateway, internalGateway,
        gatewayOfOtherAPI,
        invalidCredential,
        gatewayPortNotOnService, claimWithoutAuthentication,
    ]

    static let unknownGateway = FindingCode(
        "HS5003", .error, "A VirtualService names a Gateway that does not exist", references: ["IST0101"],
        page: .init(
            why: "The routes are bound to nothing: requests that arrive from outside find no route and get 404.",
            example: """
                kind: VirtualService
                metadata: {namespace: shop}
                spec: {hosts: [shop.example.com], gateways: [shop-gatway]}
                """,
            mend: "Correct the name; a Gateway of another namespace is written `<namespace>/<name>`."))
    static let unknownCredential = FindingCode(
        "HS5004", .error, "A Gateway names a Secret that does not exist", references: ["IST0101"],
        page: .init(
            why: "The listener has no certificate and closes every connection.",
            example: """
                kind: Gateway
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 443, name: https, protocol: HTTPS}
                    tls: {mode: SIMPLE, credentialName: shop-cret}
                """,
            mend: "Create the Secret in the namespace of the gateway's pods (often istio-system), or correct the name.")
    )
    static let unlistedCredential = FindingCode(
        "HS5029", .warning, "A Gateway names a Secret that is none of those that are known", references: ["IST0101"],
        page: .init(
            why: "The files have other Secrets with certificates beside the gateway's pods, or this one in another "
                + "namespace, where the gateway does not look. It may well be there: Secrets are seldom among files. "
                + "Where it is not, the listener has no certificate and closes every connection.",
            example: """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: edge, namespace: istio-ingress}
                spec: {template: {metadata: {labels: {istio: edge}}}}
                ---
                apiVersion: cert-manager.io/v1
                kind: Certificate
                metadata: {name: shop, namespace: shop}
                spec: {secretName: shop-cert}
                ---
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: shop, namespace: shop}
                spec:
                  selector: {istio: edge}
                  servers:
                  - port: {number: 443, name: https, protocol: HTTPS}
                    hosts: [shop.example.com]
                    tls: {mode: SIMPLE, credentialName: shop-cert}
                """,
            mend: "Make the Secret, or the Certificate that it comes of, in the namespace of the gateway's pods; judge "
                + "beside the cluster, or name a file with it as context."))
    static let unmatchedSelector = FindingCode(
        "HS5005", .error, "A selector takes no pod", references: ["IST0101"],
        page: .init(
            why: "The object configures no proxy at all, so nothing of it has any effect.",
            example: """
                kind: Gateway
                spec: {selector: {istio: ingresgateway}}
                """,
            mend: "Write labels that the pods really have; Sidecars, Telemetries and extensions look in their "
                + "own namespace only."))
    static let hostNotInGateway = FindingCode(
        "HS5014", .warning, "A VirtualService has no host that its Gateway lets through", references: ["IST0132"],
        page: .init(
            why: "The Gateway listens for other hosts, so its routes are never asked.",
            example: """
                kind: Gateway
                metadata: {name: shop}
                spec: {servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example.com]}]}
                ---
                kind: VirtualService
                spec: {hosts: [store.example.com], gateways: [shop]}
                """,
            mend: "Add the host to a server of the Gateway, or to the VirtualService one that the Gateway has. "
                + "A host written `<namespace>/<host>` is open to that namespace only."))
    static let internalGateway = FindingCode(
        "HS5015", .warning, "A VirtualService names a Gateway that istiod makes for itself", references: ["IST0165"],
        page: .init(
            why: "These Gateways come and go with those of the Gateway API; their names are no interface.",
            example: """
                kind: VirtualService
                spec: {gateways: [shop~istio-autogenerated-k8s-gateway~http]}
                """,
            mend: "Use an HTTPRoute with the Gateway as its parent, or bind a Gateway of Istio's."))
    static let gatewayOfOtherAPI = FindingCode(
        "HS5031", .warning, "A VirtualService names a Gateway of the Gateway API",
        page: .init(
            why: "istiod makes a Gateway of each listener, with a name of its own "
                + "(`shop-istio-autogenerated-k8s-gateway-http`, of late with `~`), and binds routes by exactly the name "
                + "of a Gateway: nothing is bound to `shop`, and requests that arrive there get 404. `istioctl analyze` "
                + "says nothing of it since 2026, which is why this is no error.",
            example: """
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: shop}
                spec: {gatewayClassName: istio, listeners: [{name: http, port: 80, protocol: HTTP}]}
                ---
                kind: VirtualService
                spec: {hosts: [shop.example.com], gateways: [shop]}
                """,
            mend: "Use an HTTPRoute with the Gateway as its parent, or bind a Gateway of Istio's."))
    static let invalidCredential = FindingCode(
        "HS5018", .error, "The Secret of a Gateway holds no certificate that can be used", references: ["IST0161"],
        page: .init(
            why: "The gateway refuses the certificate, and the listener closes every connection.",
            example: """
                kind: Secret
                metadata: {name: shop-cert, namespace: istio-system}
                data: {tls.crt: bm90IGEgY2VydGlmaWNhdGU=, tls.key: a2V5}
                """,
            mend: "Make the Secret from the PEM files with `kubectl create secret tls`; renew an expired certificate."))
    static let gatewayPortNotOnService = FindingCode(
        "HS5019", .warning, "No Service leads to a port of a Gateway", references: ["IST0162"],
        page: .init(
            why: "The proxies listen, but nobody can reach the port through the gateway's Service.",
            example: """
                kind: Gateway
                spec:
                  selector: {istio: ingressgateway}
                  servers: [{port: {number: 8004, name: http, protocol: HTTP}, hosts: ["*"]}]
                """,
            mend: "Use a port that the Service leads to (its targetPort), or add the port to the Service."))
    static let claimWithoutAuthentication = FindingCode(
        "HS5020", .error, "A route by a claim is on a gateway that reads no tokens", references: ["IST0149"],
        page: .init(
            why: "Claims exist only where a RequestAuthentication has checked the token: the route is never taken.",
            example: """
                kind: VirtualService
                spec:
                  gateways: [shop]
                  http:
                  - match: [{headers: {"@request.auth.claims.group": {exact: beta}}}]
                """,
            mend: "Add a RequestAuthentication that selects the gateway's pods, in their namespace or the root one."))
}
