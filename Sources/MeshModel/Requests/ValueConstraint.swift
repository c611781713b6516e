/// What a rule demands of one attribute of a request.
///
/// Both directions can be said exactly, so that what one rule matches and another does not is a list of rules again:
/// "none of these" is the opposite of "one of these".
package struct ValueConstraint: Hashable, Sendable {
    package let attribute: RequestAttribute
    /// Of each of these one pattern has to match; none: the attribute may even be missing.
    package private(set) var clauses: [[ValuePattern]]
    /// None of these may match.
    package private(set) var excluded: [ValuePattern]

    package init(_ attribute: RequestAttribute, clauses: [[ValuePattern]] = [], excluded: [ValuePattern] = []) {
        self.attribute = attribute
        self.clauses = clauses
        self.excluded = excluded
    }

    package var isEverything: Bool { clauses.isEmpty && excluded.isEmpty }

    /// What both demand.
    package func and(_ other: ValueConstraint) -> ValueConstraint {
        ValueConstraint(attribute, clauses: clauses + other.clauses, excluded: excluded + other.excluded)
    }

    /// What this does not match, as a union.
    package var complement: [ValueConstraint] {
        clauses.map { ValueConstraint(attribute, excluded: $0) }
            + (excluded.isEmpty ? [] : [ValueConstraint(attribute, clauses: [excluded])])
    }

    /// Whether no request can be matched, provably.
    package var isEmpty: Bool { excludesAll || clauses.contains { $0.allSatisfy(isDead) } }

    /// Whether any value is one too many of what every request has (`notPaths: ["*"]`).
    package var excludesAll: Bool { attribute.isAlwaysThere && excluded.contains(.present) }

    /// Of each list the first pattern that can match: what contains this has to cover one of them.
    var leads: [ValuePattern] { clauses.compactMap { clause in clause.first { !isDead($0) } } }

    /// Whether everything that this matches is matched by `other`, provably.
    package func isContained(in other: ValueConstraint) -> Bool {
        let isExcluded = covered(by: excluded)
        return other.clauses.allSatisfy { wanted in
            let isCovered = covered(by: wanted)
            return clauses.contains { live($0).allSatisfy(isCovered) }
        }
            && other.excluded.allSatisfy { unwanted in
                isExcluded(unwanted)
                    || !attribute.hasManyValues
                        && clauses.contains { live($0).allSatisfy { isDisjoint($0, unwanted) } }
            }
    }

    /// A shorter way to say the same.
    package var simplified: ValueConstraint {
        var short = self
        short.clauses = clauses.map(live)
        if !attribute.hasManyValues { short.clauses = Self.merged(short.clauses, attribute.kind) }
        short.clauses = Self.unique(short.clauses).map { shortest($0) }
        let clauses = short.clauses
        short.excluded = shortest(excluded).filter { unwanted in
            attribute.hasManyValues || !clauses.contains { $0.allSatisfy { isDisjoint($0, unwanted) } }
        }
        return short
    }
}

extension ValueConstraint {
    /// Long lists are asked by value: comparing each with each would take too long.
    private func covered(by wanted: [ValuePattern]) -> (ValuePattern) -> Bool {
        guard wanted.count > 8 else { return { one in wanted.contains { covers($0, one) } } }
        let equal = Set(wanted)
        let wide = wanted.filter { !$0.isExact }
        return { one in equal.contains(one) || wide.contains { covers($0, one) } }
    }

    private func covers(_ wide: ValuePattern, _ narrow: ValuePattern) -> Bool {
        wide.covers(narrow, as: attribute.kind)
    }

    private func isDisjoint(_ one: ValuePattern, _ other: ValuePattern) -> Bool {
        one.isDisjoint(from: other, as: attribute.kind)
    }

    /// Whether the pattern of a clause can match nothing that the rest allows. Where a request can have several values,
    /// another clause may be about another of them.
    private func isDead(_ pattern: ValuePattern) -> Bool {
        excluded.contains { covers($0, pattern) }
            || !attribute.hasManyValues && clauses.contains { $0.allSatisfy { isDisjoint($0, pattern) } }
    }

    private func live(_ clause: [ValuePattern]) -> [ValuePattern] {
        // Nothing that a list of its own could be at odds with.
        if excluded.isEmpty, clauses.count == 1 { return clause }
        return clause.filter { !isDead($0) }
    }

    /// Of more patterns that are no whole values only equal ones are looked for: a longer list is as right.
    private static let mostPatterns = 500

    /// Without patterns that another one covers.
    private func shortest(_ patterns: [ValuePattern]) -> [ValuePattern] {
        let patterns = Self.unique(patterns)
        let wide = patterns.count { !$0.isExact }
        // Whole values cover nothing but themselves.
        guard (1...Self.mostPatterns).contains(wide) else { return patterns }
        var kept: [ValuePattern] = []
        for pattern in patterns where !kept.contains(where: { covers($0, pattern) }) {
            if !pattern.isExact { kept.removeAll { covers(pattern, $0) } }
            kept.append(pattern)
        }
        return kept
    }

    /// One clause of several, where what they have in common can be said pattern by pattern.
    private static func merged(_ clauses: [[ValuePattern]], _ kind: RequestAttribute.ValueKind) -> [[ValuePattern]] {
        var result: [[ValuePattern]] = []
        for clause in clauses {
            if let last = result.last, let both = common(last, clause, kind) {
                result[result.count - 1] = both
            } else {
                result.append(clause)
            }
        }
        return result
    }

    private static func common(
        _ left: [ValuePattern], _ right: [ValuePattern], _ kind: RequestAttribute.ValueKind
    ) -> [ValuePattern]? {
        var both: [ValuePattern] = []
        for one in left {
            for other in right where !one.isDisjoint(from: other, as: kind) {
                if one.covers(other, as: kind) {
                    both.append(other)
                } else if other.covers(one, as: kind) {
                    both.append(one)
                } else {
                    return nil
                }
            }
        }
        return both
    }

    private static func unique<Element: Hashable>(_ elements: [Element]) -> [Element] {
        var seen: Set<Element> = []
        return elements.filter { seen.insert($0).inserted }
    }
}

extension ValuePattern {
    fileprivate var isExact: Bool {
        if case .exact = self { true } else { false }
    }
}
