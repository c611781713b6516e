/// HS402x and HS403x: routes.
extension FindingCode {
    static let egressWithoutPort = FindingCode(
        "HS4020", .error, "A route hangs on an EgressNetwork without a port",
        page: Page(
            why: "Linkerd routes what leaves the cluster by port, and refuses such a route.",
            example: "spec:\n  parentRefs:\n  - {group: policy.linkerd.io, kind: EgressNetwork, name: outside}",
            mend: "Add port to the parent."))
    static let singleRule = FindingCode(
        "HS4021", .error, "A TCPRoute or TLSRoute does not have exactly one rule",
        page: Page(
            why: "There is nothing in a connection by which Linkerd could choose among rules. It refuses the route.",
            example: "spec:\n  rules:\n  - backendRefs: [{name: one, port: 80}]\n"
                + "  - backendRefs: [{name: two, port: 80}]",
            mend: "Keep one rule; several backends with weights may stand in it."))
    static let backendWithoutPort = FindingCode(
        "HS4022", .error, "A Service is a backend without a port",
        page: Page(
            why: "Nobody would know where to connect to. Linkerd refuses the route.",
            example: "spec:\n  rules:\n  - backendRefs: [{name: cart}]",
            mend: "Add the port of the Service to the backend."))
    static let routePath = FindingCode(
        "HS4023", .error, "The path of a match does not begin with a slash",
        page: Page(
            why: "Paths of requests are absolute. Linkerd refuses the route.",
            example: "spec:\n  rules:\n  - matches:\n    - path: {type: Exact, value: admin}",
            mend: "Begin the path with /."))
    static let routePattern = FindingCode(
        "HS4024", .error, "A regular expression of a route cannot be read",
        page: Page(
            why: "Linkerd cannot make an engine of it and refuses the route. Look-around and back references are "
                + "no part of its syntax.",
            example: "spec:\n  rules:\n  - matches:\n    - path: {type: RegularExpression, value: \"/a(b\"}",
            mend: "Mend the expression; the syntax is that of Rust's crate regex. Write \\{ for a brace."))
    static let routeHeader = FindingCode(
        "HS4025", .error, "The name or value of a header is none",
        page: Page(
            why: "HTTP knows no such header; Linkerd refuses the route.",
            example: "spec:\n  rules:\n  - matches:\n    - headers: [{name: \"x user\", value: a}]",
            mend: "Use letters, digits and '-' in names, visible ASCII in values."))
    static let routeMethodPattern = FindingCode(
        "HS4026", .error, "A GRPCRoute matches methods by a regular expression",
        page: Page(
            why: "Linkerd matches services and methods of gRPC exactly, and refuses the route.",
            example: "spec:\n  rules:\n  - matches:\n    - method: {type: RegularExpression, service: \"io.*\"}",
            mend: "Write one match for each method, or leave the method out to match the whole service."))
    static let routeRedirect = FindingCode(
        "HS4027", .error, "A redirect leads to no path, or with no status",
        page: Page(
            why: "Linkerd refuses redirects whose path is not absolute or not given, and statuses that are none.",
            example: "spec:\n  rules:\n  - filters:\n    - type: RequestRedirect\n"
                + "      requestRedirect: {path: {type: ReplaceFullPath, replaceFullPath: foo}}",
            mend: "Begin the path with /; use status 301 or 302."))
    static let routeFilter = FindingCode(
        "HS4028", .error, "Linkerd's HTTPRoute has no such filter, or it lacks what it is to do",
        page: Page(
            why: "Linkerd cannot read the route and refuses it.",
            example: "spec:\n  rules:\n  - filters:\n    - type: RequestRedirect",
            mend: "Use RequestHeaderModifier, ResponseHeaderModifier or RequestRedirect, with the member of that name.")
    )
    static let routeTimeout = FindingCode(
        "HS4029", .error, "A route's time-out is no duration, negative, or longer than the whole",
        page: Page(
            why: "The time-out of one try cannot be longer than that of the request with all of its tries. "
                + "Linkerd refuses the route.",
            example: "spec:\n  rules:\n  - timeouts: {request: 1s, backendRequest: 5s}",
            mend: "Write durations such as 500ms or 1m30s, backendRequest at most as long as request."))
    static let routeAnnotation = FindingCode(
        "HS4030", .error, "An annotation about retries or time-outs cannot be read",
        page: Page(
            why: "Linkerd refuses the route: otherwise it would silently run without the retries that were meant.",
            example: "metadata:\n  annotations:\n    timeout.linkerd.io/request: soon",
            mend: "Durations are a whole number with ms, s, m, h or d; retry conditions are 5xx, gateway-error, "
                + "a status or a range such as 500-502."))

    static let linkerdRoutes: [FindingCode] = [
        egressWithoutPort, singleRule, backendWithoutPort, routePath, routePattern, routeHeader, routeMethodPattern,
        routeRedirect, routeFilter, routeTimeout, routeAnnotation,
    ]
}
