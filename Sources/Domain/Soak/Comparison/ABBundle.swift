/// Compares two versions of a bundle whose policies are measured in several places.
///
/// A version wins that is better in one place and significantly worse in none, once every place has been looked at.
/// Places whose winners differ have none together. They share the permitted error: over the whole comparison, equal
/// versions still get a winner with a chance of at most `1 - confidence`.
package struct ABBundle: Hashable, Sendable {
    package let startedAt: Timestamp
    /// The comparison of one place.
    package let test: ABTest

    /// - Parameter clusters: On how many the same is compared: they share the permitted error too.
    package init(spec: ABSpec, places: Int, clusters: Int = 1, startedAt: Timestamp) {
        self.startedAt = startedAt
        let all = max(places, 1) * max(clusters, 1)
        let share = max(0, 1 - spec.confidence) / Double(all)
        test = ABTest(
            spec: ABSpec(
                confidence: all > 1 ? 1 - share : spec.confidence, minimumSamples: spec.minimumSamples,
                maximumDuration: spec.maximumDuration, metrics: spec.metrics, onInconclusive: spec.onInconclusive),
            startedAt: startedAt)
    }

    /// What a place has seen since the beginning, and what is remembered of it.
    package struct Place: Hashable, Sendable {
        package let a: ABSample
        package let b: ABSample
        package let state: ABState

        package init(a: ABSample, b: ABSample, state: ABState) {
            self.a = a
            self.b = b
            self.state = state
        }
    }

    package func evaluate(_ places: [Place], at moment: Timestamp) -> (verdict: ABVerdict, places: [ABEvaluation]) {
        let found = places.map { test.evaluate(a: $0.a, b: $0.b, at: moment, after: $0.state) }
        guard found.count != 1 else { return (found[0].verdict, found) }
        return (verdict(of: found, isLast: moment - startedAt >= test.spec.maximumDuration), found)
    }

    private func verdict(of found: [ABEvaluation], isLast: Bool) -> ABVerdict {
        let winners = ABVariant.allCases.filter { variant in found.contains { $0.state.better == variant } }
        func open(_ why: String) -> ABVerdict { isLast ? .none(reason: why) : .undecided(why: why) }
        guard let winner = winners.first else {
            return open("neither is better in any of \(found.count) measurements: \(text(found) { _ in true })")
        }
        guard winners.count == 1 else {
            return .none(reason: "the measurements disagree: \(text(found) { $0.state.better != nil })")
        }
        let early = found.count { $0.state.looks == 0 }
        guard early == 0 else {
            return open(
                "\(winner.title) is better in one measurement, and \(early) of \(found.count) have too few requests "
                    + "for a first look: \(text(found) { $0.state.looks == 0 })")
        }
        guard !found.contains(where: { $0.worse.contains(winner) }) else {
            return open(
                "\(winner.title) is better in one measurement and worse in another: "
                    + text(found) { $0.worse.contains(winner) || $0.state.better != nil })
        }
        return .winner(
            winner,
            reason: "\(winner.title) is better, and worse in none of \(found.count) measurements: "
                + text(found) { $0.state.better == winner })
    }

    private func text(_ found: [ABEvaluation], where isShown: (ABEvaluation) -> Bool) -> String {
        found.enumerated().filter { isShown($0.element) }
            .map { "(\($0.offset + 1)) \($0.element.numbers)" }.joined(separator: "; ")
    }
}
