/// When a soak began, and how long it lasts.
package struct Soak: Hashable, Sendable {
    package let startedAt: Timestamp
    package let duration: Duration

    package init(startedAt: Timestamp, duration: Duration) {
        self.startedAt = startedAt
        self.duration = duration
    }

    package var endsAt: Timestamp { startedAt + duration }
}

/// What an evaluation decides.
package enum SoakOutcome: Hashable, Sendable {
    case goOn
    case passed
    /// Go back.
    case breached(reason: String, rule: String)
    /// Wait for a person.
    case pause(reason: String)
}

/// The result of one evaluation.
package struct SoakStep: Hashable, Sendable {
    package let state: SoakState
    /// One for each rule, in the rules' order.
    package let evaluations: [RuleEvaluation]
    package let outcome: SoakOutcome
}

/// Judges a soak, tick by tick.
///
/// - A breach counts from the first evaluation that saw it, and is satisfied by one that still sees it `holdsFor`
///   later; nothing is interpolated. One good evaluation ends it. One without a verdict (no data, too few requests)
///   neither ends nor satisfies it; after more than `patience` of that it is forgotten.
/// - A breach of what is only tried changes nothing for anybody: it asks for a person instead of going back.
/// - No data calls the rule's policy once it has lasted for the rule's patience: `holdsFor`, at least two ticks.
/// - A soak passes at the first evaluation at or after its end at which no deciding rule is in a breach or waits for
///   data that its policy does not ignore. Where none of the rules with such a policy was ever judged, for too few
///   requests, it pauses instead: nothing is known of the new version.
/// - What was measured over a time that began before the soak may be bad, and is never good enough: requests that the
///   old version served are in it. Nor does it count as no data: series that begin with the soak have no rate yet.
package struct SoakEvaluator: Hashable, Sendable {
    package let rules: [SoakRule]
    package let soak: Soak
    /// How far evaluations are apart.
    package let tick: Duration
    /// Whether its time can be over; where what stands is only watched on, it cannot.
    package let canPass: Bool

    package init(rules: [SoakRule], soak: Soak, tick: Duration, canPass: Bool = true) {
        self.rules = rules
        self.soak = soak
        self.tick = max(tick, .zero)
        self.canPass = canPass
    }

    /// One evaluation: what is now remembered, what was found, and what follows.
    ///
    /// - Parameters:
    ///   - problem: Why there is no reading, in a sentence without its full stop; for one that is unreachable.
    ///   - isWhole: The rates are of a time that lies within the soak.
    package func evaluate(
        _ reading: SoakReading, at moment: Timestamp, after state: SoakState, problem: String? = nil,
        isWhole: Bool = true
    ) -> SoakStep {
        var next = SoakState()
        var judgements: [Judgement] = []
        for rule in rules {
            let judgement = Judgement(
                rule, RuleValues(rule, in: reading), at: moment, after: state.rules[rule.name] ?? .init(),
                patience: patience(of: rule), gap: max(patience(of: rule), Self.slowestTicks), isWhole: isWhole)
            if !rule.isObserveOnly { next.rules[rule.name] = judgement.state }
            judgements.append(judgement)
        }
        let deciding = judgements.filter { !$0.rule.isObserveOnly }
        let why = reading == .unreachable ? problem ?? "Prometheus did not answer" : nil
        let outcome =
            breach(deciding, moment) ?? silence(deciding, moment, why)
            ?? (isWhole ? ending(deciding, moment) : .goOn)
        return SoakStep(state: next, evaluations: judgements.map(\.evaluation), outcome: outcome)
    }

    /// How far ticks may be apart while Prometheus does not answer: each waits for it, for up to five seconds.
    private static let slowestTicks = Duration.seconds(10)

    /// How long a rule bears having no data, and a breach having no verdict.
    package func patience(of rule: SoakRule) -> Duration { max(rule.holdsFor, tick + tick) }

    private func breach(_ judgements: [Judgement], _ moment: Timestamp) -> SoakOutcome? {
        let breached = judgements.filter { $0.evaluation.verdict == .breached }
        if let first = breached.first(where: { !$0.rule.isForecast }) {
            return .breached(reason: first.reason(at: moment), rule: first.rule.name)
        }
        return breached.first.map { .pause(reason: $0.forecastReason(at: moment)) }
    }

    private func silence(_ judgements: [Judgement], _ moment: Timestamp, _ problem: String?) -> SoakOutcome? {
        let silent = judgements.filter { judgement in
            guard judgement.rule.noData != .ignore, let run = judgement.state.silence else { return false }
            return moment - run.since >= patience(of: judgement.rule)
        }
        guard let first = silent.first(where: { $0.rule.noData == .rollback }) ?? silent.first else { return nil }
        let reason = first.silenceReason(at: moment, problem: problem)
        return first.rule.noData == .rollback
            ? .breached(reason: reason, rule: first.rule.name) : .pause(reason: reason)
    }

    private func ending(_ judgements: [Judgement], _ moment: Timestamp) -> SoakOutcome {
        guard canPass, moment >= soak.endsAt, !judgements.contains(where: \.prolongs) else { return .goOn }
        let needed = judgements.filter { $0.rule.noData != .ignore }
        guard needed.isEmpty || needed.contains(where: \.state.wasJudged) else {
            return .pause(reason: Judgement.tooFewReason(needed))
        }
        return .passed
    }
}
