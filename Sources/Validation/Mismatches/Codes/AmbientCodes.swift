/// HS59..: policies of namespaces in ambient mode.
extension FindingCode {
    static let ambientWithoutWaypoint = FindingCode(
        "HS5901", .warning, "A policy about HTTP is in an ambient namespace without a waypoint",
        references: ["KIA0109", "KIA0210", "KIA1109", "KIA1110", "KIA1111", "KIA1112"],
        page: .init(
            why: "In ambient mode only a waypoint reads HTTP. Without one a DENY about HTTP closes more than it says, "
                + "and routes, tokens and limits do nothing.",
            example: """
                kind: AuthorizationPolicy
                metadata: {name: get-only, namespace: ambient-shop}
                spec:
                  targetRefs: [{kind: Service, group: "", name: cart}]
                  rules:
                  - to: [{operation: {methods: [GET]}}]
                """,
            mend: "Deploy a waypoint, and label the namespace or the Service with `istio.io/use-waypoint`."))
    static let ambientWithoutTarget = FindingCode(
        "HS5902", .warning, "A policy about HTTP in an ambient namespace names no target",
        references: ["KIA0110", "KIA1115", "KIA1116", "KIA1117"],
        page: .init(
            why: "Waypoints take policies that name a Service or a Gateway, and pass over those that select workloads.",
            example: """
                kind: RequestAuthentication
                metadata: {name: tokens, namespace: ambient-shop}
                spec:
                  selector: {matchLabels: {app: cart}}
                """,
            mend: "Replace the selector with `targetRefs`."))
    static let ambientServiceWithoutWaypoint = FindingCode(
        "HS5903", .warning, "A policy about HTTP is for an ambient Service without a waypoint",
        references: ["KIA0211", "KIA1113"],
        page: .init(
            why: "Requests to the Service go past every waypoint, so the routes and settings never apply.",
            example: """
                kind: VirtualService
                metadata: {name: cart, namespace: ambient-shop}
                spec:
                  hosts: [cart]
                  http: [{route: [{destination: {host: cart}}]}]
                """,
            mend: "Label the Service or its namespace with `istio.io/use-waypoint`."))
    static let ambientElsewhere = FindingCode(
        "HS5904", .warning, "A policy for an ambient Service is not in its namespace",
        references: ["KIA0212", "KIA1114"],
        page: .init(
            why: "A waypoint reads the policies of its own namespace; those of clients are passed over.",
            example: """
                kind: DestinationRule
                metadata: {name: cart, namespace: clients}
                spec:
                  host: cart.ambient-shop.svc.cluster.local
                  trafficPolicy: {outlierDetection: {}}
                """,
            mend: "Put the object into the namespace of the Service."))

    static let ambientMode: [FindingCode] = [
        ambientWithoutWaypoint, ambientWithoutTarget, ambientServiceWithoutWaypoint, ambientElsewhere,
    ]
}
