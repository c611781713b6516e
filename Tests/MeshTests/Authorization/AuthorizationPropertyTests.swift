import Domain
import MeshModel
import MeshTestKit
import Testing

/// What is said of two random policies holds for every random request, as Istio would decide it.
struct AuthorizationPropertyTests {
    /// How Istio can be set up: trust domains that stand for each other, and how it compares tokens.
    struct Setup: CustomStringConvertible, Sendable {
        let aliases: [String]
        let comparesTokensAsText: Bool
        let seed: UInt64
        var description: String { "seed \(seed), aliases \(aliases), tokens as text \(comparesTokensAsText)" }

        func matches(_ policy: JSONValue, _ request: SampleRequest) -> Bool {
            AuthorizationRulesOfIstio.matches(
                policy, request, aliases: aliases, comparesTokensAsText: comparesTokensAsText)
        }
    }

    static let setups = [false, true].flatMap { hasAliases in
        [false, true].map { asText in
            Setup(
                aliases: hasAliases ? ["cluster.local", "old.local"] : [], comparesTokensAsText: asText,
                seed: (hasAliases ? 41 : 43) + (asText ? 1 : 0))
        }
    }

    @Test(arguments: setups)
    func provenFactsHold(_ setup: Setup) {
        var random = RandomRules(random: SeededRandom(seed: setup.seed))
        var proven = (contained: 0, disjoint: 0)
        for _ in 0..<500 {
            let (one, other) = (random.policy(atMost: 1), random.policy(atMost: 2))
            let (left, right) = (AuthorizationRules(one).matched, AuthorizationRules(other).matched)
            let isContained = left.subtracting(right).isEmpty
            let isDisjoint = left.isDisjoint(from: right)
            proven.contained += isContained && !left.isEmpty ? 1 : 0
            proven.disjoint += isDisjoint && !left.isEmpty && !right.isEmpty ? 1 : 0
            for _ in 0..<30 {
                let request = random.request()
                let (inOne, inOther) = (setup.matches(one, request), setup.matches(other, request))
                guard inOne && (isContained && !inOther || isDisjoint && inOther) else { continue }
                Issue.record("\(isContained ? "contained" : "disjoint"): \(one) and \(other), but \(request)")
            }
        }
        // The proofs are worth something only if they succeed.
        #expect(proven.contained > 15 && proven.disjoint > 5, "\(proven)")
    }

    @Test(arguments: setups)
    func whatIsTakenAwayIsExact(_ setup: Setup) {
        var random = RandomRules(random: SeededRandom(seed: setup.seed + 100))
        var (told, untold) = (0, 0)
        for _ in 0..<400 {
            let (one, other) = (random.policy("ALLOW", atMost: 2), random.policy("ALLOW", atMost: 2))
            let rest = AuthorizationRules(one).matched.subtracting(AuthorizationRules(other).matched)
            let rules = rest.boxes.map { ($0.rule, $0.traffic) }
            guard rest.isExact, rules.allSatisfy({ $0.0 != nil }) else {
                untold += 1
                continue
            }
            told += 1
            for _ in 0..<30 {
                let request = random.request()
                let wanted = setup.matches(one, request) && !setup.matches(other, request)
                let found = rules.contains { rule, traffic in covers(rule ?? [:], traffic, request, setup) }
                if found != wanted { Issue.record("\(one) without \(other): \(rest.boxes) of \(request)") }
            }
        }
        #expect(told > 20 * untold, "\(told) told, \(untold) not")
    }

    @Test(arguments: setups)
    func theComparisonMissesNothing(_ setup: Setup) {
        var random = RandomRules(random: SeededRandom(seed: setup.seed + 200))
        for _ in 0..<200 {
            let old: JSONValue? = random.random.chance(15) ? nil : random.policy(atMost: 2)
            let new: JSONValue? = random.random.chance(15) ? nil : random.policy(atMost: 2)
            let others = random.random.chance(50) ? [random.policy(atMost: 2)] : []
            let comparison = AuthorizationComparison(old: old, new: new, others: others)
            for _ in 0..<30 {
                let request = random.request()
                let before = allows([old].compactMap(\.self) + others, request, setup)
                let after = allows([new].compactMap(\.self) + others, request, setup)
                let opened = told(comparison.newlyAllowed, request, setup)
                let closed = told(comparison.newlyDenied, request, setup)
                let isMissed = !before && after && opened == false || before && !after && closed == false
                let isTooMuch =
                    comparison.isExact && (opened == true && (before || !after) || closed == true && (!before || after))
                guard isMissed || isTooMuch else { continue }
                Issue.record(
                    """
                    \(isMissed ? "missed" : "too much"): \(String(describing: old)) to \(String(describing: new)) \
                    beside \(others), \(request)
                    """)
            }
        }
    }

    private func allows(_ policies: [JSONValue], _ request: SampleRequest, _ setup: Setup) -> Bool {
        let isDeny = { (policy: JSONValue) in policy["spec"]?["action"] == "DENY" }
        if policies.contains(where: { isDeny($0) && setup.matches($0, request) }) { return false }
        let allowing = policies.filter { !isDeny($0) }
        return allowing.isEmpty || allowing.contains { setup.matches($0, request) }
    }

    /// Whether one of the fragments describes the request; `nil` where one that cannot be said as a rule may.
    private func told(
        _ fragments: [AuthorizationComparison.Fragment], _ request: SampleRequest, _ setup: Setup
    ) -> Bool? {
        let hits = fragments.map { fragment in
            fragment.rule.map { covers($0, fragment.traffic, request, setup) }
        }
        return hits.contains(true) ? true : hits.contains(nil) ? nil : false
    }

    private func covers(
        _ rule: JSONValue, _ traffic: RequestBox.Traffic, _ request: SampleRequest, _ setup: Setup
    ) -> Bool {
        guard traffic == .any || (traffic == .http) == request.isHTTP else { return false }
        return RuleMatch(
            missingMatches: false, namespace: "a", aliases: setup.aliases,
            comparesTokensAsText: setup.comparesTokensAsText
        ).matches(rule, request)
    }
}
