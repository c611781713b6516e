package import Domain
package import Mesh
package import MeshModel
package import Ports
import Synchronization

/// Does the moves of a bundle, phase by phase.
package struct MoveRun: Sendable {
    private let writer: MoveWriter
    private let labels: CohortLabels
    private let concurrency: Int
    private let settle: @Sendable () async throws -> Void
    private let announce: @Sendable (Share?) async throws -> Void
    private let check: @Sendable () throws -> Void

    /// - Parameters:
    ///   - concurrency: How many policies are written at once.
    ///   - settle: Waits until what was written has reached the proxies.
    ///   - announce: Called before labels are written: from then on the keeper may write them as well, and no sooner.
    ///   - check: Throws where nothing may be written any more.
    package init(
        writer: MoveWriter, labels: CohortLabels, concurrency: Int,
        settle: @escaping @Sendable () async throws -> Void,
        announce: @escaping @Sendable (Share?) async throws -> Void = { _ in },
        check: @escaping @Sendable () throws -> Void
    ) {
        self.writer = writer
        self.labels = labels
        self.concurrency = concurrency
        self.settle = settle
        self.announce = announce
        self.check = check
    }

    /// Does everything; the first failure ends it, when what stands beside it is done. Returns who has the label, where
    /// labels were written.
    ///
    /// - Parameter allHasSettled: The proxies have whatever stands; then nobody waits for what had not to be written.
    package func run(
        _ scripts: [BundleMoves.Script], scopes: [PodScope], cohort: Cohort, backwards: Bool = false,
        allHasSettled: Bool = false
    ) async throws -> CohortMembers? {
        var members: CohortMembers?
        var isSettled = allHasSettled
        for phase in BundleMoves.phases(of: scripts, backwards: backwards) {
            switch phase {
            case .objects(let ranks):
                for rank in ranks where try await run(rank) { isSettled = false }
            case .label(let share, _):
                try await announce(share)
                members = try await labels.apply(share, scopes: scopes, cohort: cohort, check: check)
                isSettled = false
            case .settle:
                if !isSettled { try await settle() }
                isSettled = true
            }
        }
        return members
    }

    /// The policies of a rank at once, the moves of each in order. A request that got no answer ends its own policy's
    /// moves only, so that the next attempt has less to do; a cluster that answers nothing ends them all. Returns whether
    /// something was written.
    private func run(_ rank: [BundleMoves.Part]) async throws -> Bool {
        let unanswered = Mutex<[PortError]>([])
        let written = try await rank.concurrentMap(limit: concurrency) { part in
            var hasWritten = false
            do {
                for move in part.moves where try await writer.carryOut(move) { hasWritten = true }
            } catch let error as PortError where error.kind == .transient {
                let count = unanswered.withLock { errors in
                    errors.append(error)
                    return errors.count
                }
                guard count < concurrency else { throw error }
            }
            return hasWritten
        }
        if let first = unanswered.withLock(\.first) { throw first }
        return written.contains(true)
    }
}
