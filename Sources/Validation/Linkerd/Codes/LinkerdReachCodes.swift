/// HS4107 to HS4109 and HS4116: requests that Servers deny, and pods at which they do nothing.
extension FindingCode {
    static let routeDeniesAll = FindingCode(
        "HS4107", .warning, "Nothing authorizes requests to a route of a Server",
        page: Page(
            why: "Once routes hang on a Server, each request belongs to one of them. It needs an authorization for "
                + "that route, or for the Server or its namespace; those for other routes do not count.",
            example: "kind: HTTPRoute\nmetadata: {name: books-admin}\nspec:\n"
                + "  parentRefs: [{group: policy.linkerd.io, kind: Server, name: books}]\n"
                + "  rules: [{matches: [{path: {value: /admin}}]}]",
            mend: "Add an AuthorizationPolicy whose targetRef is the route, or one for the Server."))
    static let serverPortOfService = FindingCode(
        "HS4108", .warning, "A Server names the port of a Service where that of the pods is meant",
        page: Page(
            why: "A Server is for a port at which pods listen. Requests to the Service arrive at another one, and "
                + "neither the Server nor what authorizes requests to it decides on them.",
            example: "kind: Service\nspec:\n  selector: {app: web}\n  ports: [{port: 80, targetPort: 8080}]\n---\n"
                + "kind: Server\nspec:\n  podSelector: {matchLabels: {app: web}}\n  port: 80",
            mend: "Write the targetPort of the Service, by its number or its name."))
    static let serverWithoutProxy = FindingCode(
        "HS4109", .warning, "A Server selects pods without a proxy",
        page: Page(
            why: "The proxy beside a pod carries out what Servers and authorizations say. These pods get none, by "
                + "`linkerd.io/inject: disabled`: everybody reaches them.",
            example: "kind: Deployment\nspec:\n  template:\n    metadata:\n      labels: {app: web}\n"
                + "      annotations: {linkerd.io/inject: disabled}\n---\nkind: Server\nspec:\n"
                + "  podSelector: {matchLabels: {app: web}}\n  port: 8080",
            mend: "Let Linkerd inject its proxy, or take the Server away."))
    static let proxyAnnotation = FindingCode(
        "HS4116", .warning, "An annotation for Linkerd's proxy has a value that there is not",
        page: Page(
            why: "linkerd.io/inject knows enabled, disabled and ingress: with anything else pods get no proxy. A "
                + "default policy that there is not makes Linkerd's injector refuse the pods.",
            example: "kind: Namespace\nmetadata:\n  name: shop\n  annotations: {linkerd.io/inject: \"true\", "
                + "config.linkerd.io/default-inbound-policy: denied}",
            mend: "Write one of the values that the message names."))

    static let linkerdReach: [FindingCode] = [routeDeniesAll, serverPortOfService, serverWithoutProxy, proxyAnnotation]
}
