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
    /// The name of the cluster, for sentences about several; `nil`: it has to be told from no other.
    let cluster: String?

    package init(watch: Watch, slot: Int64, at: Timestamp, interval: Duration, cluster: String? = nil) {
        self.watch = watch
        self.cluster = cluster
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
        remember(before, reading, &memory)
        let parts = measurements
        let judged = parts.indices.map { judge($0, of: parts, reading, custom, &memory) }
        memory.count(isWatched: !watch.isStanding && isWhole(reading), hasNoValue: judged.allSatisfy(\.hasNoValue))
        var outcome = SoakOutcome.worst(of: judged.map(\.outcome))
        let (found, asked) = (outcome, memory.askedAt == nil ? nil : memory.lack)
        let graceUntil = grace(for: outcome, &memory)
        memory.lack = lack(found, judged, reading)
        if graceUntil != nil { outcome = .goOn }
        let comparison = comparison(outcome, reading, isInGrace: graceUntil != nil, &memory)
        let verdict =
            graceUntil == nil
            ? news(found, memory.lack, asked: asked).map { self.verdict($0) } ?? self.verdict(outcome, comparison) : nil
        let evaluation = evaluation(
            judged.map(\.answer), outcome, reading, graceUntil: graceUntil, comparison, ticks: memory.ticksSeen,
            notes: notes(of: judged.map(\.view), reading) + [unseenTicksNote(outcome, memory)].compactMap(\.self))
        return (WatchUpdate(at: place, state: memory.json, evaluation: evaluation), verdict)
    }

    /// What is stored belongs to this tick of this watch.
    var place: WatchPlace {
        WatchPlace(
            deployment: watch.deployment, cluster: watch.cluster, epoch: watch.epoch, step: watch.step, slot: slot)
    }

    /// One measurement as it was seen and judged.
    private struct Judged {
        let view: View
        let outcome: SoakOutcome
        let answer: JSONValue
        /// A rule was broken: where a person is asked all the same, it is not for want of data.
        let isBroken: Bool
        /// No rule that decides had a value.
        let hasNoValue: Bool
    }

    private func judge(
        _ index: Int, of parts: [CohortMeasurement], _ reading: Reading, _ custom: [String: CustomSample],
        _ memory: inout WatchMemory
    ) -> Judged {
        let part = parts[index]
        let isOwn = isOwn(part, reading)
        let now = isOwn ? reading.now : nil
        let measured = now.map { seen(part, in: $0, memory.parts[index], reading) }
        let view = View(part: part, measured: measured, isQuiet: isQuiet(index, measured, memory))
        let step = evaluate(view, custom, reading, &memory.parts[index])
        let outcome = isOwn || reading.now == nil ? step.outcome : step.outcome.because(reading.warning)
        let explained = outcome.explained(by: measured?.cohort).ofNobody(isCohortEmpty)
        return Judged(
            view: view, outcome: explained.of(about(part, of: parts, reading)),
            answer: answer(part, measured, step, memory.parts[index]),
            isBroken: step.evaluations.contains { $0.verdict == .breached }, hasNoValue: hasNoValue(step))
    }

    /// Whose numbers those are, where others' are judged beside them; where there are none, nobody's are meant alone.
    private func about(_ part: CohortMeasurement, of parts: [CohortMeasurement], _ reading: Reading) -> String? {
        reading.now != nil && parts.contains { $0.about != part.about } ? part.about : nil
    }

    /// What is missing where a person is asked; `nil`: nothing.
    private func lack(_ outcome: SoakOutcome, _ judged: [Judged], _ reading: Reading) -> WatchLack? {
        guard case .pause = outcome, !judged.contains(where: \.isBroken) else { return nil }
        return reading.now == nil ? .answer : .data
    }

    /// The traffic before the rollout, where it is not known yet.
    private func remember(_ before: SnapshotIndex?, _ reading: Reading, _ memory: inout WatchMemory) {
        for (index, part) in measurements.enumerated() {
            memory.prepare(index)
            guard isOwn(part, reading), let before, memory.parts[index].before == nil else { continue }
            memory.parts[index].before = whole(part, in: before)
            memory.parts[index].had = had(part, in: before)
            memory.parts[index].standing = standing(part, in: before)
            memory.parts[index].usualShare = usualShare(part, in: before)
        }
    }

    /// Whether the numbers are of this cluster alone.
    func isOwn(_ part: CohortMeasurement, _ reading: Reading) -> Bool {
        part.measurement.isOfOneCluster || reading.others.isEmpty
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

    private func evaluate(
        _ view: View, _ custom: [String: CustomSample], _ reading: Reading,
        _ part: inout WatchMemory.Part
    ) -> SoakStep {
        let isWhole = isWhole(reading)
        let measured = view.measured
        let evaluator = SoakEvaluator(
            rules: view.isQuiet ? rules.map(\.bearingSilence) : rules,
            soak: Soak(startedAt: watch.startedAt, duration: length(reading)), tick: interval,
            canPass: !watch.isStanding)
        let step = evaluator.evaluate(
            measured.map { .measured($0, custom: custom) } ?? .unreachable, at: at, after: part.soak,
            problem: reading.problem, isWhole: isWhole)
        part.soak = step.state
        if let measured, isWhole {
            part.accumulate(measured, until: at, from: watch.startedAt, interval: interval)
        }
        return step
    }

    /// Whether the rates are of a time that lies within the step; where there are none nothing is in them.
    func isWhole(_ reading: Reading) -> Bool {
        reading.now == nil || (reading.takenAt ?? at) - watch.startedAt >= reading.window
    }

    /// How long the step lasts at least: before a rate window is full of it there is nothing to see.
    func length(_ reading: Reading) -> Duration { max(duration, reading.window) }

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
        _ outcome: SoakOutcome, _ reading: Reading, isInGrace: Bool, _ memory: inout WatchMemory
    ) -> ComparisonTick? {
        guard !watch.isStanding, case .compare(let test) = watch.subject, !memory.parts.isEmpty else { return nil }
        let found = ComparisonTick(
            test.lasting(atLeast: reading.window), memory, startedAt: watch.startedAt, at: at, cluster: cluster,
            of: watch.comparing)
        guard !isInGrace, outcome.reason == nil else { return found }
        for (index, place) in found.places.enumerated() { memory.parts[index].comparison = place.state }
        return found
    }

    func verdict(_ outcome: WatchVerdict.Outcome) -> WatchVerdict {
        WatchVerdict(
            deployment: watch.deployment, cluster: watch.cluster, epoch: watch.epoch, step: watch.step,
            outcome: outcome)
    }

    /// The deployment's reason stands for all of its clusters.
    func named(_ reason: String) -> String {
        guard watch.isOneOfSeveral, let cluster else { return reason }
        return "Cluster \(cluster): \(reason)"
    }

    private func verdict(_ outcome: SoakOutcome, _ comparison: ComparisonTick?) -> WatchVerdict? {
        switch outcome {
        case .breached(let reason, _): return verdict(.breached(reason: named(reason)))
        case .pause(let reason): return verdict(.pause(reason: named(reason), whileHeld: watch.isHeld))
        case .passed, .goOn: break
        }
        if let comparison { return comparison.outcome.map { verdict(.compared($0)) } }
        return outcome == .passed ? verdict(.passed) : nil
    }
}
