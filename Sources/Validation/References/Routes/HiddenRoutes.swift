import Domain

/// Routes of a VirtualService that get no request, because wider ones stand before them. What istioctl would say of the
/// same is said by `UnreachableRoutes`.
enum HiddenRoutes {
    static let family = RuleFamily(
        "routes behind wider ones", codes: [.unreachableRoute, .ineffectiveMatch], kinds: [.virtualService], scope: .set
    ) { subject in
        let routes = subject.spec["http"].elements
        guard routes.count > 1 || (routes.first?["match"].elements.count ?? 0) > 1 else { return [] }
        let hidden = hidden(routes, gateways: subject.spec["gateways"].strings)
        guard !hidden.isEmpty else { return [] }
        let told = Set(UnreachableRoutes.family.check(subject).map(\.path))
        return hidden.filter { !told.contains($0.route.path) }.flatMap { place -> [Remark] in
            let untold = place.matches.filter { !told.contains($0.path) }
            return place.isWhole && untold.count == place.matches.count
                ? [whole(place)] : untold.map { remark($0, behind: place.wider) }
        }
    }

    /// A route, and what of it is hidden.
    private struct Hidden {
        let route: Field
        /// The matches that get no request; the route itself where it has none.
        let matches: [Field]
        /// What stands before the first of them.
        let wider: Field
        /// Whether nothing else is left of the route.
        let isWhole: Bool
    }

    private static func hidden(_ routes: [Field], gateways: [String]) -> [Hidden] {
        let bound = gateways.isEmpty ? ["mesh"] : gateways
        var earlier = EarlierMatches()
        return routes.compactMap { route in
            let given = route["match"].elements
            // A route without a match is for every request.
            let fields = given.isEmpty ? [route] : given
            var covered: [Field] = []
            var first: Field?
            for field in fields where field.value.object != nil {
                let match = HTTPMatch(given.isEmpty ? Field(root: .null) : field, gateways: bound)
                if let wider = earlier.wider(than: match) {
                    covered.append(field)
                    first = first ?? wider
                }
                // Where a delegate has no route for a request, the next route is asked.
                if !route["delegate"].exists, !given.isEmpty { earlier.add(match, field) }
            }
            return first.map {
                Hidden(route: route, matches: covered, wider: $0, isWhole: covered.count == fields.count)
            }
        }
    }

    private static func whole(_ hidden: Hidden) -> Remark {
        Remark(
            .unreachableRoute, hidden.route, "gets no request: \(hidden.wider.path) takes them and comes first",
            hint: "put the narrower route first", references: [])
    }

    private static func remark(_ match: Field, behind wider: Field) -> Remark {
        Remark(
            .ineffectiveMatch, match, "takes no request: \(wider.path) takes them all and comes first",
            hint: "put the narrower match first", references: [])
    }
}

/// The matches that stand before a route, to be found by their paths: no match is compared with all others.
private struct EarlierMatches {
    private typealias Entry = (match: HTTPMatch, field: Field)

    /// Those that are for any path, or for one that cannot be looked up.
    private var general: [Entry] = []
    private var prefixes: [String: [Entry]] = [:]
    private var exact: [String: [Entry]] = [:]

    /// As many of the same path are compared; nobody reads more.
    private static let most = 100

    mutating func add(_ match: HTTPMatch, _ field: Field) {
        if let text = match.path.prefix {
            prefixes[text.lowercased(), default: []].append((match, field))
        } else if let text = match.path.exact {
            exact[text.lowercased(), default: []].append((match, field))
        } else {
            general.append((match, field))
        }
    }

    /// The first one that takes all that `match` takes.
    func wider(than match: HTTPMatch) -> Field? {
        var lists = [general]
        if let text = match.path.exact?.lowercased() {
            if let same = exact[text] { lists.append(same) }
            lists += beginnings(of: text)
        } else if let text = match.path.prefix?.lowercased() {
            lists += beginnings(of: text)
        }
        for list in lists {
            if let found = list.prefix(Self.most).first(where: { $0.match.covers(match) }) { return found.field }
        }
        return nil
    }

    private func beginnings(of text: String) -> [[Entry]] {
        guard prefixes.count > text.utf8.count else {
            return prefixes.keys.sorted().filter { text.utf8.starts(with: $0.utf8) }.compactMap { prefixes[$0] }
        }
        return (text.indices.dropFirst() + [text.endIndex]).compactMap { prefixes[String(text[..<$0])] }
    }
}
