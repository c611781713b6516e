import Domain

/// Rules of routes that never get a request, because an equal match stands before: in an older route of the same
/// parent, or earlier in the same route. Linkerd takes the most specific match, and of equals the older one.
enum RouteShadows {
    /// How many routes of one parent are compared with; `SetLimits` says where there are more.
    static let mostRoutes = 100

    static let family = RuleFamily(
        "linkerd-route-shadows", codes: [.routeShadowed], kinds: [.linkerdHTTPRoute, .httpRoute, .grpcRoute],
        scope: .set
    ) { subject in
        let rules = subject.spec["rules"].elements
        var own: Set<JSONValue> = []
        var remarks: [Remark] = []
        for rule in rules {
            let matches = matches(of: rule)
            if matches.isSubset(of: own) {
                remarks.append(
                    Remark(
                        .routeShadowed, rule, "gets no request: earlier rules of the route match all that it does",
                        hint: "take it out, or let its matches differ"))
            }
            own.formUnion(matches)
        }
        return remarks.isEmpty ? older(subject, rules) : remarks
    }

    private static func older(_ subject: Subject, _ rules: [Field]) -> [Remark] {
        guard !rules.isEmpty else { return [] }
        for parent in RouteParent.all(of: subject.object) where parent.kind != .egressNetwork {
            for other in subject.set.objects(.linkerdRouteParents, parent.word).prefix(mostRoutes)
            where comesFirst(other, subject.object, parent) {
                let taken = other.spec["rules"].elements.reduce(into: Set<JSONValue>()) {
                    $0.formUnion(matches(of: $1))
                }
                let found = rules.filter { matches(of: $0).isSubset(of: taken) }.map {
                    remark($0, other, subject.object)
                }
                if !found.isEmpty { return found }
            }
        }
        return []
    }

    private static func remark(_ rule: Field, _ other: KnownObject, _ object: KnownObject) -> Remark {
        let certainty = Age.isOlder(other, than: object) == nil ? ", and the older of the two gets the requests" : ""
        return Remark(
            .routeShadowed, rule,
            "\(other.kind) \(other.namespace)/\(other.name) matches all that this rule does\(certainty.isEmpty ? " and is older" : certainty)",
            hint: "put both into one route, or let the matches differ"
        ).naming(other)
    }

    /// Whether `other` may get the requests that `object` asks for of the same parent: it is not known to be younger,
    /// has the same hosts, and is for all clients that `object` is for.
    private static func comesFirst(_ other: KnownObject, _ object: KnownObject, _ parent: RouteParent) -> Bool {
        guard other.key != object.key, isHTTP(other) == isHTTP(object), Age.isOlder(other, than: object) ?? true else {
            return false
        }
        let isForAll = other.namespace == parent.namespace || other.namespace == object.namespace
        let hangs = RouteParent.all(of: other).contains {
            $0.word == parent.word && ($0.port == nil || $0.port == parent.port)
        }
        return isForAll && hangs && Set(other.spec["hostnames"].strings) == Set(object.spec["hostnames"].strings)
    }

    private static func isHTTP(_ route: KnownObject) -> Bool { route.kind != .grpcRoute }

    /// The matches of a rule in one form: without defaults that are written out, names of headers in lower case.
    private static func matches(of rule: Field) -> Set<JSONValue> {
        let matches = rule["matches"].elements
        guard !matches.isEmpty else { return [["path": "PathPrefix /"]] }
        return Set(matches.map { plain($0.value) })
    }

    private static func plain(_ match: JSONValue) -> JSONValue {
        var match = match.object ?? [:]
        let path = match["path"]
        match["path"] = .string("\(path?["type"]?.string ?? "PathPrefix") \(path?["value"]?.string ?? "/")")
        for name in ["headers", "queryParams"] {
            let wanted = (match[name]?.array ?? []).map { entry in
                let text = entry["name"]?.string ?? ""
                return "\(name == "headers" ? text.lowercased() : text) \(entry["type"]?.string ?? "Exact") "
                    + (entry["value"]?.string ?? "")
            }
            match[name] = wanted.isEmpty ? nil : .array(wanted.sorted().map { .string($0) })
        }
        return .object(match)
    }
}
