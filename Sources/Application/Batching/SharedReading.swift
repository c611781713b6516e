import Synchronization

/// Readings that everybody shares who asks before they begin: what a caller gets was read after it asked, however many
/// ask. One reading of a key is under way at a time; who comes meanwhile shares the next one.
package final class SharedReading<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        /// Not begun yet.
        var next: [Key: Task<Value, any Error>] = [:]
        var running: [Key: Task<Value, any Error>] = [:]
    }

    private let state = Mutex(State())

    package init() {}

    /// The value as it is now or later. `read` is not called where another caller's reading is still to begin. Throws
    /// what the reading throws, to all who share it; who is cancelled leaves it to the others.
    package func value(
        _ key: Key, _ read: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        try await reading(of: key, read).value
    }

    /// The reading that the caller shares; it may be somebody else's, and has not begun.
    func reading(
        of key: Key, _ read: @escaping @Sendable () async throws -> Value
    ) -> Task<Value, any Error> {
        state.withLock { state in
            if let next = state.next[key] { return next }
            let before = state.running[key]
            let task = Task {
                _ = await before?.result
                begin(key)
                defer { end(key) }
                return try await read()
            }
            state.next[key] = task
            return task
        }
    }

    /// From here on whoever asks comes too late for this reading.
    private func begin(_ key: Key) {
        state.withLock { $0.running[key] = $0.next.removeValue(forKey: key) }
    }

    private func end(_ key: Key) { state.withLock { _ = $0.running.removeValue(forKey: key) } }
}
