import Domain

/// Routes of a VirtualService that no request can come to, because those before take them all.
enum UnreachableRoutes {
    static let family = RuleFamily(
        "routes that are never taken", codes: [.unreachableRoute, .ineffectiveMatch], kinds: [.virtualService]
    ) { subject in
        let http = subject.spec["http"].elements
        return covered(http) + repeated(http) + repeated(subject.spec["tcp"].elements)
            + repeated(subject.spec["tls"].elements)
    }

    /// Matches that stand in a route before, and routes of which nothing else is left.
    private static func repeated(_ routes: [Field]) -> [Remark] {
        var seen: [JSONValue: Field] = [:]
        var takesAll: Field?
        var remarks: [Remark] = []
        for route in routes {
            let matches = route["match"].elements
            if let takesAll {
                let text = "\(takesAll.path) has no match and takes every request before this route"
                remarks.append(Remark(.unreachableRoute, route, text))
            }
            if matches.isEmpty { takesAll = route }
            guard takesAll == nil else { continue }
            let again = matches.filter { match in
                let content = content(of: match)
                guard let first = seen[content] else {
                    seen[content] = match
                    return false
                }
                remarks.append(Remark(.ineffectiveMatch, match, "\(first.path) says the same and comes first"))
                return true
            }
            guard again.count == matches.count else { continue }
            remarks.append(Remark(.unreachableRoute, route, "all its matches stand in routes before it"))
        }
        return remarks
    }

    /// What a match says, without the name that it has.
    private static func content(of match: Field) -> JSONValue {
        guard case .object(var members) = match.value else { return match.value }
        members["name"] = nil
        return .object(members)
    }

    /// Matches by a prefix of the path that a shorter prefix before them takes.
    private static func covered(_ routes: [Field]) -> [Remark] {
        var remarks: [Remark] = []
        var earlier: [String: [PrefixMatch]] = [:]
        var seen: Set<JSONValue> = []
        for route in routes.prefix(while: { !$0["match"].elements.isEmpty }) {
            for match in route["match"].elements where seen.insert(content(of: match)).inserted {
                guard let own = PrefixMatch(match) else { continue }
                for prefix in own.shorterPrefixes(among: earlier) {
                    for other in earlier[prefix] ?? [] where other.covers(own) {
                        let text = "\(other.field.path) takes every path that begins with \(prefix) and comes first"
                        remarks.append(Remark(.ineffectiveMatch, match, text, hint: "put the longer prefix first"))
                    }
                }
                earlier[own.prefix, default: []].append(own)
            }
        }
        return remarks
    }
}
