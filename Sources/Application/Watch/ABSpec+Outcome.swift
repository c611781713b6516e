import Domain

extension ABSpec {
    func outcome(a: Traffic, b: Traffic, after: Duration) -> ComparisonOutcome? { nil }
}
