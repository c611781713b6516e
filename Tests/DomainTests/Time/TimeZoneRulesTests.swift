import Domain
import Testing

@Suite struct TimeZoneRulesTests {
    /// Every local time has one moment, later ones no earlier moments, and what the clocks show at a moment is either
    /// the moment's own or its second showing.
    @Test(arguments: CronScheduleTests.zones.keys.sorted())
    func localTimesHaveTheirFirstMoments(_ name: String) throws {
        let zone = try #require(CronScheduleTests.zones[name])
        var random = SeededRandom(seed: 4)
        for transition in zone.transitions + [.init(at: Timestamp(seconds: 1_500_000_000), offset: 0)] {
            var last = Timestamp(microseconds: .min)
            for step in -120...120 {
                let local = transition.at.seconds + transition.offset + Int64(step) * 900
                let moment = zone.moment(ofLocal: local)
                #expect(moment >= last && zone.local(at: moment) >= local)
                #expect(zone.local(at: moment + .seconds(-1)) < local || zone.local(at: moment) == local)
                last = moment
            }
            let moment = transition.at + .seconds(Int64.random(in: -99_999...99_999, using: &random))
            let first = zone.moment(ofLocal: zone.local(at: moment))
            #expect(first <= moment && zone.local(at: first) == zone.local(at: moment))
        }
    }

    @Test func offsetsHoldFromTheirTransitionsOn() {
        let zone = TimeZoneRules(
            initialOffset: -1,
            transitions: [.init(at: Timestamp(seconds: 20), offset: 2), .init(at: Timestamp(seconds: 10), offset: 1)])
        #expect([9, 10, 19, 20, 99].map { zone.offset(at: Timestamp(seconds: $0)) } == [-1, 1, 1, 2, 2])
        #expect(TimeZoneRules(initialOffset: .min).initialOffset == -93_600)
    }

    @Test func weekdaysAndMonths() {
        #expect(
            CivilDate(year: 1970, month: 1, day: 1).weekday == 4
                && CivilDate(year: 1969, month: 12, day: 28).weekday == 0)
        #expect(CivilDate(year: 2026, month: 11, day: 21).weekday == 6)
        #expect([2023, 2024, 1900, 2000].map { CivilDate.days(inMonth: 2, of: $0) } == [28, 29, 28, 29])
        #expect(CivilDate.days(inMonth: 12, of: 2026) == 31)
        #expect(!CivilDate(year: 2026, month: 2, day: 29).exists && CivilDate(year: 2024, month: 2, day: 29).exists)
    }
}
