import Domain

/// What a policy asks for that only a waypoint does in ambient mode: everything about HTTP.
enum WaypointNeeds {
    static func isNeeded(by subject: Subject) -> Bool {
        switch subject.object.kind {
        case .authorizationPolicy: policy(subject.spec)
        case .requestAuthentication, .wasmPlugin: true
        case .telemetry: telemetry(subject.spec)
        case .virtualService: routes(subject.spec)
        case .destinationRule: rule(subject.spec)
        default: false
        }
    }

    private static let operations = ["methods", "notMethods", "paths", "notPaths", "hosts", "notHosts"]
    private static let conditions = [
        "request.headers", "request.auth.claims", "request.auth.principal", "request.auth.audiences",
        "request.auth.presenter",
    ]

    private static func policy(_ spec: Field) -> Bool {
        spec["rules"].elements.contains { rule in
            rule["to"].elements.contains { to in operations.contains { !to["operation"][$0].isEmpty } }
                || rule["from"].elements.contains { from in
                    ["requestPrincipals", "notRequestPrincipals"].contains { !from["source"][$0].isEmpty }
                }
                || rule["when"].elements.contains { condition in
                    conditions.contains { condition["key"].string?.hasPrefix($0) ?? false }
                }
        }
    }

    private static func telemetry(_ spec: Field) -> Bool {
        !spec["tracing"].isEmpty || !spec["accessLogging"].isEmpty
            || spec["metrics"].elements.contains { !$0["overrides"].isEmpty }
    }

    /// Routes of requests within the mesh.
    private static func routes(_ spec: Field) -> Bool {
        let gateways = spec["gateways"].strings
        return (!spec["http"].isEmpty || !spec["tls"].isEmpty) && (gateways.isEmpty || gateways.contains("mesh"))
    }

    private static func rule(_ spec: Field) -> Bool {
        ([spec] + spec["subsets"].elements).contains { holder in
            let policy = holder["trafficPolicy"]
            let hash = policy["loadBalancer"]["consistentHash"]
            return policy["connectionPool"]["http"].value.object != nil
                || policy["outlierDetection"].value.object != nil
                || !hash["httpHeaderName"].isEmpty || hash["httpCookie"].value.object != nil
        }
    }
}
