import Synchronization
import Testing

@testable import Application

/// Readings that are shared, and never older than the question.
@Suite struct SharedReadingTests {
    /// A source that is read only when a test lets it.
    private final class Source: Sendable {
        private let state = Mutex<(value: Int, reads: Int)>((0, 0))
        private let gate = AsyncStream<Void>.makeStream()
        private let begun = AsyncStream<Void>.makeStream()

        var reads: Int { state.withLock(\.reads) }
        func change(to value: Int) { state.withLock { $0.value = value } }
        func letOneReadEnd() { gate.continuation.yield() }
        func waitForARead() async { for await _ in begun.stream { break } }

        /// What is there when the reading begins.
        func read() async -> Int {
            let value = state.withLock { state in
                state.reads += 1
                return state.value
            }
            begun.continuation.yield()
            for await _ in gate.stream { break }
            return value
        }
    }

    @Test func whoAsksWhileAReadingIsUnderWaySharesTheNextOne() async throws {
        let (shared, source) = (SharedReading<String, Int>(), Source())
        async let first = shared.value("a") { await source.read() }
        await source.waitForARead()
        source.change(to: 1)
        let late = (0..<50).map { _ in shared.reading(of: "a") { await source.read() } }
        source.letOneReadEnd()
        source.letOneReadEnd()
        #expect(try await first == 0)
        for each in late { #expect(try await each.value == 1) }
        #expect(source.reads == 2)
    }

    @Test func aReadingIsNotKept() async throws {
        let (shared, source) = (SharedReading<String, Int>(), Source())
        for value in 0..<3 {
            source.change(to: value)
            source.letOneReadEnd()
            #expect(try await shared.value("a") { await source.read() } == value)
        }
        #expect(source.reads == 3)
    }

    @Test func keysDoNotWaitForEachOther() async throws {
        let (shared, source) = (SharedReading<String, Int>(), Source())
        async let slow = shared.value("a") { await source.read() }
        await source.waitForARead()
        #expect(try await shared.value("b") { 7 } == 7)
        source.letOneReadEnd()
        #expect(try await slow == 0)
    }

    @Test func aFailureIsToldAndNotKept() async throws {
        struct Away: Error {}
        let shared = SharedReading<String, Int>()
        await #expect(throws: Away.self) { try await shared.value("a") { throw Away() } }
        #expect(try await shared.value("a") { 3 } == 3)
    }
}
