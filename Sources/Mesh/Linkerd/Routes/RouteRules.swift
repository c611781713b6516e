import Domain

/// The rules of an HTTPRoute, as far as it matters which requests they are for.
///
/// Linkerd takes, of all rules of all routes of a Service, the one whose match says the most (host, then path, headers,
/// query, method); of equals, that of the oldest route, and within a route the first.
enum RouteRules {
    /// How many rules, and how many hostnames, Gateway API lets a route have.
    static let limit = 16

    static func of(_ route: JSONValue?) -> [JSONValue] { route?["spec"]?["rules"]?.array ?? [] }

    /// A match for every request; what a rule without matches has.
    static let everything: JSONValue = ["path": ["type": "PathPrefix", "value": "/"]]

    static func matches(of rule: JSONValue) -> [JSONValue] { rule["matches"]?.array ?? [] }

    static func allMatches(of route: JSONValue?) -> [JSONValue] { of(route).flatMap(matches) }

    /// Whether there is no request that the route leaves without a rule (it would be answered with 404).
    static func coversEverything(_ route: JSONValue) -> Bool { allMatches(of: route).contains(everything) }

    /// Whether all that the route says is where requests go.
    static func onlyRoutes(_ route: JSONValue) -> Bool {
        let known: Set = ["matches", "backendRefs", "name"]
        return route["spec"]?["hostnames"] == nil && route.meshAnnotations.isEmpty
            && of(route).allSatisfy { ($0.object ?? [:]).keys.allSatisfy(known.contains) }
    }

    /// The rule for those of its requests that have the header.
    static func narrowed(_ rule: JSONValue, to header: RouteHeader) -> JSONValue {
        var narrowed = rule
        narrowed["matches"] = .array(
            matches(of: rule).map { match in
                var narrowed = match
                narrowed["headers"] = .array((match["headers"]?.array ?? []) + [header.match])
                return narrowed
            })
        return narrowed
    }

    /// Whether a match of the route looks at the header already; a match may name a header once.
    static func looks(_ route: JSONValue?, at header: RouteHeader) -> Bool {
        allMatches(of: route).contains { match in
            (match["headers"]?.array ?? []).contains { $0["name"]?.string?.lowercased() == header.name }
        }
    }
}
