import Dispatch
import Domain
import Ports
import Testing

@testable import Runtime

/// A clock that stands, so that only randomness tells ids apart.
private struct StandingTime: TimeSource {
    let moment: Timestamp
    func now() -> Timestamp { moment }
    func uptime() -> Duration { .zero }
    func sleep(for duration: Duration) async throws {}
}

/// Blocks a thread of its own.
private actor Blocking {
    private let executor = BlockingExecutor(label: "hotswap.test")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private var count = 0

    func add() -> Int {
        executor.checkIsolated()
        count += 1
        return count
    }

    func block(until gate: Gate) { gate.block() }
}

@Suite struct ClockTests {
    @Test func idsOfOneMomentDiffer() {
        let ids = SystemIDs(time: StandingTime(moment: Timestamp(seconds: 1_790_000_000)))
        let many = Set((0..<20_000).map { _ in ids.next(Job.self) })
        #expect(many.count == 20_000)
        #expect(many.allSatisfy { $0.high >> 12 & 0xF == 7 && $0.low >> 62 == 2 })
    }

    @Test func idsSortByTheirMoment() {
        let early = SystemIDs(time: StandingTime(moment: Timestamp(seconds: 1_790_000_000))).next(Job.self)
        let late = SystemIDs(time: StandingTime(moment: Timestamp(microseconds: 1_790_000_000_001_000))).next(Job.self)
        #expect(early < late)
    }

    @Test func jitterIsSpreadOverItsRange() {
        let ids = SystemIDs(time: SystemTime())
        let draws = (0..<1000).map { _ in ids.jitter() }
        #expect(draws.allSatisfy { (0..<1).contains($0) })
        #expect((draws.min() ?? 1) < 0.1 && (draws.max() ?? 0) > 0.9)
    }

    @Test func theClocksGoForward() async throws {
        let time = SystemTime()
        let (began, up) = (time.now(), time.uptime())
        #expect(began > Timestamp(seconds: 1_700_000_000))
        try await time.sleep(for: .milliseconds(5))
        #expect(time.uptime() - up >= .milliseconds(5))
        #expect(time.now() > began)
    }

    @Test(.timeLimit(.minutes(10))) func sleepEndsWithItsTask() async {
        let task = Task { try await SystemTime().sleep(for: .seconds(3600)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
    }

    @Test(.timeLimit(.minutes(10))) func blockedActorsLeaveTheOthersTheirThreads() async {
        let gate = Gate()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask { await Blocking().block(until: gate) }
            }
            // Were they on the pool's threads, this would never run.
            let free = Blocking()
            for number in 1...10 { #expect(await free.add() == number) }
            gate.open()
        }
    }
}

/// Blocks threads, as a C library does that waits for a socket.
private final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    func open() { semaphore.signal() }
    func block() {
        semaphore.wait()
        semaphore.signal()
    }
}
