import Domain

/// What the API server adds to an HTTPRoute: without it, a live version and a written one could not be compared.
enum RouteDefaults {
    /// The route with the defaults of Gateway API (Linkerd's own HTTPRoute has the same) in its rules.
    static func filledIn(_ route: JSONValue) -> JSONValue {
        let rules = RouteRules.of(route)
        var filled = route
        filled["spec"]?["rules"] = .array((rules.isEmpty ? [.object([:])] : rules).map(rule))
        return filled
    }

    private static func rule(_ rule: JSONValue) -> JSONValue {
        let matches = rule["matches"]?.array ?? []
        var filled = rule
        filled["matches"] = .array((matches.isEmpty ? [.object([:])] : matches).map(match))
        filled["backendRefs"] = (rule["backendRefs"]?.array).map { backends in
            .array(backends.map { adding(["group": "", "kind": "Service", "weight": 1], to: $0) })
        }
        filled["filters"] = (rule["filters"]?.array).map { filters in
            .array(
                filters.map { filter in
                    var filled = filter
                    filled["requestRedirect"] = filter["requestRedirect"].map { adding(["statusCode": 302], to: $0) }
                    return filled
                })
        }
        return filled
    }

    private static func match(_ match: JSONValue) -> JSONValue {
        var filled = match
        filled["path"] = adding(["type": "PathPrefix", "value": "/"], to: match["path"] ?? .object([:]))
        for key in ["headers", "queryParams"] {
            filled[key] = (match[key]?.array).map { .array($0.map { adding(["type": "Exact"], to: $0) }) }
        }
        return filled
    }

    private static func adding(_ defaults: [String: JSONValue], to value: JSONValue) -> JSONValue {
        .object(defaults.merging(value.object ?? [:]) { _, given in given })
    }
}
