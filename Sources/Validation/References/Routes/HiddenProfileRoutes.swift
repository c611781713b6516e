import Domain

/// Routes of a ServiceProfile that no request is counted for, because one before them takes them all: Linkerd's proxies
/// take the first route whose condition holds.
enum HiddenProfileRoutes {
    /// As many routes are compared with each; nobody reads more.
    private static let most = 200

    static let family = RuleFamily(
        "profile routes behind wider ones", codes: [.unreachableRoute], kinds: [.serviceProfile], scope: .set
    ) { subject in
        let routes = subject.spec["routes"].elements
        guard routes.count > 1 else { return [] }
        var earlier: [(condition: ProfileCondition, field: Field)] = []
        var proof = ProfileProof()
        return routes.compactMap { route in
            guard let condition = ProfileCondition(route["condition"]) else { return nil }
            let wider = earlier.first { proof.shows(condition, implies: $0.condition) }
            if earlier.count < most { earlier.append((condition, route)) }
            return wider.map {
                Remark(
                    .unreachableRoute, route, "gets no request: \($0.field.path) takes them and comes first",
                    hint: "put the narrower route first", references: [])
            }
        }
    }
}

/// What a route of a ServiceProfile asks of a request.
indirect enum ProfileCondition {
    /// In capitals, as Linkerd compares methods.
    case method(String)
    case path(ProfilePath)
    case all([ProfileCondition])
    case any([ProfileCondition])
    case not(ProfileCondition)

    /// `nil` for what Linkerd does not take.
    init?(_ field: Field, depth: Int = 0) {
        guard field.value.object != nil, depth < 20 else { return nil }
        var parts: [ProfileCondition] = []
        for name in ["all", "any"] where field[name].isGiven {
            let children = field[name].elements.map { ProfileCondition($0, depth: depth + 1) }
            guard field[name].value.array != nil, !children.contains(where: { $0 == nil }) else { return nil }
            parts.append(name == "all" ? .all(children.compactMap(\.self)) : .any(children.compactMap(\.self)))
        }
        if field["not"].isGiven {
            guard let inner = ProfileCondition(field["not"], depth: depth + 1) else { return nil }
            parts.append(.not(inner))
        }
        for name in ["method", "pathRegex"] where field[name].isGiven {
            guard let text = field[name].string else { return nil }
            if !text.isEmpty { parts.append(name == "method" ? .method(text.uppercased()) : .path(ProfilePath(text))) }
        }
        guard let first = parts.first else { return nil }
        self = parts.count == 1 ? first : .all(parts)
    }
}

/// Proves what conditions say of one another, by their form: what it does not prove may be true all the same.
struct ProfileProof {
    /// What one document may cost: no nest of conditions can take long.
    private var steps = 20_000

    /// Whether every request that meets `one` meets `other`.
    mutating func shows(_ one: ProfileCondition, implies other: ProfileCondition) -> Bool {
        guard spend() else { return false }
        switch (one, other) {
        case (_, .all(let parts)): return parts.allSatisfy { shows(one, implies: $0) }
        case (.any(let parts), _): return parts.allSatisfy { shows($0, implies: other) }
        case (_, .any(let parts)) where parts.contains(where: { shows(one, implies: $0) }): return true
        case (.all(let parts), _): return parts.contains { shows($0, implies: other) }
        case (.not(let inner), .not(let unwanted)): return shows(unwanted, implies: inner)
        case (_, .not(let unwanted)): return shows(one, excludes: unwanted)
        case (.method(let own), .method(let wanted)): return own == wanted
        case (.path(let own), .path(let wanted)): return spend(20) && wanted.contains(own)
        default: return false
        }
    }

    /// Whether no request meets both.
    private mutating func shows(_ one: ProfileCondition, excludes other: ProfileCondition) -> Bool {
        guard spend() else { return false }
        switch (one, other) {
        case (.any(let parts), _): return parts.allSatisfy { shows($0, excludes: other) }
        case (_, .any(let parts)): return parts.allSatisfy { shows(one, excludes: $0) }
        case (.all(let parts), _) where parts.contains(where: { shows($0, excludes: other) }): return true
        case (_, .all(let parts)): return parts.contains { shows(one, excludes: $0) }
        case (.not(let inner), _): return shows(other, implies: inner)
        case (_, .not(let inner)): return shows(one, implies: inner)
        case (.method(let own), .method(let another)): return own != another
        case (.path(let own), .path(let another)): return spend(20) && own.excludes(another)
        default: return false
        }
    }

    private mutating func spend(_ count: Int = 1) -> Bool {
        steps -= count
        return steps > 0
    }
}
