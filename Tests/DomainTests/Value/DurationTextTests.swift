import Domain
import Testing

@Suite struct DurationTextTests {
    @Test(arguments: [
        ("PT0S", Duration.zero), ("PT30S", .seconds(30)), ("PT5M", .seconds(300)), ("PT1H30M", .seconds(5400)),
        ("P1D", .seconds(86_400)), ("P1DT12H", .seconds(129_600)), ("PT0.5S", .milliseconds(500)),
        ("PT1M0.000001S", .seconds(60) + .microseconds(1)), ("P7D", .seconds(604_800)),
        ("PT0.000000000000000001S", Duration(secondsComponent: 0, attosecondsComponent: 1)),
        ("P36525D", .seconds(3_155_760_000)),
    ])
    func canonicalTextIsReadAndWritten(_ text: String, _ duration: Duration) throws {
        #expect(duration.isoText == text)
        #expect(try Duration(isoText: text) == duration)
    }

    @Test(arguments: [
        ("PT90S", "PT1M30S"), ("PT36H", "P1DT12H"), ("P1W", "P7D"), ("P1W1D", "P8D"), ("PT0,25S", "PT0.25S"),
        ("pt5m", "PT5M"), ("PT0H", "PT0S"), ("P0D", "PT0S"), ("PT030S", "PT30S"), ("PT60M", "PT1H"),
        ("PT1.500S", "PT1.5S"),
    ])
    func otherFormsAreRead(_ text: String, _ canonical: String) throws {
        #expect(try Duration(isoText: text).isoText == canonical)
    }

    @Test(arguments: [
        ("", "ISO 8601"), ("30s", "ISO 8601"), ("5", "ISO 8601"), ("P", "no number"), ("PT", "nothing follows"),
        ("P1DT", "nothing follows"), ("P1M", "PT5M"), ("P1Y", "write days"), ("P30S", "after a T"),
        ("P1H", "after a T"), ("PT1D", "before the T"), ("PT1W", "before the T"), ("PT1M1H", "large to small"),
        ("PT1S1S", "large to small"), ("PT0.5M", "only seconds"), ("P0.5D", "only seconds"), ("PT.5S", "a number"),
        ("PT1.S", "digits are missing"), ("-PT1S", "no sign"), ("+PT1S", "no sign"), ("PT-1S", "a number"),
        ("PT1", "unit of the last number"), ("PT1X", "no unit"), ("PT1é", "no unit"), ("PTT1S", "a number"),
        ("P36526D", "hundred years"), ("PT99999999999999999999S", "hundred years"), ("P9999999999W", "hundred years"),
        ("PT0.1234567890123456789S", "18 digits"), (" PT1S", "ISO 8601"), ("PT1S ", "a number"),
    ])
    func nonsenseIsRefusedWithAReason(_ text: String, _ reason: String) {
        let refusal = #expect(throws: InvalidDuration.self) { try Duration(isoText: text) }
        #expect(refusal?.description.contains(reason) == true, "\(refusal?.description ?? "")")
    }

    @Test func negativeOnesAreWritten() {
        #expect(Duration.seconds(-90).isoText == "-PT1M30S" && Duration.milliseconds(-1).isoText == "-PT0.001S")
        #expect(
            Duration.seconds(Int64.min).isoText.hasPrefix("-P") && Duration.seconds(Int64.max).isoText.hasPrefix("P"))
    }

    @Test(arguments: [UInt64(1), 2])
    func textGoesBothWays(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<2000 {
            let duration = Duration(
                secondsComponent: .random(in: 0...3_000_000_000, using: &random)
                    >> Int64.random(in: 0..<32, using: &random),
                attosecondsComponent: Bool.random(using: &random)
                    ? 0 : .random(in: 0..<1_000_000_000_000_000_000, using: &random))
            #expect(try Duration(isoText: duration.isoText) == duration, "\(duration.isoText)")
        }
    }

    @Test(arguments: [UInt64(5), 6])
    func anyTextIsReadOrRefused(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let pieces = ["P", "T", "1", "99", ".", ",", "S", "M", "H", "D", "W", "Y", "-", "é", "\u{0}"]
        for _ in 0..<5000 {
            let text = (0..<Int.random(in: 0..<9, using: &random)).compactMap { _ in
                pieces.randomElement(using: &random)
            }
            if let duration = try? Duration(isoText: text.joined()) { #expect(duration >= .zero) }
        }
    }
}
