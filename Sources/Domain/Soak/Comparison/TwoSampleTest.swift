/// What a statistical test says of two variants, A and B.
package struct TwoSampleTest: Hashable, Sendable {
    /// How far apart they are, in standard deviations; positive where A has the larger values.
    package let z: Double
    /// The chance of at least such a difference were both the same, if only A could have the larger values.
    package let pAIsLarger: Double
    /// The same, if only B could.
    package let pBIsLarger: Double
    /// The same, if either could.
    package var pDifferent: Double { min(1, 2 * min(pAIsLarger, pBIsLarger)) }
}

extension TwoSampleTest {
    /// The two-proportion z-test (with the pooled variance) of failures among requests. `nil` where it cannot be done:
    /// numbers that are none, or fewer than five failures (or successes) to be expected of each variant, which is what
    /// the normal approximation takes.
    package static func proportions(
        failuresOfA: Double, requestsOfA: Double, failuresOfB: Double, requestsOfB: Double
    ) -> TwoSampleTest? {
        guard requestsOfA > 0, requestsOfB > 0, requestsOfA.isFinite, requestsOfB.isFinite,
            failuresOfA.isFinite, failuresOfB.isFinite
        else { return nil }
        let failures = (
            a: min(max(failuresOfA, 0), requestsOfA), b: min(max(failuresOfB, 0), requestsOfB)
        )
        let pooled = (failures.a + failures.b) / (requestsOfA + requestsOfB)
        guard min(pooled, 1 - pooled) * min(requestsOfA, requestsOfB) >= 5 else { return nil }
        let deviation = (pooled * (1 - pooled) * (1 / requestsOfA + 1 / requestsOfB)).squareRoot()
        let z = (failures.a / requestsOfA - failures.b / requestsOfB) / deviation
        guard z.isFinite else { return nil }
        return TwoSampleTest(
            z: z, pAIsLarger: NormalDistribution.above(z), pBIsLarger: NormalDistribution.below(z))
    }

    /// The Mann-Whitney U test of two histograms (of counts): values in one bucket are ties, the normal approximation
    /// is corrected for them and for continuity. Only bounds that both have count. `nil` where it cannot be done: a
    /// side without values, or all of them in one bucket.
    package static func ranks(_ a: LatencyHistogram, _ b: LatencyHistogram) -> TwoSampleTest? {
        let common = Set(a.bounds).intersection(b.bounds)
        let (a, b) = (Self.frequencies(a, at: common), Self.frequencies(b, at: common))
        let (sizeA, sizeB) = (a.reduce(0, +), b.reduce(0, +))
        let size = sizeA + sizeB
        guard common.contains(.infinity), sizeA > 0, sizeB > 0, size > 1, size.isFinite else { return nil }
        var (pairs, below, ties) = (0.0, 0.0, 0.0)
        for (inA, inB) in zip(a, b) {
            pairs += inA * (below + inB / 2)
            below += inB
            let tied = inA + inB
            ties += (tied * tied * tied - tied) / (size * (size - 1))
        }
        let variance = sizeA * sizeB / 12 * (size + 1 - ties)
        let (difference, deviation) = (pairs - sizeA * sizeB / 2, variance.squareRoot())
        guard variance > 0, deviation.isFinite, difference.isFinite else { return nil }
        return TwoSampleTest(
            z: difference / deviation, pAIsLarger: NormalDistribution.above((difference - 0.5) / deviation),
            pBIsLarger: NormalDistribution.below((difference + 0.5) / deviation))
    }

    /// How many values lie between each bound and the one before.
    private static func frequencies(_ histogram: LatencyHistogram, at bounds: Set<Double>) -> [Double] {
        var reached = 0.0
        var frequencies: [Double] = []
        for (bound, count) in zip(histogram.bounds, histogram.counts) where bounds.contains(bound) {
            // Rates of counters read at different moments may fall by a hair from one bucket to the next.
            let next = max(reached, count.isFinite ? count : reached)
            frequencies.append(next - reached)
            reached = next
        }
        return frequencies
    }
}
