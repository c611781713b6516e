import Synchronization
import Testing

@testable import Runtime

/// What happened, in its order.
private final class Journal: Sendable {
    private let lines = Mutex<[String]>([])
    func note(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
}

private struct Breakdown: Error, Equatable {
    let name: String
}

/// A service that runs until it is asked to stop.
private func patient(_ name: String, _ journal: Journal, ready: Shutdown? = nil) -> Service {
    Service(name) { shutdown in
        ready?.request()
        await shutdown.wait()
        journal.note(name)
    }
}

@Suite struct ServiceGroupTests {
    @Test(.timeLimit(.minutes(10))) func servicesStopInReverseEachAfterTheOther() async throws {
        let journal = Journal()
        let shutdown = Shutdown()
        let slow = Service("slow") { stop in
            await stop.wait()
            // Whoever comes earlier must wait for all of this.
            for _ in 0..<10 { await Task.yield() }
            journal.note("slow")
        }
        shutdown.request()
        let group = ServiceGroup(
            [patient("first", journal), slow, patient("last", journal)], stopLimit: .seconds(3600))
        try await group.run(until: shutdown)
        #expect(journal.all == ["last", "slow", "first"])
    }

    @Test(.timeLimit(.minutes(10))) func aServiceThatFailsStopsTheOthersAndItsErrorIsThrown() async {
        let journal = Journal()
        let ready = Shutdown()
        let failing = Service("failing") { _ in
            await ready.wait()
            throw Breakdown(name: "failing")
        }
        let group = ServiceGroup([patient("first", journal, ready: ready), failing], stopLimit: .seconds(3600))
        await #expect(throws: Breakdown(name: "failing")) { try await group.run(until: Shutdown()) }
        #expect(journal.all == ["first"])
    }

    @Test(.timeLimit(.minutes(10))) func aServiceThatEndsEarlyStopsTheGroup() async throws {
        let journal = Journal()
        let early = Service("early") { _ in journal.note("early") }
        try await ServiceGroup([patient("first", journal), early], stopLimit: .seconds(3600)).run(until: Shutdown())
        #expect(journal.all == ["early", "first"])
    }

    @Test(.timeLimit(.minutes(10))) func whoDoesNotStopInTimeIsCancelled() async throws {
        let journal = Journal()
        let stubborn = Service("stubborn") { _ in
            // Hears of cancellation only.
            let (never, _) = AsyncStream<Void>.makeStream()
            for await _ in never {}
            journal.note("cancelled")
        }
        let shutdown = Shutdown()
        shutdown.request()
        try await ServiceGroup([patient("first", journal), stubborn], stopLimit: .milliseconds(20)).run(until: shutdown)
        #expect(journal.all == ["cancelled", "first"])
    }

    @Test(.timeLimit(.minutes(10))) func anErrorWhileStoppingIsNotTheGroups() async throws {
        let shutdown = Shutdown()
        let sour = Service("sour") { stop in
            await stop.wait()
            throw Breakdown(name: "sour")
        }
        shutdown.request()
        try await ServiceGroup([sour], stopLimit: .seconds(3600)).run(until: shutdown)
    }

    @Test(.timeLimit(.minutes(10))) func cancellingTheGroupStopsItsServices() async throws {
        let journal = Journal()
        let ready = Shutdown()
        let group = ServiceGroup([patient("only", journal, ready: ready)], stopLimit: .seconds(3600))
        let run = Task { try await group.run(until: Shutdown()) }
        await ready.wait()
        run.cancel()
        try await run.value
        #expect(journal.all == ["only"])
    }
}
