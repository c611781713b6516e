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
    private let time: any TimeSource
    private let settle: @Sendable (Wave) async throws -> Void
    private let announce: @Sendable (Share?) async throws -> Void
    private let check: @Sendable () throws -> Void

    /// - Parameters:
    ///   - concurrency: How many policies are written at once.
    ///   - time: Whose uptime tells when an object was written.
    ///   - settle: Waits until the proxies have what was written, of which it is given what came since it was called
    ///     last.
    ///   - announce: Called before labels are written: from then on the keeper may write them as well, and no sooner.
    ///   - check: Throws where nothing may be written any more.
    package init(
        writer: MoveWriter, labels: CohortLabels, concurrency: Int, time: any TimeSource,
        settle: @escaping @Sendable (Wave) async throws -> Void,
        announce: @escaping @Sendable (Share?) async throws -> Void = { _ in },
        check: @escaping @Sendable () throws -> Void
    ) {
        self.writer = writer
        self.labels = labels
        self.concurrency = concurrency
        self.time = time
        self.settle = settle
        self.announce = announce
        self.check = check
    }

    /// What was written between two settles.
    package struct Wave: Sendable {
        /// Who has the label, where labels were written.
        package var members: CohortMembers?
        /// The pods whose label was written, each with the uptime when that had ended.
        package var labelled: [PodName: Duration] = [:]
        /// The objects that the mesh takes notice of, each with the uptime when its last write had ended.
        package var changed: [MeshObjectName: Duration] = [:]
        /// The objects that stood already as this step writes them.
        package var standing: Set<MeshObjectName> = []
        fileprivate var hasWritten = false
    }

    /// What a run came to.
    package struct Outcome: Sendable {
        /// Who has the label, where labels were written.
        package var members: CohortMembers?
        /// What was written after the last settle.
        package var last = Wave()
    }

    /// Does everything; the first failure ends it, when what stands beside it is done.
    ///
    /// - Parameter allHasSettled: The proxies have whatever stands; then nobody waits for what had not to be written.
    package func run(
        _ scripts: [BundleMoves.Script], scopes: [PodScope], cohort: Cohort, backwards: Bool = false,
        allHasSettled: Bool = false
    ) async throws -> Outcome {
        var outcome = Outcome()
        var isSettled = allHasSettled
        for phase in BundleMoves.phases(of: scripts, backwards: backwards) {
            switch phase {
            case .objects(let ranks):
                for rank in ranks {
                    let written = try await run(rank)
                    outcome.last.add(written)
                    // What an attempt before this one has written it may not have waited for.
                    if written.hasWritten || (!allHasSettled && !written.standing.isEmpty) { isSettled = false }
                }
            case .label(let share, _):
                try await announce(share)
                outcome.last.labelled.merge(try await label(share, scopes, cohort, &outcome.members)) { max($0, $1) }
                outcome.last.members = outcome.members
                isSettled = false
            case .settle:
                if !isSettled {
                    try await settle(outcome.last)
                    outcome.last = Wave()
                }
                isSettled = true
            }
        }
        return outcome
    }

    /// Returns whose label was written, and when.
    private func label(
        _ share: Share?, _ scopes: [PodScope], _ cohort: Cohort, _ members: inout CohortMembers?
    ) async throws -> [PodName: Duration] {
        let moments = Mutex<[PodName: Duration]>([:])
        members = try await labels.apply(share, scopes: scopes, cohort: cohort, check: check) { pod in
            moments.withLock { $0[pod] = time.uptime() }
        }
        return moments.withLock { $0 }
    }

    /// The policies of a rank at once, the moves of each in order. A request that got no answer ends its own policy's
    /// moves only, so that the next attempt has less to do; a cluster that answers nothing ends them all.
    private func run(_ rank: [BundleMoves.Part]) async throws -> Wave {
        let unanswered = Mutex<[PortError]>([])
        let written = try await rank.concurrentMap(limit: concurrency) { part in
            var wave = Wave()
            do {
                for move in part.moves {
                    wave.note(try await writer.carryOut(move), on: move.object, at: time.uptime())
                }
            } catch let error as PortError where error.kind == .transient {
                let count = unanswered.withLock { errors in
                    errors.append(error)
                    return errors.count
                }
                guard count < concurrency else { throw error }
            }
            return wave
        }
        if let first = unanswered.withLock(\.first) { throw first }
        return written.reduce(into: Wave()) { $0.add($1) }
    }
}

extension MoveRun.Wave {
    fileprivate mutating func note(_ effect: MoveEffect, on object: MeshObjectName?, at uptime: Duration) {
        guard let object else { return }
        switch effect {
        case .nothing: break
        case .standing: standing.insert(object)
        case .marks: hasWritten = true
        case .content: (hasWritten, changed[object]) = (true, uptime)
        }
    }

    fileprivate mutating func add(_ part: Self) {
        changed.merge(part.changed) { max($0, $1) }
        standing.formUnion(part.standing)
        hasWritten = hasWritten || part.hasWritten
    }
}
