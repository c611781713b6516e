import Domain
import Testing

/// Against scipy 1.17.1; both tables were printed by it once.
@Suite struct TwoSampleTestTests {
    /// Failures and requests of A and of B, then z = (pA - pB) / sqrt(p (1 - p) (1/nA + 1/nB)) with the pooled p, and
    /// `norm.sf(z)`, `norm.cdf(z)`, `2 * norm.sf(abs(z))`.
    private static let proportions = """
        50 1000 30 1000 2.2821773229381925 0.011239436683062624 0.9887605633169374 0.022478873366125248
        30 1000 50 1000 -2.2821773229381925 0.9887605633169374 0.011239436683062624 0.022478873366125248
        12 1000 12 2000 1.739020859100631 0.04101554695946932 0.9589844530405307 0.08203109391893865
        500 10000 430 10000 2.350694639952207 0.00936920224327755 0.9906307977567225 0.0187384044865551
        5 100 20 150 -2.151657414559676 0.9842878267391088 0.015712173260891263 0.031424346521782526
        990 1000 970 1000 3.194382824999701 0.000700650790480104 0.9992993492095199 0.001401301580960208
        40 4000 400 4000 -17.654696590094993 1.0 4.681774901254929e-70 9.363549802509858e-70
        1000 1000000 1100 1000000 -2.1833254492684 0.9854940741512982 0.014505925848701834 0.029011851697403668
        25.5 512.25 31.75 498.5 -0.9565244984264885 0.8305963433436161 0.16940365665638396 0.3388073133127679
        """

    /// Frequencies of A and of B by bucket, then `mannwhitneyu(a, b, alternative, method="asymptotic")` of the values
    /// that they stand for: greater, less, two-sided.
    private static let ranks = """
        10,20,30,5 10,20,30,5 0.5009966306310811 0.5009966306310811 1.0
        13,14,2,5,8,0,0,9,16,34 35,23,3,7,29,2,1,23,47,48 0.11265267562912679 0.8876008658113552 0.22530535125825357
        27,10,1,13,7,47,20,16,6,0,83 24,5,0,12,3,22,8,10,1,1,29 0.004265760927843586 0.9957489353276805 0.008531521855687172
        65,19,42 2,1,4 0.9062833372508639 0.09558382296696288 0.19116764593392577
        218,73 76,20 0.19938646149354455 0.801010603795399 0.3987729229870891
        246,26,44,78 105,9,6,19 0.0028638735486016223 0.9971428024433725 0.005727747097203245
        12,75,15,72 2,34,10,23 0.3393941437702417 0.6614099095206278 0.6787882875404834
        25,42,103,12,34,2,21 7,10,16,2,6,0,8 0.47063169531291726 0.530149986155957 0.9412633906258345
        1,1,14 44,2,130 0.09207307313722263 0.9089548571284849 0.18414614627444525
        140,45 87,40 0.9187115789794342 0.08153796958198162 0.16307593916396323
        123,12,30,87,65,67 170,3,29,73,39,46 2.2176416770128644e-05 0.9999778574954449 4.435283354025729e-05
        11,0,8,0,10,15,4,1,12,7 17,0,9,0,18,20,6,7,19,8 0.5397876896400032 0.46147141271408926 0.9229428254281785
        3,2,0,2,32,8,2,19,1,9 0,1,2,1,4,1,0,1,0,2 0.09299461139065274 0.9090450826243603 0.18598922278130547
        123,37,35,26,0,129 78,22,21,24,0,160 0.9999584390456963 4.163723850750676e-05 8.327447701501352e-05
        """

    private static func near(_ value: Double, _ expected: Double) -> Bool {
        abs(value - expected) <= 1e-9 * max(abs(expected), 1e-60)
    }

    @Test func proportionsAreScipys() throws {
        for line in Self.proportions.split(separator: "\n") {
            let row = line.split(separator: " ").compactMap { Double($0) }
            try #require(row.count == 8)
            let test = try #require(
                TwoSampleTest.proportions(
                    failuresOfA: row[0], requestsOfA: row[1], failuresOfB: row[2], requestsOfB: row[3]))
            let found = [test.z, test.pAIsLarger, test.pBIsLarger, test.pDifferent]
            #expect(zip(found, row[4...]).allSatisfy(Self.near), "\(line): \(found)")
        }
    }

    @Test func ranksAreScipys() throws {
        for line in Self.ranks.split(separator: "\n") {
            let row = line.split(separator: " ").map { $0.split(separator: ",").compactMap { Double($0) } }
            try #require(row.count == 5)
            let test = try #require(TwoSampleTest.ranks(.counting(row[0]), .counting(row[1])))
            let found = [test.pAIsLarger, test.pBIsLarger, test.pDifferent]
            #expect(zip(found, row[2...].flatMap(\.self)).allSatisfy(Self.near), "\(line): \(found)")
        }
    }

    @Test(arguments: [
        (0, 0, 0, 0), (1, 1000, 3, 1000), (0, 1000, 0, 1000), (1000, 1000, 1000, 1000), (.nan, 1000, 50, 1000),
        (50, .infinity, 50, 1000), (50, -1000, 50, 1000), (999, 1000, 998, 1000),
    ])
    func proportionsThatCannotBeComparedAreNot(_ a: Double, _ ofA: Double, _ b: Double, _ ofB: Double) {
        #expect(
            TwoSampleTest.proportions(failuresOfA: a, requestsOfA: ofA, failuresOfB: b, requestsOfB: ofB) == nil)
    }

    @Test(arguments: [
        (LatencyHistogram(), LatencyHistogram()), (.counting([1, 2]), LatencyHistogram()),
        (.counting([0, 0]), .counting([1, 2])), (.counting([5]), .counting([7])),
        (.counting([5, 0, 0]), .counting([7, 0, 0])),
        (LatencyHistogram([1: 5, 2: 9]), LatencyHistogram([1: 5, 2: 9])),
        (LatencyHistogram([1: .nan, .infinity: .nan]), .counting([1, 2])),
    ])
    func histogramsThatCannotBeComparedAreNot(_ a: LatencyHistogram, _ b: LatencyHistogram) {
        #expect(TwoSampleTest.ranks(a, b) == nil)
    }

    @Test func onlyCommonBoundsCount() {
        let fine = LatencyHistogram([10: 3, 15: 5, 20: 9, .infinity: 12])
        let coarse = LatencyHistogram([10: 1, 20: 2, 25: 7, .infinity: 8])
        let common = LatencyHistogram([10: 3, 20: 9, .infinity: 12])
        #expect(TwoSampleTest.ranks(fine, coarse) == .ranks(common, LatencyHistogram([10: 1, 20: 2, .infinity: 8])))
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func anyNumbersAreComparedOrNot(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let numbers: [Double] = [0, 1, -1, 7, 1e9, 1e200, .greatestFiniteMagnitude, .infinity, .nan, -.infinity]
        func pick() -> Double { numbers.randomElement(using: &random) ?? 0 }
        for _ in 0..<3000 {
            let proportions = TwoSampleTest.proportions(
                failuresOfA: pick(), requestsOfA: pick(), failuresOfB: pick(), requestsOfB: pick())
            let ranks = TwoSampleTest.ranks(
                LatencyHistogram([5: pick(), 10: pick(), .infinity: pick()]),
                LatencyHistogram([5: pick(), 10: pick(), .infinity: pick()]))
            for test in [proportions, ranks].compactMap(\.self) {
                #expect(test.z.isFinite && (0...1).contains(test.pAIsLarger) && (0...1).contains(test.pBIsLarger))
            }
        }
    }
}

extension LatencyHistogram {
    /// Of how many values are in each bucket.
    static func counting(_ frequencies: [Double]) -> LatencyHistogram {
        var buckets: [Double: Double] = [:]
        var sum = 0.0
        for (index, frequency) in frequencies.enumerated() {
            sum += frequency
            buckets[index == frequencies.count - 1 ? .infinity : Double(index + 1) * 10] = sum
        }
        return LatencyHistogram(buckets)
    }
}
