import Domain

/// `{split | header | cookie, unit, test}` of an A/B deployment.
extension BodyReader {
    mutating func comparison() -> ABStrategy {
        let given = ["split", "header", "cookie"].filter { value($0) != nil }
        for extra in given.dropFirst() { complain(extra, "ambiguous", "excludes \(given[0]): send one of them") }
        let split = int("split", in: 1...99)
        let header = pair("header").map { VariantMatch.header(name: $0.name, value: $0.value) }
        let cookie = pair("cookie").map { VariantMatch.cookie(name: $0.name, value: $0.value) }
        let test = member("test") { $0.test() } ?? ABSpec()
        return ABStrategy(
            split: .percent(split ?? 50), match: header ?? cookie, unit: choice("unit", CohortUnit.self), test: test)
    }

    private mutating func pair(_ member: String) -> (name: String, value: String)? {
        self.member(member) { inner in
            let (name, value) = (inner.required("name"), inner.required("value"))
            if !name.isEmpty, !HTTPText.isToken(name) {
                inner.complain("name", "invalid", "must be the name of a \(member) and is \(name.shortened)")
            }
            if !HTTPText.isFieldValue(value) {
                inner.complain("value", "invalid", "must be visible ASCII characters and spaces")
            }
            return (name, value)
        }
    }

    private mutating func test() -> ABSpec {
        let usual = ABSpec()
        return ABSpec(
            confidence: number("confidence", in: 0.5...0.9999) ?? usual.confidence,
            minimumSamples: number("minimumSamples", in: 1...1_000_000_000) ?? usual.minimumSamples,
            maximumDuration: duration("maximumDuration", in: RolloutBounds.comparison) ?? usual.maximumDuration,
            metrics: choice("metrics", ABSpec.Metrics.self) ?? usual.metrics,
            onInconclusive: choice("onInconclusive", ABSpec.Inconclusive.self) ?? usual.onInconclusive)
    }
}
