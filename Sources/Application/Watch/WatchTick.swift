package import Domain
package import Ports

/// One tick's judgement of one watch: pure, of what was read for it.
package struct WatchTick: Sendable {
    /// What was read for a tick, for all watches of the cluster together.
    package struct Reading: Sendable {
        /// `nil`: Prometheus did not answer, or the cluster has none.
        package let now: SnapshotIndex?
        package let window: Duration
        /// The moment of the snapshot; with `now` missing, that of the last one there was.
        package let takenAt: Timestamp?
        /// Why there is nothing, in a sentence.
        package let problem: String?
        /// The clusters whose traffic is in the same numbers, because nothing tells them apart there.
        package let others: [String]

        package init(
            now: SnapshotIndex?, window: Duration, takenAt: Timestamp?, problem: String?, others: [String] = []
        ) {
            self.now = now
            self.window = window
            self.takenAt = takenAt
            self.problem = problem
            self.others = others
        }
    }

    package let watch: Watch
    package let slot: Int64
    package let at: Timestamp
    /// How far ticks are apart.
    package let interval: Duration

    package init(watch: Watch, slot: Int64, at: Timestamp, interval: Duration) {
        self.watch = watch
        self.slot = slot
        self.at = at
        self.interval = interval
    }

    /// - Parameters:
    ///   - before: The traffic before the rollout, at the first tick; later it is remembered.
    ///   - custom: The values of custom metrics, by rule.
    package func judge(
        _ reading: Reading, before: SnapshotIndex?, custom: [String: CustomSample]
    ) -> (update: WatchUpdate, verdict: WatchVerdict?) {
        if watch.isIdle { return idle(reading) }
        if let restoredAt = watch.restoredAt { return (observe(reading, since: restoredAt, custom: custom), nil) }
        var memory = WatchMemory(json: watch.state)
        var parts: [JSONValue] = []
        var outcomes: [SoakOutcome] = []
        for (index, part) in measurements.enumerated() {
            memory.prepare(index)
            let isOwn = part.measurement.isOfOneCluster || reading.others.isEmpty
            if isOwn, let before, memory.parts[index].before == nil {
                memory.parts[index].before = whole(part, in: before)
            }
            let now = isOwn ? reading.now : nil
            let measured = now.map { seen(part, in: $0, before: memory.parts[index].before) }
            let step = evaluate(measured, custom, reading, &memory.parts[index])
            outcomes.append(isOwn || reading.now == nil ? step.outcome : step.outcome.because(reading.warning))
            parts.append(answer(part, measured, step, memory.parts[index]))
        }
        var outcome = SoakOutcome.worst(of: outcomes)
        let graceUntil = grace(for: outcome, &memory)
        if graceUntil != nil { outcome = .goOn }
        let comparison = comparison(outcome, isInGrace: graceUntil != nil, &memory)
        let verdict = graceUntil == nil ? verdict(outcome, comparison) : nil
        let evaluation = evaluation(parts, outcome, reading, graceUntil: graceUntil, comparison)
        let update = WatchUpdate(
            deployment: watch.deployment, cluster: watch.cluster, epoch: watch.epoch, step: watch.step, slot: slot,
            state: memory.json, evaluation: evaluation)
        return (update, verdict)
    }

    /// A watch without a stored cohort, or one whose policies measure nothing, sees nobody: every rule is without data.
    var measurements: [CohortMeasurement] {
        if !watch.judged.isEmpty { return watch.judged }
        return [
            CohortMeasurement(
                policies: [], unit: .clusters,
                measurement: Measurement(side: .server, cohort: .nobody, baseline: .nobody), notes: [])
        ]
    }

    func measured(_ part: CohortMeasurement, in index: SnapshotIndex, before: Traffic? = nil) -> MeasuredTraffic {
        let members = watch.cohort?.members ?? CohortMembers()
        return index.measured(
            part.measurement, cohortPods: members.cohort, restPods: members.rest, before: before)
    }

    /// All of its traffic, whichever version it had.
    func whole(_ part: CohortMeasurement, in index: SnapshotIndex) -> Traffic {
        let members = watch.cohort?.members ?? CohortMembers()
        return index.whole(part.measurement, cohortPods: members.cohort, restPods: members.rest)
    }

    /// A shadow is tried on all whom the policy reaches, and nobody has the new version.
    private func seen(_ part: CohortMeasurement, in index: SnapshotIndex, before: Traffic?) -> MeasuredTraffic {
        guard watch.isShadow else { return measured(part, in: index, before: before) }
        return MeasuredTraffic(cohort: whole(part, in: index), before: before, window: index.window)
    }

    private func evaluate(
        _ measured: MeasuredTraffic?, _ custom: [String: CustomSample], _ reading: Reading,
        _ part: inout WatchMemory.Part
    ) -> SoakStep {
        // What is tried is counted from its beginning on: before a rate window is full there is nothing to see.
        let length = watch.isShadow ? max(duration, reading.window) : duration
        let evaluator = SoakEvaluator(
            rules: rules, soak: Soak(startedAt: watch.startedAt, duration: length), tick: interval,
            canPass: !watch.isStanding)
        let step = evaluator.evaluate(
            measured.map { .measured($0, custom: custom) } ?? .unreachable, at: at, after: part.soak,
            problem: reading.problem)
        part.soak = step.state
        if let measured { part.accumulate(measured, until: at, from: watch.startedAt, interval: interval) }
        return step
    }

    /// The rules that say something about the step.
    var rules: [SoakRule] {
        let judged = watch.rules.filter { $0.isJudged(inShadow: watch.isShadow) }
        return watch.isArriving ? judged.map(\.bearingSilence) : judged
    }

    /// A comparison lasts until it is decided, at the latest its maximum.
    var duration: Duration {
        switch watch.subject {
        case .soak(let duration): duration
        case .compare(let test): test.maximumDuration
        default: .zero
        }
    }

    /// Looks at both versions, where they are compared. What a rule decides, or a person is to, is no look.
    private func comparison(
        _ outcome: SoakOutcome, isInGrace: Bool, _ memory: inout WatchMemory
    ) -> ComparisonTick? {
        guard !watch.isStanding, case .compare(let test) = watch.subject, !memory.parts.isEmpty else { return nil }
        let found = ComparisonTick(test, memory, startedAt: watch.startedAt, at: at)
        guard !isInGrace, outcome.reason == nil else { return found }
        for (index, place) in found.places.enumerated() { memory.parts[index].comparison = place.state }
        return found
    }

    func verdict(_ outcome: WatchVerdict.Outcome) -> WatchVerdict {
        WatchVerdict(
            deployment: watch.deployment, cluster: watch.cluster, epoch: watch.epoch, step: watch.step,
            outcome: outcome)
    }

    private func verdict(_ outcome: SoakOutcome, _ comparison: ComparisonTick?) -> WatchVerdict? {
        switch outcome {
        case .breached(let reason, _): return verdict(.breached(reason: reason))
        case .pause(let reason): return verdict(.pause(reason: reason))
        case .passed, .goOn: break
        }
        if let comparison { return comparison.outcome.map { verdict(.compared($0)) } }
        return outcome == .passed ? verdict(.passed) : nil
    }
}
