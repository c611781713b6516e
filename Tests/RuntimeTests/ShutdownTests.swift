import Glibc
import Synchronization
import Testing

@testable import Runtime

@Suite struct ShutdownTests {
    @Test(.timeLimit(.minutes(10))) func whoWaitsIsWokenAndWhoComesLaterDoesNotWait() async {
        let shutdown = Shutdown()
        #expect(!shutdown.isRequested)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { await shutdown.wait() } }
            group.addTask { shutdown.request() }
        }
        shutdown.request()
        await shutdown.wait()
        #expect(shutdown.isRequested)
    }

    /// Cancelling, requesting and beginning to wait meet in every order; each waiter returns exactly once (a second
    /// time would trap, none would hang).
    @Test(.timeLimit(.minutes(10))) func requestAndCancellationMayRace() async {
        for round in 0..<40 {
            let shutdown = Shutdown()
            let waiters = (0..<4).map { _ in Task { await shutdown.wait() } }
            let requester = Task { shutdown.request() }
            for waiter in waiters.dropFirst(round % 4) { waiter.cancel() }
            for waiter in waiters { await waiter.value }
            await requester.value
        }
    }

    @Test(.timeLimit(.minutes(10))) func aCancelledTaskDoesNotWait() async {
        let shutdown = Shutdown()
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await shutdown.wait()
        }
        await task.value
        #expect(!shutdown.isRequested)
    }

    @Test(.timeLimit(.minutes(10))) func sigtermAsksToStop() async {
        await #expect(processExitsWith: .exitCode(17)) {
            let shutdown = Shutdown()
            let signals = StopSignals(shutdown)
            kill(getpid(), SIGTERM)
            await shutdown.wait()
            withExtendedLifetime(signals) {}
            exit(17)
        }
    }

    @Test(.timeLimit(.minutes(10))) func theSecondSignalEndsTheProcess() async {
        await #expect(processExitsWith: .exitCode(128 + SIGINT)) {
            let shutdown = Shutdown()
            let signals = StopSignals(shutdown)
            kill(getpid(), SIGTERM)
            await shutdown.wait()
            kill(getpid(), SIGINT)
            await Shutdown().wait()
            withExtendedLifetime(signals) {}
        }
    }

    @Test(.timeLimit(.minutes(10))) func aBrokenPipeEndsNothing() async {
        await #expect(processExitsWith: .exitCode(0)) {
            let signals = StopSignals(Shutdown())
            var ends: [Int32] = [0, 0]
            pipe(&ends)
            close(ends[0])
            _ = write(ends[1], "x", 1)
            withExtendedLifetime(signals) {}
            exit(errno == EPIPE ? 0 : 1)
        }
    }
}
