/// What one evaluation makes of one rule.
struct Judgement {
    let rule: SoakRule
    let state: SoakState.RuleState
    let evaluation: RuleEvaluation
    /// What the value was compared with, or would be.
    let reference: RuleValues.Reference?
    /// Why there is no value, where that is known.
    let problem: String?

    /// - Parameter gap: How far evaluations without data may be apart and still be one silence.
    init(
        _ rule: SoakRule, _ values: RuleValues, at moment: Timestamp, after state: SoakState.RuleState,
        patience: Duration, gap: Duration, isWhole: Bool
    ) {
        self.rule = rule
        problem = values.problem
        reference = values.reference(minimumRequests: rule.minimumRequests)
        let limit = rule.comparison.limit(baseline: reference?.value).flatMap { $0.isFinite ? $0 : nil }
        let finding = Finding(rule, values, limit: limit)
        self.state = state.after(finding, at: moment, patience: patience, gap: gap, isWhole: isWhole)
        evaluation = RuleEvaluation(
            rule: rule.name, metric: rule.subject.name, unit: rule.subject.unit, value: values.value,
            baseline: values.baseline, expected: values.expected, before: values.before, limit: limit,
            requests: values.requests,
            verdict: rule.isObserveOnly ? .observed : finding.verdict(self.state, holdsFor: rule.holdsFor, at: moment))
    }

    /// Whether a soak cannot pass now because of this rule.
    var prolongs: Bool { state.breach != nil || (state.silence != nil && rule.noData != .ignore) }
}

/// A value by itself, without what came before.
private enum Finding {
    case good, bad, noData, tooFewSamples

    init(_ rule: SoakRule, _ values: RuleValues, limit: Double?) {
        guard let value = values.value else {
            self = .noData
            return
        }
        guard values.requests >= rule.minimumRequests else {
            self = .tooFewSamples
            return
        }
        guard let limit else {
            // Those beside have a value and too few requests for it, or there is nothing to compare with.
            self = values.baseline == nil ? .noData : .tooFewSamples
            return
        }
        self = rule.comparison.isBad(value, limit: limit) ? .bad : .good
    }

    func verdict(_ state: SoakState.RuleState, holdsFor: Duration, at moment: Timestamp) -> RuleEvaluation.Verdict {
        switch self {
        case .good: return .ok
        case .noData: return .noData
        case .tooFewSamples: return .tooFewSamples
        case .bad:
            let since = state.breach?.since ?? moment
            return moment - since >= holdsFor ? .breached : .breaching(since: since)
        }
    }
}

extension SoakState.RuleState {
    fileprivate func after(
        _ finding: Finding, at moment: Timestamp, patience: Duration, gap: Duration, isWhole: Bool
    ) -> Self {
        var next = self
        switch finding {
        case .good:
            (next.breach, next.silence) = (nil, nil)
            next.wasJudged = wasJudged || isWhole
        case .bad:
            (next.breach, next.silence) = (.seen(at: moment, after: breach, patience: patience), nil)
            next.wasJudged = wasJudged || isWhole
        case .noData:
            next.breach = breach.flatMap { $0.isAlive(at: moment, patience: patience) ? $0 : nil }
            // Of pods that were never called before, nothing can be seen before a window is full.
            if isWhole { next.silence = .seen(at: moment, after: silence, patience: gap) }
        case .tooFewSamples:
            next.breach = breach.flatMap { $0.isAlive(at: moment, patience: patience) ? $0 : nil }
            next.silence = nil
        }
        return next
    }
}
