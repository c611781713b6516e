/// HS412x and HS413x: routes, profiles and splits beside one another.
extension FindingCode {
    static let routeParentUnknown = FindingCode(
        "HS4120", .warning, "A route hangs on something that is not there",
        page: Page(
            why: "The route has no effect, and requests go where they would go without it.",
            example: "kind: HTTPRoute\nspec:\n  parentRefs: [{kind: Service, name: wbe, port: 80}]",
            mend: "Mend the name or the namespace of the parent."))
    static let routePortUnknown = FindingCode(
        "HS4121", .warning, "A route hangs on a port that the Service does not have",
        page: Page(
            why: "The route has no effect, and requests go where they would go without it.",
            example: "kind: HTTPRoute\nspec:\n  parentRefs: [{kind: Service, name: web, port: 8080}]",
            mend: "Use a port of the Service, not of its pods."))
    static let backendPortUnknown = FindingCode(
        "HS4138", .error, "A route leads to a port that the Service does not have",
        page: Page(
            why: "The backend's share of the requests is answered with status 500.",
            example: "kind: HTTPRoute\nspec:\n  rules:\n  - backendRefs: [{name: web, port: 8080}]",
            mend: "Use a port of the Service, not of its pods."))
    static let routeServerParent = FindingCode(
        "HS4122", .warning, "A route cannot hang on its Server as it says",
        page: Page(
            why: "Linkerd passes over a route that names a Server of another namespace, or a port or section of one.",
            example: "kind: HTTPRoute\nspec:\n  parentRefs:\n"
                + "  - {group: policy.linkerd.io, kind: Server, name: web, port: 80}",
            mend: "Name the Server alone, from its own namespace."))
    static let routeBackendUnknown = FindingCode(
        "HS4123", .error, "A route leads to something that is not there",
        page: Page(
            why: "The backend's share of the requests is answered with status 500.",
            example: "kind: HTTPRoute\nspec:\n  rules:\n  - backendRefs: [{name: crat, port: 80}]",
            mend: "Mend the name or the namespace of the backend, or make it first."))
    static let routeBackendUnlisted = FindingCode(
        "HS4129", .error, "A route leads to something that is none of what is known",
        page: Page(
            why:
                "The files have others of its kind and namespace, and none of this name: the backend's share of the "
                + "requests is answered with status 500.",
            example: "apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: shop}\n---\n"
                + "apiVersion: policy.linkerd.io/v1beta3\nkind: HTTPRoute\nmetadata: {name: cart, namespace: shop}\n"
                + "spec:\n  rules:\n  - backendRefs: [{name: crat, port: 80}]",
            mend: "Mend the name or the namespace of the backend, judge beside the cluster, or name a file with it as "
                + "context."))
    static let routeShadowed = FindingCode(
        "HS4124", .warning, "A rule of a route never gets a request",
        page: Page(
            why:
                "The same match stands in an older route of the same parent, or earlier in the route; of equal matches "
                + "the older one and then the first one counts.",
            example: "kind: HTTPRoute\nspec:\n  rules:\n  - matches: [{path: {value: /a}}]\n"
                + "  - matches: [{path: {value: /a}}]",
            mend: "Put both into one rule, or let the matches differ."))
    static let profileHidesRoute = FindingCode(
        "HS4125", .warning, "A ServiceProfile switches off a route",
        page: Page(
            why: "Where a Service has a ServiceProfile, Linkerd looks at no route of it, nor at its annotations about "
                + "retries, time-outs and circuit breaking.",
            example: "kind: ServiceProfile\nmetadata: {name: web.shop.svc.cluster.local}\nspec: {routes: []}",
            mend: "Move what the profile does into routes and annotations, then delete it."))
    static let profileOfNothing = FindingCode(
        "HS4126", .warning, "A ServiceProfile has the name of no Service",
        page: Page(
            why: "Linkerd looks profiles up by the full name of the Service; this one is never found.",
            example: "kind: ServiceProfile\nmetadata: {name: web}",
            mend: "Name it <service>.<namespace>.svc.<cluster domain>."))
    static let routeBackendWithoutPort = FindingCode(
        "HS4127", .warning, "A Service is a backend of a route of Linkerd's without a port",
        page: Page(
            why: "Linkerd takes the route and answers the backend's share of the requests with status 500: nobody "
                + "would know where to connect to.",
            example: "kind: HTTPRoute\napiVersion: policy.linkerd.io/v1beta3\nspec:\n"
                + "  parentRefs: [{kind: Service, name: web, port: 80}]\n  rules:\n  - backendRefs: [{name: cart}]",
            mend: "Add the port of the Service to the backend."))
    static let splitTwice = FindingCode(
        "HS4130", .warning, "Several TrafficSplits split the same Service",
        page: Page(
            why: "Both write the same overrides; whichever was worked off last counts.",
            example: "kind: TrafficSplit\nmetadata: {name: second}\nspec: {service: web, backends: []}",
            mend: "Keep one of them."))
    static let splitUnknownService = FindingCode(
        "HS4131", .error, "A TrafficSplit names a Service that is not there",
        page: Page(
            why: "A backend that does not exist loses its share of the requests.",
            example: "kind: TrafficSplit\nspec:\n  service: web\n  backends: [{service: web-v3, weight: 10}]",
            mend: "Mend the name, or make the Service first; all are in the split's namespace."))
    static let splitWithoutWeight = FindingCode(
        "HS4132", .warning, "No backend of a TrafficSplit has a weight",
        page: Page(
            why: "There is nowhere to send requests to, so the split does nothing.",
            example: "kind: TrafficSplit\nspec:\n  service: web\n  backends: [{service: web-v1, weight: 0}]",
            mend: "Give one backend a weight above 0."))
    static let splitOverwritesProfile = FindingCode(
        "HS4133", .warning, "A TrafficSplit overwrites a ServiceProfile's overrides",
        page: Page(
            why: "Linkerd's adaptor writes the split into dstOverrides of the profile of the same Service; what was "
                + "there is gone.",
            example: "kind: TrafficSplit\nspec:\n  service: web # which has a ServiceProfile with dstOverrides\n"
                + "  backends: [{service: web-v1, weight: 1}]",
            mend: "Keep the shares in one of the two."))

    static let splitName = FindingCode(
        "HS4134", .error, "A TrafficSplit names what is no Service's name",
        page: Page(
            why: "No Service can have the name, so the split does nothing, or a backend loses its share.",
            example: "kind: TrafficSplit\nspec:\n  service: web\n  backends: [{service: \"Web V2\", weight: 10}]",
            mend: "Write the name as Kubernetes has it."))
    static let splitBackendTwice = FindingCode(
        "HS4135", .warning, "A TrafficSplit has a backend twice",
        page: Page(
            why: "Both weights become overrides of the same Service: its share is not the one that either entry says.",
            example:
                "kind: TrafficSplit\nspec:\n  service: web\n  backends: [{service: a, weight: 1}, {service: a, weight: 2}]",
            mend: "Name every backend once."))
    static let splitWeight = FindingCode(
        "HS4136", .error, "A weight of a TrafficSplit is no number, or less than nothing",
        page: Page(
            why: "Linkerd's adaptor cannot make a share of it.",
            example: "kind: TrafficSplit\nspec:\n  service: web\n  backends: [{service: a, weight: -1}]",
            mend: "Write a number such as 90 or 900m, 0 for none."))
    static let splitWithoutBackends = FindingCode(
        "HS4137", .warning, "A TrafficSplit has no backends",
        page: Page(
            why: "There is nowhere to send requests to, so the split does nothing.",
            example: "kind: TrafficSplit\nspec: {service: web, backends: []}",
            mend: "Name the Services that get requests, each with a weight."))

    static let serviceAnnotation = FindingCode(
        "HS4128", .warning, "An annotation of a Service is none that Linkerd can read",
        page: Page(
            why: "Nothing refuses it: Linkerd goes on as if it were not there, without retries, time-outs or breaker.",
            example:
                "apiVersion: v1\nkind: Service\nmetadata:\n  annotations: {retry.linkerd.io/http: 6xx, "
                + "timeout.linkerd.io/request: \"1\"}",
            mend: "Write 5xx, gateway-error or statuses to retry on, durations with one unit, and the breaker "
                + "consecutive."))

    static let linkerdRouteSets: [FindingCode] = [
        routeParentUnknown, routePortUnknown, routeServerParent, routeBackendUnknown, routeShadowed, profileHidesRoute,
        profileOfNothing, splitTwice, splitUnknownService, splitWithoutWeight, splitOverwritesProfile,
        routeBackendWithoutPort, serviceAnnotation, routeBackendUnlisted, splitName, splitBackendTwice, splitWeight,
        splitWithoutBackends, backendPortUnknown,
    ]
}
