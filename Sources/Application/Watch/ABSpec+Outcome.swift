import Domain

extension ABSpec {
    /// How the comparison stands after this tick; `nil`: it goes on. A is who has the old version.
    func outcome(
        a: Traffic, b: Traffic, startedAt: Timestamp, at moment: Timestamp, _ state: inout ABState
    ) -> ComparisonOutcome? {
        let evaluation = ABTest(spec: self, startedAt: startedAt)
            .evaluate(a: ABSample(a), b: ABSample(b), at: moment, after: state)
        state = evaluation.state
        switch evaluation.verdict {
        case .undecided: return nil
        case .winner(.b, let reason): return .newWins(reason: "B (the new version) wins: \(reason)")
        case .winner(.a, let reason): return .oldStays(reason: "A (the old version) wins: \(reason)")
        case .none(let reason):
            return onInconclusive == .keepA
                ? .oldStays(reason: "No winner, A stays: \(reason)") : .undecided(reason: "No winner: \(reason)")
        }
    }
}

extension ABSample {
    fileprivate init(_ traffic: Traffic) {
        self.init(requests: traffic.requests, failures: traffic.failures, latency: traffic.latency)
    }
}
