import Domain

/// Which rule of several HTTPRoutes takes a request: the most specific match, of equal ones that of the earlier route,
/// then the earlier rule (linkerd2-proxy `http-route`: `find`, `RequestMatch`).
enum HTTPRouteMatching {
    struct Found {
        let route: PolicyObject
        let rule: JSONValue
        let index: Int
    }

    /// - Parameter routes: In the order in which the controller gives them: oldest first.
    static func best(_ routes: [PolicyObject], _ request: MeshRequest, host: String?) -> Found? {
        var best: (found: Found, rank: [Int])?
        for route in routes {
            guard let hostRank = rank(ofHosts: route.spec["hostnames"], host) else { continue }
            for (index, rule) in (route.spec["rules"]?.array ?? []).enumerated() {
                guard let own = rank(of: rule, request) else { continue }
                let rank = hostRank + own
                // Only what is more specific replaces what came before.
                if let best, !best.rank.lexicographicallyPrecedes(rank) { continue }
                best = (Found(route: route, rule: rule, index: index), rank)
            }
        }
        return best?.found
    }

    private static func rank(ofHosts hosts: JSONValue?, _ host: String?) -> [Int]? {
        let hosts = (hosts?.array ?? []).compactMap(\.string)
        guard !hosts.isEmpty else { return [0, 0] }
        return hosts.filter { TextMatch.host($0, covers: host ?? "") }
            .map { $0.hasPrefix("*") ? [1, $0.utf8.count] : [2, $0.utf8.count] }
            .max { $0.lexicographicallyPrecedes($1) }
    }

    /// Path, headers, query parameters, method, in this order; without matches: like the prefix `/`.
    private static func rank(of rule: JSONValue, _ request: MeshRequest) -> [Int]? {
        let matches = rule["matches"]?.array ?? []
        guard !matches.isEmpty else { return [1, 1, 0, 0, 0] }
        return matches.compactMap { rank(ofMatch: $0, request) }.max { $0.lexicographicallyPrecedes($1) }
    }

    private static func rank(ofMatch match: JSONValue, _ request: MeshRequest) -> [Int]? {
        guard let path = rank(ofPath: match["path"], request.path) else { return nil }
        let headers = match["headers"]?.array ?? []
        let parameters = match["queryParams"]?.array ?? []
        guard headers.allSatisfy({ holds($0, request.headers[($0["name"]?.string ?? "").lowercased()]) }),
            parameters.allSatisfy({ holds($0, request.query[$0["name"]?.string ?? ""]) }),
            match["method"]?.string.map({ $0 == request.method }) ?? true
        else { return nil }
        return path + [headers.count, parameters.count, match["method"] == nil ? 0 : 1]
    }

    private static func rank(ofPath rule: JSONValue?, _ path: String) -> [Int]? {
        guard let rule else { return [1, 1] }
        let value = rule["value"]?.string ?? "/"
        switch rule["type"]?.string ?? "PathPrefix" {
        case "Exact": return path == value ? [2, value.utf8.count] : nil
        case "RegularExpression": return TextMatch.matches(value, path) ? [0, path.utf8.count] : nil
        default:
            let prefix = value.hasSuffix("/") && value != "/" ? String(value.dropLast()) : value
            return prefix == "/" || path == prefix || path.hasPrefix(prefix + "/") ? [1, value.utf8.count] : nil
        }
    }

    private static func holds(_ rule: JSONValue, _ value: String?) -> Bool {
        guard let value, let wanted = rule["value"]?.string else { return false }
        return rule["type"] == "RegularExpression" ? TextMatch.matches(wanted, value) : wanted == value
    }
}
