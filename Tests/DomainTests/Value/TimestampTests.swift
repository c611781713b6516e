import Domain
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00.000000Z", 0), ("1969-12-31T23:59:59.999999Z", -1),
        ("2000-02-29T12:34:56.789012Z", 951_827_696_789_012), ("2100-03-01T00:00:00.000000Z", 4_107_542_400_000_000),
        ("0000-01-01T00:00:00.000000Z", -62_167_219_200_000_000),
        ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
    ])
    func knownMomentsHaveKnownText(_ text: String, _ microseconds: Int64) {
        #expect(Timestamp(microseconds: microseconds).description == text)
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        ("2026-11-21T08:15:30Z", "2026-11-21T08:15:30.000000Z"),
        ("2026-11-21t08:15:30.5z", "2026-11-21T08:15:30.500000Z"),
        ("2026-11-21T08:15:30.123456789Z", "2026-11-21T08:15:30.123456Z"),
        ("2026-11-21T01:15:30+02:30", "2026-11-20T22:45:30.000000Z"),
        ("2026-12-31T23:15:30.25-01:00", "2027-01-01T00:15:30.250000Z"),
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"),
        ("2024-02-29T00:00:00-00:00", "2024-02-29T00:00:00.000000Z"),
    ])
    func otherFormsOfRFC3339AreRead(_ text: String, _ canonical: String) {
        #expect(Timestamp(text)?.description == canonical)
    }

    @Test(arguments: [
        "", "now", "2026-11-21", "2026-11-21T08:15:30", "2026-11-21 08:15:30Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-04-31T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z",
        "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:61Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00.1234567890123456789Z",
        "2026-01-01T00:00:00+1:00", "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+01:60",
        "2026-01-01T00:00:00*01:00", "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00Zz", "2026-01-01T00-00:00Z",
        "2026-01-01T00:00-00Z", "2026/01-01T00:00:00Z", "2026-01/01T00:00:00Z", "２026-01-01T00:00:00Z",
        "20x6-01-01T00:00:00Z", "+026-01-01T00:00:00Z", "2026-01-01T00:00:00+0x:00",
    ])
    func nonsenseIsNoMoment(_ text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func textGoesBothWays(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for _ in 0..<3000 {
            let moment = Timestamp(
                microseconds: .random(in: -62_167_219_200_000_000...253_402_300_799_999_999, using: &random))
            #expect(Timestamp(moment.description) == moment, "\(moment.microseconds)")
            let later = Timestamp(microseconds: moment.microseconds / 2)
            #expect((moment < later) == (moment.description < later.description))
        }
    }

    @Test(arguments: [Int64.min, .min + 1, -1_000_001, -1, 0, 1, .max - 1, .max])
    func extremesNeverTrap(_ microseconds: Int64) {
        let moment = Timestamp(microseconds: microseconds)
        #expect(!moment.description.isEmpty)
        #expect(moment.seconds <= moment.milliseconds / 1000 + 1)
        #expect(moment - moment == .zero)
        #expect(moment + .zero == moment)
    }

    @Test func roundingIsDown() {
        #expect(Timestamp(microseconds: -1).seconds == -1 && Timestamp(microseconds: -1).milliseconds == -1)
        #expect(Timestamp(microseconds: -1_000_000).seconds == -1 && Timestamp(microseconds: 999_999).seconds == 0)
        #expect(Timestamp(microseconds: -1_000).milliseconds == -1 && Timestamp(microseconds: 1_999).milliseconds == 1)
    }

    @Test func arithmeticSaturates() {
        #expect(Timestamp(microseconds: .max) + .seconds(1) == Timestamp(microseconds: .max))
        #expect(Timestamp(microseconds: .min) + .seconds(-1) == Timestamp(microseconds: .min))
        #expect(Timestamp(seconds: .max).microseconds == .max && Timestamp(seconds: .min).microseconds == .min)
        #expect(Timestamp(seconds: 5) - Timestamp(seconds: 7) == .seconds(-2))
        #expect(Timestamp(microseconds: .max) - Timestamp(microseconds: .min) > .zero)
        #expect(Duration.seconds(Int64.max).wholeMicroseconds == .max)
        #expect((Duration.microseconds(Int64.max) + .microseconds(1)).wholeMicroseconds == .max)
        #expect((Duration.microseconds(Int64.min) + .microseconds(-1)).wholeMicroseconds == .min)
        #expect(Duration.milliseconds(1500).inSeconds == 1.5 && Duration.nanoseconds(1999).wholeMicroseconds == 1)
    }
}
