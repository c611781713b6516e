import Domain
import Ports
import Testing

@testable import Application

/// What a tick makes of what it read.
@Suite struct WatchTickTests: WatchedCanary {
    @Test func goodTrafficPassesWhenTheTimeIsOver() {
        let watch = watch(cohort: cohort([beside]))
        let early = judge(watch, reading(failures: 0, at: 10), at: 10)
        #expect(early.verdict == nil)
        #expect(early.update.place.slot == 10 && early.update.place.step == 5 && early.update.place.epoch == 3)
        #expect(early.update.evaluation["outcome"] == "goOn" && early.update.evaluation["slot"] == 10)
        let late = judge(watch, reading(failures: 0, at: 60), at: 60)
        #expect(late.verdict?.outcome == .passed)
        #expect(late.verdict?.step == 5 && late.verdict?.epoch == 3)
    }

    /// The rates of the first windows are made of requests from before the step.
    @Test func aSoakLastsAtLeastAWindow() {
        let short = watch(.soak(.seconds(10)), cohort: cohort([beside]))
        for second in [Int64(10), 25] {
            let early = judge(short, reading(failures: 0, at: second), at: second)
            #expect(early.verdict == nil && early.update.evaluation["durationSeconds"] == 30.0)
            let note = early.update.evaluation["note"]?.string ?? ""
            #expect(note.hasPrefix("What was to last PT10S lasts PT30S, the window of the rates"), "\(note)")
        }
        // By the clock that the window is of.
        #expect(judge(short, reading(failures: 0, at: 29), at: 31).verdict == nil)
        #expect(judge(short, reading(failures: 0, at: 30), at: 30).verdict?.outcome == .passed)
        let long = judge(watch(cohort: cohort([beside])), reading(failures: 0, at: 30), at: 30)
        #expect(long.update.evaluation["note"] == nil && long.update.evaluation["durationSeconds"] == 60.0)
    }

    @Test func aBreachIsOneHoweverEarly() {
        let judged = judge(watch(cohort: cohort([beside])), reading(failures: 20, at: 5), at: 5)
        guard case .breached(let reason)? = judged.verdict?.outcome else {
            Issue.record("no breach: \(judged)")
            return
        }
        #expect(!reason.isEmpty && judged.update.evaluation["reason"] == .string(reason))
        #expect(judged.update.evaluation["measurements"]?.array?.first?["cohort"] != nil)
    }

    /// One measurement of several that breaks a rule is enough; all must pass.
    @Test func theWorstMeasurementCounts() {
        let reversed = Measurement(side: .server, cohort: .rest, baseline: .cohort)
        let watch = watch(cohort: cohort([reversed, beside]))
        #expect(judge(watch, reading(failures: 0, at: 60), at: 60).verdict?.outcome == .passed)
        guard case .breached? = judge(watch, reading(failures: 20, at: 60), at: 60).verdict?.outcome else {
            Issue.record("the second measurement was not heard")
            return
        }
    }

    /// A measurement of each of several policies.
    private func bundle(_ parts: [(about: String, measurement: Measurement)]) -> CohortRecord {
        CohortRecord(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, scopes: [], share: .percent(10),
            measurements: parts.map {
                CohortMeasurement(
                    policies: [ID(high: 0, low: 4)], about: $0.about, unit: .workloads, measurement: $0.measurement,
                    notes: [])
            }, members: CohortMembers(cohort: [canary], rest: [stable]))
    }

    /// Of several policies the reason says whose numbers were bad; one alone has no name to be told from.
    @Test func theReasonNamesThePolicyThatIsBad() {
        let reversed = Measurement(side: .server, cohort: .rest, baseline: .cohort)
        let cart = (about: "VirtualService shop/cart", measurement: reversed)
        let reviews = (about: "VirtualService shop/reviews", measurement: beside)
        func reason(_ parts: [(about: String, measurement: Measurement)], _ reading: WatchTick.Reading) -> String? {
            guard case .breached(let reason)? = judge(watch(cohort: bundle(parts)), reading, at: 60).verdict?.outcome
            else { return nil }
            return reason
        }
        let bad = reading(failures: 20, at: 60)
        let alone = reason([reviews], bad)
        #expect(alone?.isEmpty == false && reason([reviews, reviews], bad) == alone)
        #expect(reason([cart, reviews], bad) == alone.map { "VirtualService shop/reviews: \($0)" })
        let judged = judge(watch(cohort: bundle([cart, reviews])), bad, at: 60)
        let measured = judged.update.evaluation["measurements"]?.array ?? []
        #expect(measured.map { $0["about"] } == [.string(cart.about), .string(reviews.about)])
        // Nobody's numbers are missing where there are none at all.
        var state: JSONValue?
        for second in stride(from: Int64(0), through: 300, by: 5) {
            let judged = judge(watch(cohort: bundle([cart, reviews]), state: state), nothing, at: second)
            state = judged.update.state
            guard case .pause(let reason, _)? = judged.verdict?.outcome else { continue }
            #expect(!reason.contains("VirtualService"), "\(reason)")
            return
        }
        Issue.record("nobody was asked")
    }

    @Test func theTimeBeforeIsRememberedFromTheFirstTick() {
        let first = judge(
            watch(cohort: cohort([beside])), reading(failures: 0, at: 5), at: 5,
            before: reading(failures: 2, at: -60).now)
        #expect(WatchMemory(json: first.update.state).parts.first?.before?.requests == 200)
        let second = judge(
            watch(cohort: cohort([beside]), state: first.update.state), reading(failures: 0, at: 10), at: 10,
            before: reading(failures: 90, at: -60).now)
        #expect(WatchMemory(json: second.update.state).parts.first?.before?.failures == 2)
    }

    @Test func comparisonsCountWhatHappened() throws {
        let test = try ABSpec(json: [
            "confidence": .double(0.95), "minimumSamples": .double(1_000_000), "maximumDuration": "PT24H",
            "metrics": "both", "onInconclusive": "pause",
        ])
        var state: JSONValue?
        // The window is 30 s, so that the first two have requests from before, and the third counts whole. Of the
        // minute without a tick two intervals are believed.
        for second in [Int64(5), 29, 30, 35, 95] {
            let judged = judge(
                watch(.compare(test), cohort: cohort([beside]), state: state), reading(failures: 1, at: second),
                at: second)
            #expect(judged.verdict == nil)
            state = judged.update.state
        }
        let part = try #require(WatchMemory(json: state).parts.first)
        #expect(part.cohortTotal.requests == 4500 && part.cohortTotal.failures == 45)
        #expect(part.baselineTotal.requests == 4500 && part.baselineTotal.failures == 0)
    }
}
