import Domain
import Ports
import Synchronization

/// What deployments are said to have written; each look takes a microsecond.
final class FakeWrites: OwnWrites {
    private let state = Mutex<(marks: [RecentWrites.Kind: String], asked: [Int64?])>(([:], []))

    /// The moments since which was asked.
    var asked: [Int64?] { state.withLock(\.asked) }

    func note(_ kind: String, group: String) {
        state.withLock { $0.marks[RecentWrites.Kind(name: kind, group: group), default: ""] += "." }
    }

    func writes(on cluster: ID<Cluster>, since: Timestamp?) async throws -> RecentWrites {
        state.withLock { state in
            state.asked.append(since?.microseconds)
            let asOf = Timestamp(microseconds: Int64(state.asked.count))
            return RecentWrites(marks: since == nil ? [:] : state.marks, asOf: asOf)
        }
    }
}
