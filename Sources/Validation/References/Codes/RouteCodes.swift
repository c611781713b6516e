/// HS5023, HS5024, HS5201 to HS5208: routes and tries that never come about.
extension FindingCode {
    static let routeReferences = [
        unreachableRoute, ineffectiveMatch, impossibleMatch, idleCondition, tryLongerThanRequest, unknownDelegate,
        noDelegate, routeForNobody, routesOfOtherProtocol, routeOutsideOfRoot,
    ]

    static let unknownDelegate = FindingCode(
        "HS5023", .error, "A route delegates to a VirtualService that it does not find",
        page: .init(
            why: "istiod leaves the route out: its requests take the next route that matches, or get a 404.",
            example: """
                kind: VirtualService
                metadata: {name: shop, namespace: shop}
                spec:
                  hosts: [shop.example.com]
                  gateways: [edge]
                  http:
                  - match: [{uri: {prefix: /cart}}]
                    delegate: {name: crat}
                """,
            mend: "Correct the name and the namespace, or create the delegate, a VirtualService without hosts, first."))
    static let noDelegate = FindingCode(
        "HS5024", .error, "A route delegates to a VirtualService that has hosts of its own",
        page: .init(
            why:
                "Only a VirtualService without hosts is a delegate. istiod leaves the route out: its requests take the "
                + "next route that matches, or get a 404.",
            example: """
                kind: VirtualService
                metadata: {name: shop, namespace: shop}
                spec:
                  hosts: [shop.example.com]
                  http: [{delegate: {name: cart}}]
                ---
                kind: VirtualService
                metadata: {name: cart, namespace: shop}
                spec:
                  hosts: [cart]
                  http: [{route: [{destination: {host: cart}}]}]
                """,
            mend: "Leave out the delegate's `hosts` and `gateways`, or write the routes where they are used."))

    static let unreachableRoute = FindingCode(
        "HS5201", .warning, "A route is never taken", references: ["IST0130"],
        page: .init(
            why: "The mesh tries routes in their order; those before this one take all its requests.",
            example: """
                kind: VirtualService
                spec:
                  http:
                  - route: [{destination: {host: reviews}}]
                  - match: [{uri: {prefix: /beta}}]
                    route: [{destination: {host: reviews-beta}}]
                """,
            mend: "Put the narrower route first; a route without a match belongs at the end."))
    static let ineffectiveMatch = FindingCode(
        "HS5202", .warning, "A match takes nothing that an earlier one has not taken", references: ["IST0131"],
        page: .init(
            why: "Istio tries matches in their order; the same or a wider one stands before.",
            example: """
                kind: VirtualService
                spec:
                  http:
                  - match: [{uri: {prefix: /api}}]
                    route: [{destination: {host: api}}]
                  - match: [{uri: {prefix: /api/beta}}]
                    route: [{destination: {host: beta}}]
                """,
            mend: "Put the longer prefix first, or remove the repeated match."))
    static let impossibleMatch = FindingCode(
        "HS5203", .warning, "A condition of a route that no request meets",
        page: .init(
            why:
                "The route is never taken; its requests go to the next one, or nowhere. The mesh says nothing of it.",
            example: """
                kind: VirtualService
                spec:
                  http:
                  - match:
                    - uri: {exact: checkout}
                      method: {exact: get}
                      headers: {x-user: {}}
                      withoutHeaders: {x-user: {}}
                    route: [{destination: {host: checkout}}]
                """,
            mend: "Paths begin with a slash, have no parameters and no placeholders such as * or {id} (use a "
                + "regular expression), methods are in upper case, and of two conditions that contradict each other "
                + "one goes."))
    static let idleCondition = FindingCode(
        "HS5204", .warning, "A condition of a route asks for nothing",
        page: .init(
            why: "The mesh reads the value as if it were not there, so the route takes more than it seems to.",
            example: """
                kind: VirtualService
                spec:
                  http:
                  - match: [{port: 0}]
                    route: [{destination: {host: checkout}}]
                """,
            mend: "Write the value that is meant, or leave the condition out."))
    static let tryLongerThanRequest = FindingCode(
        "HS5205", .warning, "A single try may take longer than the whole request",
        page: .init(
            why: "The request runs out of time during its first try: nothing is ever tried again.",
            example: """
                kind: VirtualService
                spec:
                  http:
                  - timeout: 2s
                    retries: {attempts: 3, perTryTimeout: 5s}
                    route: [{destination: {host: checkout}}]
                """,
            mend: "Make the time of a try shorter than that of the request; with three tries about a third of it."))
    static let routeForNobody = FindingCode(
        "HS5206", .warning, "A route is for callers that are not there",
        page: .init(
            why: "No proxy has the labels, or is of the namespace: the route is never taken.",
            example: """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: checkout, namespace: shop}
                spec: {template: {metadata: {labels: {app: checkout}}}}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: reviews, namespace: shop}
                spec:
                  hosts: [reviews]
                  http:
                  - match: [{sourceNamespace: shop, sourceLabels: {app: chekout}}]
                    route: [{destination: {host: reviews, subset: v2}}]
                """,
            mend: "Write labels that the pods of the callers have, and their namespace."))
    static let routesOfOtherProtocol = FindingCode(
        "HS5207", .warning, "A VirtualService has routes that no server of its gateways takes",
        page: .init(
            why:
                "Servers of HTTP, and those of HTTPS that end TLS, take `http` routes; those that pass TLS through take "
                + "`tls` routes; others take `tcp` routes. istiod leaves out the rest and says nothing.",
            example: """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: edge, namespace: shop}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 443, name: tls, protocol: TLS}
                    hosts: [shop.example.com]
                    tls: {mode: PASSTHROUGH}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: shop, namespace: shop}
                spec:
                  hosts: [shop.example.com]
                  gateways: [edge]
                  http:
                  - route: [{destination: {host: shop}}]
                """,
            mend: "Write routes of the kind that the server takes, or change the server."))
    static let routeOutsideOfRoot = FindingCode(
        "HS5208", .warning, "A delegate has a route for what is not delegated to it",
        page: .init(
            why:
                "istiod joins each match of the delegate with one of the route that delegates, where it is narrower; a "
                + "route with any other match is left out: its requests take the next route, or get a 404. Regular "
                + "expressions go with no other condition of the same field.",
            example: """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: shop, namespace: shop}
                spec:
                  hosts: [shop.example.com]
                  gateways: [edge]
                  http:
                  - match: [{uri: {prefix: /cart}}]
                    delegate: {name: cart}
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: cart, namespace: shop}
                spec:
                  http:
                  - match: [{uri: {prefix: /items}}]
                    route: [{destination: {host: cart}}]
                """,
            mend: "Write matches in the delegate that are narrower, such as `/cart/items`, or leave them out there."))
}
