import Domain
import Testing

@Suite struct RetryScheduleTests {
    @Test(arguments: Stage.allCases, [-1.0, 0, 0.3, 1, 7, .nan, .infinity])
    func waitsStayInTheirBounds(_ stage: Stage, _ jitter: Double) {
        let schedule = RetrySchedule.standard(for: stage)
        #expect(schedule.maxAttempts > 1)
        for attempt in [Int.min, -1, 0, 1, 2, 3, 10, 40, 1000, .max] {
            let wait = schedule.delay(afterAttempt: attempt, jitter: jitter)
            #expect(wait >= schedule.base / 2 && wait <= schedule.ceiling)
        }
    }

    @Test func waitsDoubleUpToTheCeiling() {
        let schedule = RetrySchedule(maxAttempts: 9, base: .milliseconds(100), ceiling: .milliseconds(500))
        let longest = (1...5).map { schedule.delay(afterAttempt: $0, jitter: 1) }
        #expect(
            longest == [
                .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(500), .milliseconds(500),
            ])
        #expect(schedule.delay(afterAttempt: 2, jitter: 0) == .milliseconds(100))
    }

    /// Half a minute apart at last, and every one of those attempts is given back: it never comes to the last one.
    @Test func rollbackIsTriedForEver() {
        let schedule = RetrySchedule.standard(for: .rollback)
        let first = (1...100).first { schedule.refunds(attempt: $0) }
        #expect(first.map { $0 < schedule.maxAttempts } == true && schedule.refunds(attempt: .max))
        #expect(schedule.delay(afterAttempt: 50, jitter: 1) == .seconds(30))
        for stage in Stage.allCases where stage != .rollback {
            #expect(!RetrySchedule.standard(for: stage).refunds(attempt: 1000))
        }
    }
}
