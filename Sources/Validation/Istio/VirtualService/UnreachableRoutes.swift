import Domain

/// Routes and conditions that never come into play, because an earlier one takes their requests.
enum UnreachableRoutes {
    static let family = RuleFamily.istio(
        "unreachable-routes", [.virtualService], codes: [.unreachableRoute, .ineffectiveMatch]
    ) { _, spec in
        let http = spec["http"].elements
        return repeats(http) + PrefixOverlaps.remarks(http) + repeats(spec["tcp"].elements)
            + repeats(spec["tls"].elements)
    }

    private static func repeats(_ routes: [Field]) -> [Remark] {
        var remarks: [Remark] = []
        var seen: [JSONValue: Int] = [:]
        var catchAll: Int?
        for (index, route) in routes.enumerated() where route.value.object != nil {
            let matches = route["match"].elements
            if matches.isEmpty, let earlier = catchAll {
                remarks.append(unreachable(route, "has no condition, as route #\(earlier), which takes every request"))
            }
            if matches.isEmpty { catchAll = index }
            var repeated = 0
            for match in matches {
                if let catchAll {
                    remarks.append(unreachable(match, "comes after route #\(catchAll), which takes every request"))
                } else if let earlier = seen.updateValue(seen[essence(match)] ?? index, forKey: essence(match)) {
                    remarks.append(ineffective(match, "is the same as a condition of route #\(earlier)"))
                    repeated += 1
                }
            }
            if repeated > 0, repeated == matches.count {
                remarks.append(unreachable(route, "has only conditions that earlier routes have"))
            }
        }
        return remarks
    }

    /// What a condition compares: without its name, and without what is empty.
    static func essence(_ match: Field) -> JSONValue {
        guard case .object(let members) = match.value else { return match.value }
        return .object(members.filter { $0.key != "name" && !isNothing($0.value) })
    }

    private static func isNothing(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool(false), .int(0): true
        case .string(let text): text.isEmpty
        case .array(let elements): elements.isEmpty
        case .object, .bool, .int, .double: false
        }
    }

    private static func unreachable(_ field: Field, _ message: String) -> Remark {
        Remark(.unreachableRoute, field, message, hint: "put routes without conditions last, and drop repeated ones")
    }

    static func ineffective(_ field: Field, _ message: String) -> Remark {
        Remark(.ineffectiveMatch, field, message, hint: "put the narrower condition first, or drop it")
    }
}

/// Conditions by a prefix of the path that an earlier, shorter prefix takes already.
enum PrefixOverlaps {
    private struct Condition {
        let field: Field
        let prefix: String
        let port: Int64
        /// What stands beside the prefix: `exact:` or `prefix:` and the text; empty for everything else.
        let method: String
        let authority: String
        let maps: [[String: String]]

        init?(_ match: Field) {
            let prefix = match["uri"]["prefix"].text
            guard !prefix.isEmpty else { return nil }
            field = match
            self.prefix = prefix
            port = match["port"].whole
            let method = Self.text(match["method"])
            // Istio's check takes it that requests are reads where nothing else is said.
            self.method = method.isEmpty ? "exact:GET" : method
            authority = Self.text(match["authority"])
            maps = ["headers", "queryParams", "withoutHeaders"].map { name in
                Dictionary(match[name].members.map { ($0.key, Self.text($0.field)) }) { _, last in last }
            }
        }

        private static func text(_ match: Field) -> String {
            if !match["exact"].text.isEmpty { return "exact:" + match["exact"].text }
            return match["prefix"].text.isEmpty ? "" : "prefix:" + match["prefix"].text
        }

        /// Whether, beside the path, the other takes nothing that this one does not.
        func covers(_ other: Condition) -> Bool {
            guard port == other.port, method.hasPrefix(other.method), authority.hasPrefix(other.authority) else {
                return false
            }
            return zip(maps, other.maps).allSatisfy { mine, others in
                mine.count == others.count
                    && mine.allSatisfy { key, text in others[key].map(text.hasPrefix) ?? false }
            }
        }
    }

    static func remarks(_ routes: [Field]) -> [Remark] {
        var remarks: [Remark] = []
        var earlier: [String: [Condition]] = [:]
        var lengths: Set<Int> = []
        var seen: Set<JSONValue> = []
        // What comes after a route without conditions is never asked.
        let asked = routes.prefix { !$0["match"].isEmpty || !$0.isGiven }.flatMap { $0["match"].elements }
        for match in asked where seen.insert(UnreachableRoutes.essence(match)).inserted {
            guard let condition = Condition(match) else { continue }
            let path = condition.prefix
            for length in lengths.sorted() where length < path.count {
                let found = (earlier[String(path.prefix(length))] ?? []).filter { $0.covers(condition) }
                remarks += found.map { UnreachableRoutes.ineffective(match, "is taken by the prefix \($0.prefix) before it") }
            }
            earlier[path, default: []].append(condition)
            lengths.insert(path.count)
        }
        return remarks
    }
}
