import Synchronization

/// A value that changes, and that can be waited for to become something.
final class Watched<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var watchers: [UInt64: AsyncStream<Value>.Continuation] = [:]
        var lastWatcher: UInt64 = 0
    }

    private let state: Mutex<State>

    init(_ value: Value) { state = Mutex(State(value: value)) }

    var value: Value { state.withLock { $0.value } }

    /// Changes the value unless `change` returns `nil`.
    /// - Returns: whether it changed.
    @discardableResult
    func update(_ change: (Value) -> Value?) -> Bool {
        let (value, watchers) = state.withLock { state -> (Value?, [AsyncStream<Value>.Continuation]) in
            guard let value = change(state.value) else { return (nil, []) }
            state.value = value
            return (value, Array(state.watchers.values))
        }
        guard let value else { return false }
        for watcher in watchers { watcher.yield(value) }
        return true
    }

    /// Waits until `matches` holds and returns that value; `nil` where the calling task was cancelled, or the limit
    /// reached.
    func wait(within limit: Duration, until matches: @escaping @Sendable (Value) -> Bool) async -> Value? {
        await withTaskGroup(of: Value?.self) { group in
            group.addTask { await self.first(matches) }
            group.addTask {
                try? await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    private func first(_ matches: (Value) -> Bool) async -> Value? {
        for await value in values() where matches(value) { return value }
        return nil
    }

    /// The present value and the later ones; of those that come faster than they are read, only the newest.
    private func values() -> AsyncStream<Value> {
        let (stream, continuation) = AsyncStream.makeStream(of: Value.self, bufferingPolicy: .bufferingNewest(1))
        let (id, value) = state.withLock { state in
            state.lastWatcher += 1
            state.watchers[state.lastWatcher] = continuation
            return (state.lastWatcher, state.value)
        }
        continuation.onTermination = { [weak self] _ in self?.state.withLock { $0.watchers[id] = nil } }
        continuation.yield(value)
        return stream
    }
}
