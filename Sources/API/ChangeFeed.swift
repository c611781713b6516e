package import Domain
package import Ports
import Synchronization

/// Status changes as they come, for event streams: one question to the database serves all streams of the process.
package final class ChangeFeed: Sendable {
    /// What a follower is told.
    package enum Event: Hashable, Sendable {
        case change(StatusChange)
        /// Nothing has happened for a while; keeps proxies from closing the connection.
        case quiet
    }

    private struct Follower {
        var after: Int64
        let deployment: ID<Deployment>
        let continuation: AsyncStream<[StatusChange]>.Continuation
    }

    private struct State {
        var followers: [UInt64: Follower] = [:]
        var nextKey: UInt64 = 0
        var isPolling = false
    }

    private let state = Mutex(State())
    private let store: any DeploymentStore
    private let time: any TimeSource
    private let interval: Duration
    private let quietAfter: Duration

    /// - Parameters:
    ///   - interval: How often the database is asked while somebody follows.
    ///   - quietAfter: How long nothing may be sent.
    package init(
        store: any DeploymentStore, time: any TimeSource, interval: Duration = .milliseconds(200),
        quietAfter: Duration = .seconds(15)
    ) {
        self.store = store
        self.time = time
        self.interval = interval
        self.quietAfter = quietAfter
    }

    /// Sends every status change of `deployment` with a sequence above `after`, those that were and those that come,
    /// until the last one there is was terminal (a failed deployment may have been rolled back since) or the task is
    /// cancelled.
    package func follow(
        _ deployment: ID<Deployment>, after: Int64, _ send: @escaping @Sendable (Event) async throws -> Void
    ) async throws {
        let (stream, continuation) = AsyncStream<[StatusChange]>.makeStream()
        let key = add(Follower(after: after, deployment: deployment, continuation: continuation))
        defer { remove(key) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [time, quietAfter] in
                while true {
                    try await time.sleep(for: quietAfter)
                    try await send(.quiet)
                }
            }
            group.addTask {
                for await changes in stream {
                    for change in changes { try await send(.change(change)) }
                    if changes.last?.status.isTerminal ?? false { return }
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func add(_ follower: Follower) -> UInt64 {
        let (key, starts) = state.withLock { state in
            state.nextKey += 1
            state.followers[state.nextKey] = follower
            defer { state.isPolling = true }
            return (state.nextKey, !state.isPolling)
        }
        if starts { Task { await self.poll() } }
        return key
    }

    private func remove(_ key: UInt64) { state.withLock { $0.followers[key] = nil } }

    /// Asks until nobody follows any more. A database that is away is asked again.
    private func poll() async {
        while let wanted = wanted() {
            if let changes = try? await store.changes(after: wanted), !changes.isEmpty { deliver(changes) }
            try? await time.sleep(for: interval)
        }
    }

    /// The lowest sequence that is wanted of each deployment; `nil`, and polling has ended, where nobody follows.
    private func wanted() -> [ID<Deployment>: Int64]? {
        state.withLock { state in
            guard !state.followers.isEmpty else {
                state.isPolling = false
                return nil
            }
            return state.followers.values.reduce(into: [:]) { wanted, follower in
                wanted[follower.deployment] = min(wanted[follower.deployment] ?? .max, follower.after)
            }
        }
    }

    private func deliver(_ changes: [StatusChange]) {
        let byDeployment = Dictionary(grouping: changes, by: \.deployment)
        state.withLock { state in
            for (key, follower) in state.followers {
                let news = (byDeployment[follower.deployment] ?? []).filter { $0.sequence > follower.after }
                    .sorted { $0.sequence < $1.sequence }
                guard let last = news.last else { continue }
                state.followers[key]?.after = last.sequence
                follower.continuation.yield(news)
            }
        }
    }
}
