import Domain
import Testing

/// A comparison of bundles: all places count, whatever their order.
@Suite struct ABBundleTests {
    private func sample(_ requests: Double, errors percent: Double) -> ABSample {
        ABSample(
            requests: requests, failures: requests * percent / 100,
            latency: .counting([Double](repeating: requests / 10, count: 10)))
    }

    /// Places by the percent of failures of A and B.
    private func verdict(
        _ places: [(a: Double, b: Double)], requests: [Double] = [], at seconds: Int64 = 60, looks: Int = 0
    ) -> ABVerdict {
        let bundle = ABBundle(
            spec: ABSpec(maximumDuration: .seconds(3600)), places: places.count, startedAt: SoakFixture.start)
        return bundle.evaluate(
            places.enumerated().map { index, errors in
                let count = requests.indices.contains(index) ? requests[index] : 2000
                return ABBundle.Place(
                    a: sample(count, errors: errors.a), b: sample(count, errors: errors.b),
                    state: ABState(looks: looks))
            }, at: SoakFixture.start + .seconds(seconds)
        ).verdict
    }

    private func isWinner(_ verdict: ABVerdict, _ variant: ABVariant) -> Bool {
        if case .winner(variant, _) = verdict { true } else { false }
    }

    @Test func betterInOneAndWorseInNoneWins() {
        #expect(isWinner(verdict([(2, 2), (8, 1)]), .b))
        #expect(isWinner(verdict([(8, 1), (2, 2)]), .b))
        #expect(isWinner(verdict([(8, 1), (8, 1)]), .b))
        #expect(isWinner(verdict([(2, 2), (1, 8)]), .a))
        guard case .winner(.b, let reason) = verdict([(2, 2), (8, 1)]) else { return }
        #expect(reason.hasPrefix("B is better, and worse in none of 2 measurements: (2) error rate 8 % of A, 1 % of B"))
    }

    /// Found by the first place alone this was a win.
    @Test func placesThatDisagreeHaveNoWinner() {
        for places in [[(8, 1), (1, 8)], [(1, 8), (8, 1)]] as [[(Double, Double)]] {
            guard case .none(let reason) = verdict(places) else {
                Issue.record("decided: \(places)")
                return
            }
            #expect(reason.hasPrefix("the measurements disagree: (1) "))
        }
    }

    @Test func whatIsABitWorseElsewhereDoesNotWin() {
        // Worse at the guard's level, which is not that of a look.
        let places = [(a: 8.0, b: 1.0), (a: 2.0, b: 3.2)]
        guard case .undecided(let why) = verdict(places) else {
            Issue.record("\(verdict(places))")
            return
        }
        #expect(why.hasPrefix("B is better in one measurement and worse in another"))
        guard case .none = verdict(places, at: 3600) else {
            Issue.record("not over")
            return
        }
    }

    @Test func everyPlaceIsLookedAtFirst() {
        guard case .undecided(let why) = verdict([(8, 1), (2, 2)], requests: [2000, 20]) else {
            Issue.record("decided too early")
            return
        }
        #expect(why.hasPrefix("B is better in one measurement, and 1 of 2 have too few requests for a first look"))
        guard case .none = verdict([(8, 1), (2, 2)], requests: [2000, 20], at: 3600),
            case .undecided = verdict([(2, 2), (2, 2)]), case .none = verdict([(2, 2), (2, 2)], at: 3600)
        else {
            Issue.record("without enough requests nobody wins")
            return
        }
    }

    /// What was found at a look is remembered until the others have had theirs.
    @Test func aFindingIsRemembered() throws {
        let state = ABState(looks: 1, better: .b)
        #expect(try ABState(json: state.json) == state)
        let bundle = ABBundle(spec: ABSpec(), places: 2, startedAt: SoakFixture.start)
        let same = sample(1100, errors: 2)
        let found = bundle.evaluate(
            [.init(a: same, b: same, state: state), .init(a: same, b: same, state: ABState(looks: 1))],
            at: SoakFixture.start + .seconds(60))
        #expect(isWinner(found.verdict, .b) && found.places[0].state == state)
    }

    @Test func onePlaceIsAsEver() {
        let test = ABTest(spec: ABSpec(), startedAt: SoakFixture.start)
        let bundle = ABBundle(spec: ABSpec(), places: 1, startedAt: SoakFixture.start)
        let (a, b) = (sample(1500, errors: 6), sample(1500, errors: 3))
        let moment = SoakFixture.start + .seconds(9)
        let alone = test.evaluate(a: a, b: b, at: moment, after: ABState())
        let placed = bundle.evaluate([.init(a: a, b: b, state: ABState())], at: moment)
        #expect(placed.verdict == alone.verdict && placed.places == [alone])
        #expect(test.requestsForNextLook(after: alone.state) == 2000)
    }
}
