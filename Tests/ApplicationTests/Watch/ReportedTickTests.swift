import Domain
import Ports
import Testing

@testable import Application

/// What a tick makes of what no server counts, and of destinations that had traffic before.
@Suite struct ReportedTickTests {
    private let start = Timestamp(seconds: 1_760_000_000)
    private let reviews = ServiceName(namespace: "shop", name: "reviews")
    private let v1 = PodName(namespace: "shop", name: "v1")
    private let v2 = PodName(namespace: "shop", name: "v2")
    private let web = PodName(namespace: "shop", name: "web")

    private var routed: Measurement {
        Measurement(
            side: .server, cohort: .pods([v2]), baseline: .pods([v1]), services: [reviews], failuresTo: [reviews])
    }

    private func watch(
        _ measurements: [Measurement], rules: [SoakRule]? = nil, subject: Step? = nil, isOneOfSeveral: Bool = false,
        members: CohortMembers = CohortMembers()
    ) -> Watch {
        let rule = SoakRule(
            name: "errorRate", subject: .standard(.errorRate), comparison: .above(5), holdsFor: .zero, noData: .pause)
        let cohort = CohortRecord(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, scopes: [], share: .percent(10),
            measurements: measurements.map {
                CohortMeasurement(policies: [ID(high: 0, low: 4)], unit: .requests, measurement: $0, notes: [])
            }, members: members)
        return Watch(
            deployment: ID(high: 0, low: 1), cluster: ID(high: 0, low: 2), epoch: 3, step: 5, startedAt: start,
            subject: subject ?? .soak(.seconds(60)), rules: rules ?? [rule], cohort: cohort, state: nil, lastSlot: 0,
            isHeld: false, shareAsked: .percent(10), isOneOfSeveral: isOneOfSeveral)
    }

    private func traffic(_ requests: Double, failures: Double = 0, unanswered: Double = 0) -> Traffic {
        var traffic = Traffic()
        (traffic.requests, traffic.failures) = (requests, failures + unanswered)
        traffic.reports = ClientReports(calls: requests, unanswered: unanswered, unconnected: unanswered)
        return traffic
    }

    private func index(
        v1 one: Double, v2 two: Double, failures: Double = 0, unanswered: Double = 0,
        uncounted: [TrafficSide: OptionalCounters] = [:]
    ) -> SnapshotIndex {
        func key(_ side: TrafficSide, _ pod: PodName) -> TrafficSnapshot.SeriesKey {
            .init(side: side, pod: pod, service: reviews)
        }
        var rows = [
            key(.server, v1): traffic(one), key(.server, v2): traffic(two, failures: failures),
            key(.client, web): traffic(one + two + unanswered, unanswered: unanswered),
        ]
        for (key, traffic) in rows where traffic.requests == 0 { rows[key] = nil }
        return SnapshotIndex(
            TrafficSnapshot(at: start, window: .seconds(30), rows: rows, uncounted: uncounted))
    }

    private func judge(
        _ watch: Watch, _ now: SnapshotIndex, before: SnapshotIndex, others: [String] = [], at seconds: Int64 = 60
    ) -> (evaluation: JSONValue, outcome: WatchVerdict.Outcome?) {
        let reading = WatchTick.Reading(
            now: now, window: .seconds(30), takenAt: start + .seconds(seconds), problem: nil, others: others)
        let tick = WatchTick(
            watch: watch, slot: 1, at: start + .seconds(seconds), interval: .seconds(5), cluster: "west")
        let judged = tick.judge(reading, before: before, custom: [:])
        return (judged.update.evaluation, judged.verdict?.outcome)
    }

    @Test func aCanaryThatNoServerSeesIsTakenBack() {
        let before = index(v1: 50, v2: 0)
        let broken = judge(watch([routed]), index(v1: 45, v2: 0, unanswered: 5), before: before)
        guard case .breached? = broken.outcome else {
            Issue.record("not taken back: \(broken)")
            return
        }
        #expect(broken.evaluation["measurements"]?[0]?["shareSeen"]?.number == 10)
        let everybody = Measurement(
            side: .server, cohort: .pods([v1, v2]), baseline: .nobody, services: [reviews], failuresTo: [reviews])
        guard case .breached? = judge(watch([everybody]), index(v1: 0, v2: 0, unanswered: 50), before: before).outcome
        else {
            Issue.record("the whole is not taken back")
            return
        }
    }

    /// The deployment has one reason for all of its clusters.
    @Test(arguments: [true, false]) func ofSeveralClustersTheReasonNamesIts(_ areSeveral: Bool) throws {
        let bad = judge(
            watch([routed], isOneOfSeveral: areSeveral), index(v1: 45, v2: 5, failures: 5),
            before: index(v1: 50, v2: 0))
        guard case .breached(let reason)? = bad.outcome else {
            Issue.record("not taken back: \(bad)")
            return
        }
        #expect(reason.hasPrefix("Cluster west: error rate") == areSeveral, "\(reason)")
    }

    /// The cohort's servers have their share: it is others' that do not answer.
    @Test func whatOthersServersDoNotAnswerIsNotCharged() {
        let seen = judge(watch([routed]), index(v1: 40, v2: 5, unanswered: 5), before: index(v1: 50, v2: 0))
        #expect(seen.outcome == .passed, "\(seen)")
    }

    /// A tenth of the pods may have fewer of the requests than a tenth: what they never had they do not lack.
    @Test func aShareOfPodsIsNoneOfTheRequests() {
        let labelled = Measurement(
            side: .server, cohort: .cohort, baseline: .rest, services: [reviews], failuresTo: [reviews])
        let members = CohortMembers(cohort: [v2], rest: [v1])
        func judged(_ now: SnapshotIndex) -> WatchVerdict.Outcome? {
            judge(watch([labelled], members: members), now, before: index(v1: 49, v2: 1)).outcome
        }
        #expect(judged(index(v1: 44, v2: 1, unanswered: 5)) == .passed)
        guard case .breached? = judged(index(v1: 49, v2: 0.2, unanswered: 0.8)) else {
            Issue.record("what its own servers lack is not charged")
            return
        }
    }

    /// As where Prometheus has lost what was then.
    @Test func ofATimeWithoutCallsNothingIsKnown() {
        let seen = judge(watch([routed]), index(v1: 45, v2: 2, unanswered: 3), before: index(v1: 0, v2: 0))
        #expect(seen.outcome == .passed, "\(seen)")
    }

    @Test func whatFailedBeforeIsNoReason() {
        let seen = judge(
            watch([routed]), index(v1: 45, v2: 5, unanswered: 10), before: index(v1: 50, v2: 0, unanswered: 10))
        #expect(seen.outcome == .passed)
    }

    /// Services have the same names in other clusters.
    @Test func reportsOfOtherClustersAreNot() {
        let before = index(v1: 50, v2: 0)
        let now = index(v1: 45, v2: 5, unanswered: 50)
        #expect(judge(watch([routed]), now, before: before, others: ["east"]).outcome == .passed)
    }

    @Test func aDestinationThatHadTrafficShowsNoShare() {
        let before = index(v1: 50, v2: 50)
        let seen = judge(watch([routed]), index(v1: 45, v2: 55), before: before)
        let part = seen.evaluation["measurements"]?[0]
        #expect(part?["shareSeen"] == nil && part?["shareAsked"] == "10 %" && part?["baseline"] == nil)
        #expect(seen.evaluation["note"]?.string?.contains("destinations that gain had traffic before") == true)
        #expect(seen.outcome == .passed)
        // 1.6 of 55 are few, and many of the ten that have come since.
        guard case .breached? = judge(watch([routed]), index(v1: 45, v2: 55, failures: 1.6), before: before).outcome
        else {
            Issue.record("judged by the requests of the old version")
            return
        }
        let new = judge(watch([routed]), index(v1: 45, v2: 5), before: index(v1: 50, v2: 0)).evaluation
        #expect(new["measurements"]?[0]?["shareSeen"]?.number == 10 && new["note"] == nil)
    }

    /// The pods beside get the new version's requests as well: what the cohort has of all is no share of it.
    @Test func aPartOfTheNewVersionShowsNoShare() {
        var partial = routed
        partial.showsShare = false
        let before = index(v1: 50, v2: 0)
        let seen = judge(watch([partial]), index(v1: 47, v2: 3), before: before)
        let part = seen.evaluation["measurements"]?[0]
        #expect(part?["shareSeen"] == nil && part?["shareAsked"] == "10 %" && part?["baseline"] != nil)
        #expect(seen.evaluation["note"]?.string?.contains("destinations that lose") == true)
        guard case .breached? = judge(watch([partial]), index(v1: 47, v2: 3, failures: 1), before: before).outcome
        else {
            Issue.record("not compared with those that lose")
            return
        }
        let unseen = judge(watch([partial]), index(v1: 50, v2: 0), before: before).evaluation
        #expect(unseen["note"]?.string?.contains("No request of the cohort was seen") == true)
    }

    /// Linkerd counts what a Server refuses apart: it was seen all the same.
    @Test func refusalsOfTheCohortAreSaid() {
        func traffic(_ requests: Double, denied: Double) -> Traffic {
            var traffic = Traffic()
            (traffic.requests, traffic.denied) = (requests, denied)
            return traffic
        }
        func evaluation(denied: Double, of requests: Double) -> JSONValue {
            func key(_ pod: PodName) -> TrafficSnapshot.SeriesKey { .init(side: .server, pod: pod, service: nil) }
            let now = SnapshotIndex(
                TrafficSnapshot(
                    at: start, window: .seconds(30),
                    rows: [key(v1): traffic(45, denied: 0), key(v2): traffic(requests, denied: denied)]))
            let plain = Measurement(side: .server, cohort: .pods([v2]), baseline: .pods([v1]))
            return judge(watch([plain]), now, before: index(v1: 50, v2: 0)).evaluation
        }
        let refused = evaluation(denied: 5, of: 0)
        let note = refused["note"]?.string ?? ""
        #expect(note.hasPrefix("No request of the cohort was let in: 5.0 a second were refused"), "\(note)")
        #expect(!note.contains("was seen") && refused["measurements"]?[0]?["shareSeen"]?.number == 10)
        let some = evaluation(denied: 1, of: 4)
        #expect(some["note"] == nil && some["measurements"]?[0]?["shareSeen"]?.number == 10, "\(some)")
        #expect(evaluation(denied: 0, of: 0)["note"]?.string?.contains("No request of the cohort was seen") == true)
    }

    /// Nobody calls what calls others only: its other end says nothing, and must not hold it up.
    @Test func anEndThatNeverHadTrafficIsBorne() {
        let sides = [TrafficSide.client, .server].map {
            Measurement(side: $0, cohort: .pods([web]), baseline: .nobody)
        }
        let before = index(v1: 50, v2: 0)
        #expect(judge(watch(sides), index(v1: 50, v2: 0), before: before).outcome == .passed)
        let bad = judge(watch(sides), index(v1: 40, v2: 0, unanswered: 10), before: before)
        guard case .breached? = bad.outcome else {
            Issue.record("the callers' end was not heard: \(bad)")
            return
        }
        #expect(bad.evaluation["measurements"]?[0]?["rules"]?[0]?["value"]?.number == 20, "once, not twice")
        // Where neither end has traffic, nobody has seen anything.
        let nothing = judge(watch(sides), index(v1: 0, v2: 0), before: index(v1: 0, v2: 0))
        #expect(nothing.outcome != .passed)
        // An end that had traffic and has none any more is another matter.
        let gone = Measurement(side: .client, cohort: .pods([web]), baseline: .nobody)
        let both = [Measurement(side: .server, cohort: .pods([v1]), baseline: .nobody), gone]
        #expect(judge(watch(both), index(v1: 0, v2: 0), before: before).outcome != .passed)
    }

    @Test func whatIsNotExportedIsSaid() {
        let rules = SoakRule.defaults.filter { $0.subject == .standard(.tlsFailures) }
        let before = index(v1: 50, v2: 0)
        let seen = judge(
            watch([routed], rules: rules), index(v1: 45, v2: 5, uncounted: [.server: .handshakes]), before: before)
        let rule = seen.evaluation["measurements"]?[0]?["rules"]?[0]
        #expect(rule?["verdict"] == "noData" && rule?["value"] == nil)
        #expect(seen.evaluation["note"]?.string?.contains("tls-failures") == true && seen.outcome == .passed)
        let told = judge(watch([routed], rules: rules), index(v1: 45, v2: 5), before: before).evaluation
        #expect(told["measurements"]?[0]?["rules"]?[0]?["verdict"] == "ok" && told["note"] == nil)
    }

    @Test func aPauseNamesWhatSubsetsNeed() {
        let subsets = Measurement(
            side: .client, cohort: .subsets(["v2-hs"]), baseline: .subsets(["v2"]), services: [reviews])
        let (now, before) = (index(v1: 50, v2: 0, uncounted: [.client: .subsets]), index(v1: 50, v2: 0))
        var state: JSONValue?
        var reasons: [String] = []
        for second in stride(from: Int64(0), through: 60, by: 5) {
            let watch = watch([subsets])
            let again = Watch(
                deployment: watch.deployment, cluster: watch.cluster, epoch: 3, step: 5, startedAt: start,
                subject: watch.subject, rules: watch.rules, cohort: watch.cohort, state: state, lastSlot: 0,
                isHeld: false, isOneOfSeveral: true)
            let reading = WatchTick.Reading(
                now: now, window: .seconds(30), takenAt: start + .seconds(second), problem: nil)
            let judged = WatchTick(
                watch: again, slot: second, at: start + .seconds(second), interval: .seconds(5), cluster: "west"
            )
            .judge(reading, before: before, custom: [:])
            state = judged.update.state
            if case .pause(let reason, _)? = judged.verdict?.outcome { reasons.append(reason) }
        }
        #expect(reasons.count == 1 && reasons.first?.contains("proxyStatsMatcher") == true, "\(reasons)")
        #expect(reasons.first?.hasPrefix("Cluster west: ") == true, "\(reasons)")
    }
}
