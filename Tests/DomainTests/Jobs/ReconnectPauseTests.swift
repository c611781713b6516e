import Domain
import Testing

@Suite struct ReconnectPauseTests {
    @Test func pausesGrowUntilTheyAreLongAndBeginAnew() {
        var pause = ReconnectPause(first: .milliseconds(100), longest: .seconds(1))
        #expect(
            (1...6).map { _ in pause.next(jitter: 1) } == [100, 200, 400, 800, 1000, 1000].map { .milliseconds($0) })
        pause.reset()
        #expect(pause.next(jitter: 0) == .milliseconds(50))
        for _ in 0..<100 { #expect(pause.next(jitter: 0.5) <= .milliseconds(750)) }
    }
}
