/// HS31xx: VirtualServices.
extension FindingCode {
    static let istioVirtualServiceCodes: [FindingCode] = [
        delegateScope, overlappingHosts, meshWildcard, noRoutes, gatewayReference, legacyGatewayName, claimMatchInMesh,
        conflictingActions, noAction, routeWeight, destinationMissing, subsetName, emptyMatch, sourceNamespace,
        injectedFault, faultWithoutError, retryPolicy, redirectSetting, rewriteSetting, authorityTwice, directResponse,
        largeDirectResponse, corsSetting, mirrorPercent, tlsMatch, serverNameHost, serverNameAddress,
        headerVariable,
    ]

    static let delegateScope = FindingCode(
        "HS3101", .error, "A VirtualService without hosts has gateways, tls or tcp",
        page: .init(
            why: "Without hosts it is a delegate, a part of another one's HTTP routes. istiod's webhook refuses the "
                + "object.",
            example: """
                spec:
                  gateways: [shop/edge]
                  http:
                  - route: [{destination: {host: reviews}}]
                """,
            mend: "Give it hosts, or http only."))
    static let overlappingHosts = FindingCode(
        "HS3102", .error, "Hosts of one VirtualService overlap",
        page: .init(
            why: "A request could have both. istiod's webhook refuses the object.",
            example: """
                spec:
                  hosts: ["*.example", "*.shop.example"]
                """,
            mend: "Keep the wider one, or make a VirtualService of each."))
    static let meshWildcard = FindingCode(
        "HS3103", .error, "A VirtualService for the mesh takes every host",
        page: .init(
            why: "It would take all traffic of all proxies; the wildcard * is for gateways. istiod's webhook refuses "
                + "the object.",
            example: """
                spec:
                  hosts: ["*"]
                """,
            mend: "Name the hosts, or bind it to gateways only."))
    static let noRoutes = FindingCode(
        "HS3104", .error, "A VirtualService has no route",
        page: .init(
            why: "It would do nothing, and hide what others say. istiod's webhook refuses the object.",
            example: """
                spec:
                  hosts: [reviews]
                """,
            mend: "Give it at least one route in http, tls or tcp."))
    static let gatewayReference = FindingCode(
        "HS3105", .error, "A gateway is named by what is no name",
        page: .init(
            why: "No Gateway can be called so. istiod's webhook refuses the object.",
            example: """
                spec:
                  gateways: ["*/edge"]
                """,
            mend: "Write <namespace>/<name>, <name>, or mesh."))
    static let legacyGatewayName = FindingCode(
        "HS3106", .warning, "A gateway is named in the old way",
        page: .init(
            why: "Full names of hosts for gateways are deprecated. Istio warns of it.",
            example: """
                spec:
                  gateways: [edge.istio-system.svc.cluster.local]
                """,
            mend: "Write <namespace>/<name>."))
    static let claimMatchInMesh = FindingCode(
        "HS3107", .error, "A route looks at a claim of a token, and is not for gateways only",
        page: .init(
            why: "Only gateways keep the claims; elsewhere the condition never holds. istiod's webhook refuses the "
                + "object.",
            example: """
                spec:
                  hosts: [shop]
                  http:
                  - match:
                    - headers: {"@request.auth.claims.group": {exact: beta}}
                """,
            mend: "Bind the VirtualService to gateways, and not to mesh."))
    static let conflictingActions = FindingCode(
        "HS3110", .error, "An HTTP route does several things that exclude each other",
        page: .init(
            why: "A request is routed, redirected, answered or delegated; it cannot be two of them. istiod's webhook "
                + "refuses the object.",
            example: """
                spec:
                  http:
                  - redirect: {uri: /}
                    route: [{destination: {host: reviews}}]
                """,
            mend: "Keep one of them, or use two routes."))
    static let noAction = FindingCode(
        "HS3111", .error, "A route does nothing with its traffic",
        page: .init(
            why: "Requests would have nowhere to go. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - match: [{uri: {prefix: /api}}]
                """,
            mend: "Give it a route (HTTP: or a redirect or a directResponse)."))
    static let routeWeight = FindingCode(
        "HS3112", .error, "The weights of a route are negative, or 0 together",
        page: .init(
            why: "Shares of the traffic cannot be made of them. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - route:
                    - {destination: {host: a}, weight: 0}
                    - {destination: {host: b}, weight: 0}
                """,
            mend: "Give weights of 0 and more, of which one is more."))
    static let destinationMissing = FindingCode(
        "HS3113", .error, "A route or a mirror has no destination",
        page: .init(
            why: "Requests would have nowhere to go. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - route: [{weight: 100}]
                """,
            mend: "Name the host."))
    static let subsetName = FindingCode(
        "HS3114", .error, "The name of a subset is missing, or no DNS label",
        page: .init(
            why: "Istio makes names of clusters of it. istiod's webhook refuses the object.",
            example: """
                spec:
                  subsets:
                  - name: v1_beta
                """,
            mend: "Use letters, digits and '-'."))
    static let emptyMatch = FindingCode(
        "HS3120", .error, "A condition compares with an empty text",
        page: .init(
            why: "Envoy refuses it: an empty prefix would match everything. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - match:
                    - headers: {x-user: {prefix: ""}}
                """,
            mend: "Write the text, or leave the condition out; {} asks whether a header is there."))
    static let sourceNamespace = FindingCode(
        "HS3121", .error, "A condition names a namespace that cannot be one",
        page: .init(
            why: "It can never hold. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - match: [{sourceNamespace: Shop_Web}]
                """,
            mend: "Write the name of a namespace."))
    static let injectedFault = FindingCode(
        "HS3130", .error, "A fault that a route puts in is not whole, or not possible",
        page: .init(
            why: "Envoy would not know what to answer. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - fault:
                      abort: {percentage: {value: 10}, grpcStatus: BROKEN}
                """,
            mend: "Give abort an httpStatus of 200 to 599 or a grpcStatus, or delay a fixedDelay."))
    static let faultWithoutError = FindingCode(
        "HS3131", .warning, "An abort does not say with which error",
        page: .init(
            why: "Nothing is aborted. Istio warns of it.",
            example: """
                spec:
                  http:
                  - fault:
                      abort: {percentage: {value: 10}}
                """,
            mend: "Give httpStatus or grpcStatus."))
    static let retryPolicy = FindingCode(
        "HS3132", .error, "Retries contradict themselves, or name reasons that Envoy does not know",
        page: .init(
            why: "Requests would not be tried again as it was meant. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - retries: {attempts: 3, retryOn: "5xx, timeouts"}
                """,
            mend: "Give attempts, and conditions of Envoy's or status codes, separated by ',' alone."))
    static let redirectSetting = FindingCode(
        "HS3133", .error, "A redirect does not say where to, or contradicts itself",
        page: .init(
            why: "Clients would get an answer that they cannot follow. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - redirect: {redirectCode: 200}
                """,
            mend: "Give uri or prefixRewrite, authority, scheme or port, and a code of 300 to 399."))
    static let rewriteSetting = FindingCode(
        "HS3134", .error, "A rewrite changes nothing, or contradicts itself",
        page: .init(
            why: "Envoy takes one new path only. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - rewrite: {uri: /a, uriRegexRewrite: {match: b, rewrite: c}}
                """,
            mend: "Give one of uri and uriRegexRewrite (with match and rewrite), and authority if need be."))
    static let authorityTwice = FindingCode(
        "HS3135", .error, "A route changes the host of a request at two places",
        page: .init(
            why: "Only one of them could count. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - rewrite: {authority: a.example}
                    headers: {request: {set: {host: b.example}}}
                """,
            mend: "Change it at one place."))
    static let directResponse = FindingCode(
        "HS3136", .error, "A direct response has no possible status, or is longer than 1 MiB",
        page: .init(
            why: "Every proxy would have to hold it. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - directResponse: {status: 99}
                """,
            mend: "Give a status of 200 to 599, and a short body."))
    static let largeDirectResponse = FindingCode(
        "HS3137", .warning, "A direct response is longer than 100 KiB",
        page: .init(
            why: "It is sent to every proxy with every change. Istio warns of it.",
            example: """
                spec:
                  http:
                  - directResponse:
                      status: 200
                      body: {string: "... more than 100 KiB ..."}
                """,
            mend: "Let a workload answer with long texts."))
    static let corsSetting = FindingCode(
        "HS3138", .error, "A CORS policy has origins, methods, headers or an age that cannot be",
        page: .init(
            why: "Browsers would not get what was meant. istiod's webhook refuses the object.",
            example: """
                spec:
                  http:
                  - corsPolicy: {allowMethods: [get]}
                """,
            mend: "Write methods in capitals, names of headers, origins with a text, and whole seconds."))
    static let mirrorPercent = FindingCode(
        "HS3139", .warning, "A route says its mirrored share in the old way",
        page: .init(
            why: "mirrorPercent is deprecated. Istio warns of it.",
            example: """
                spec:
                  http:
                  - mirror: {host: reviews}
                    mirrorPercent: 5
                """,
            mend: "Write mirrorPercentage: {value: 5}."))
    static let tlsMatch = FindingCode(
        "HS3140", .error, "A TLS route does not say for which names it is",
        page: .init(
            why: "TLS is told apart by the name that clients ask for. istiod's webhook refuses the object.",
            example: """
                spec:
                  tls:
                  - route: [{destination: {host: reviews}}]
                """,
            mend: "Give match with sniHosts."))
    static let serverNameHost = FindingCode(
        "HS3141", .error, "A TLS route looks for a name that is not among the hosts",
        page: .init(
            why: "The VirtualService never sees it. istiod's webhook refuses the object.",
            example: """
                spec:
                  hosts: [a.example]
                  tls:
                  - match: [{sniHosts: [b.example]}]
                """,
            mend: "Add it to hosts, or match one of them."))
    static let serverNameAddress = FindingCode(
        "HS3142", .warning, "A TLS route looks for an IP address as a name",
        page: .init(
            why: "Clients do not send addresses as names of servers. Istio warns of it.",
            example: """
                spec:
                  tls:
                  - match: [{sniHosts: [10.1.2.3]}]
                """,
            mend: "Match by destinationSubnets or port, or by a name."))
}
