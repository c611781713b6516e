import Ports
import Testing

@testable import PostgresStore

/// The pool's decisions, without a server or a clock.
@Suite struct ConnectionPoolQueueTests {
    let now = ContinuousClock.now
    var queue = PoolQueue(["a", "b"], reconnectPause: .seconds(1))

    func granted(_ answer: PoolQueue<String>.Answer) -> String? {
        guard case .now(.connection(let connection)) = answer else { return nil }
        return connection
    }

    func refused(_ answer: PoolQueue<String>.Answer) -> Bool {
        guard case .now(.refused) = answer else { return false }
        return true
    }

    @Test mutating func anOpenConnectionIsLentBeforeAnotherIsOpened() {
        #expect(granted(queue.request(now: now)) == "b")
        #expect(granted(queue.request(now: now)) == "a")
        #expect(granted(queue.request(now: now)) == nil)
        _ = queue.giveBack("a", after: .connected, now: now)
        _ = queue.giveBack("b", after: .lost, now: now)
        #expect(granted(queue.request(now: now)) == "a")
    }

    @Test mutating func duringAnOutageOneCallerTriesPerPause() {
        let down = PortError(.transient, "PostgreSQL", "down")
        #expect(granted(queue.request(now: now)) == "b")
        _ = queue.giveBack("b", after: .unreachable(down), now: now)
        #expect(refused(queue.request(now: now + .milliseconds(999))))
        #expect(granted(queue.request(now: now + .seconds(1))) == "b")
        #expect(refused(queue.request(now: now + .seconds(1))))
        _ = queue.giveBack("b", after: .connected, now: now + .seconds(1))
        #expect(queue.failure == nil)
        #expect(granted(queue.request(now: now + .seconds(1))) == "b")
        #expect(granted(queue.request(now: now + .seconds(1))) == "a")
    }

    @Test mutating func anOutageIsToldToAllWhoWait() {
        let down = PortError(.transient, "PostgreSQL", "down")
        _ = queue.request(now: now)
        _ = queue.request(now: now)
        for id in 0..<3 {
            #expect(queue.enqueue(PoolWaiter(id: UInt64(id), deadline: now + .seconds(9)) { _ in }) == (id == 0))
        }
        #expect(queue.giveBack("a", after: .unreachable(down), now: now).count == 3)
        #expect(queue.waiting == 0)
    }

    @Test mutating func onlyTheExpiredAreTakenOut() {
        for id in 0..<3 {
            _ = queue.enqueue(PoolWaiter(id: UInt64(id), deadline: now + .seconds(id)) { _ in })
        }
        #expect(queue.expire(now: now + .seconds(1)).map(\.id) == [0, 1])
        #expect(queue.remove(1) == nil)
        #expect(queue.remove(2)?.id == 2)
        #expect(queue.deadlineToWatch() == nil)
    }
}
