import Domain
import Ports
import Synchronization

/// What deployments are said to have written; each look takes a microsecond.
final class FakeWrites: OwnWrites {
    private let state = Mutex<(kinds: Set<RecentWrites.Kind>, asked: [Int64?])>(([], []))

    /// The moments since which was asked.
    var asked: [Int64?] { state.withLock(\.asked) }

    func note(_ kind: String, group: String) {
        state.withLock { _ = $0.kinds.insert(RecentWrites.Kind(name: kind, group: group)) }
    }

    func writes(on cluster: ID<Cluster>, since: Timestamp?) async throws -> RecentWrites {
        state.withLock { state in
            state.asked.append(since?.microseconds)
            let asOf = Timestamp(microseconds: Int64(state.asked.count))
            return RecentWrites(kinds: since == nil ? [] : state.kinds, asOf: asOf)
        }
    }
}
