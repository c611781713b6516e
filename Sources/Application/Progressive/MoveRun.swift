package import Domain
package import Mesh
package import MeshModel
package import Ports
import Synchronization

/// Does the moves of a bundle, phase by phase: all objects before the first label, then the labels, and so on. So every
/// policy may count on what its mechanics promise ("no pod has the label yet"), whatever the others of the bundle do.
package struct MoveRun: Sendable {
    /// One policy's moves.
    package struct Script: Sendable {
        let kind: PolicyKind
        let moves: [Move]

        package init(kind: PolicyKind, moves: [Move]) {
            self.kind = kind
            self.moves = moves
        }
    }

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
    package func run(
        _ scripts: [Script], scopes: [PodScope], cohort: Cohort, backwards: Bool = false
    ) async throws -> CohortMembers? {
        var members: CohortMembers?
        for phase in Self.phases(of: scripts, backwards: backwards) {
            switch phase {
            case .objects(let ranks):
                for rank in ranks { try await run(rank) }
            case .label(let share):
                try await announce(share)
                members = try await labels.apply(share, scopes: scopes, cohort: cohort, check: check)
            case .settle: try await settle()
            }
        }
        return members
    }

    /// The policies of a rank at once, the moves of each in order. A request that got no answer ends its own policy's
    /// moves only, so that the next attempt has less to do; a cluster that answers nothing ends them all.
    private func run(_ rank: [[Move]]) async throws {
        let unanswered = Mutex<[PortError]>([])
        _ = try await rank.concurrentMap(limit: concurrency) { moves in
            do { for move in moves { try await writer.carryOut(move) } } catch let error as PortError
                where error.kind == .transient
            {
                let count = unanswered.withLock { errors in
                    errors.append(error)
                    return errors.count
                }
                guard count < concurrency else { throw error }
            }
        }
        if let first = unanswered.withLock(\.first) { throw first }
    }

    enum Phase: Hashable {
        /// Ranks one after the other; in each, the moves of several policies.
        case objects([[[Move]]])
        case label(Share?)
        case settle
    }

    /// The lists of all policies, cut at their labels and laid side by side: the label is one for all of them, so
    /// nobody's pods get or lose it before everybody's objects are ready for that.
    static func phases(of scripts: [Script], backwards: Bool) -> [Phase] {
        let cut = scripts.map { script in
            (
                kind: script.kind,
                parts: script.moves.split(omittingEmptySubsequences: false, whereSeparator: \.isLabelling).map(
                    Array.init),
                labels: script.moves.filter(\.isLabelling)
            )
        }
        let depth = cut.map(\.parts.count).max() ?? 0
        return (0..<depth).flatMap { level in
            let here = cut.filter { level < $0.parts.count }.map { Script(kind: $0.kind, moves: $0.parts[level]) }
            let labels = cut.compactMap { level < $0.labels.count ? $0.labels[level] : nil }
            return stretch(of: here, backwards: backwards) + barriers(labels)
        }
    }

    /// What lies between two labels, cut at settles and laid side by side.
    private static func stretch(of scripts: [Script], backwards: Bool) -> [Phase] {
        let cut = scripts.map { script in
            (
                kind: script.kind,
                parts: script.moves.split(omittingEmptySubsequences: false) { $0 == .settle }.map(Array.init)
            )
        }
        let depth = cut.map(\.parts.count).max() ?? 0
        var phases: [Phase] = []
        for level in 0..<depth {
            if level > 0 { phases.append(.settle) }
            let here = cut.filter { level < $0.parts.count && !$0.parts[level].isEmpty }
            let ranks = Self.ranks(here.map { Script(kind: $0.kind, moves: $0.parts[level]) }, backwards: backwards)
            if !ranks.isEmpty { phases.append(.objects(ranks)) }
        }
        return phases
    }

    /// Make before break: writes go up the ranks, then what is only removed goes down them. The way out goes down.
    private static func ranks(_ scripts: [Script], backwards: Bool) -> [[[Move]]] {
        func grouped(_ scripts: [Script], down: Bool) -> [[[Move]]] {
            Dictionary(grouping: scripts) { BundleOrder.rank(of: $0.kind) }
                .sorted { down ? $0.key > $1.key : $0.key < $1.key }.map { $0.value.map(\.moves) }
        }
        guard !backwards else { return grouped(scripts, down: true) }
        return grouped(scripts.filter { !$0.onlyRemoves }, down: false)
            + grouped(scripts.filter(\.onlyRemoves), down: true)
    }

    /// One labelling for all.
    private static func barriers(_ moves: [Move]) -> [Phase] {
        var phases: [Phase] = []
        for move in moves {
            switch move {
            case .label(let share): if !phases.contains(.label(share)) { phases.append(.label(share)) }
            case .unlabel: if !phases.contains(.label(nil)) { phases.append(.label(nil)) }
            case .settle, .write, .overwrite, .remove, .restore: break
            }
        }
        return phases
    }
}

extension MoveRun.Script {
    fileprivate var onlyRemoves: Bool {
        moves.allSatisfy { if case .remove = $0 { true } else { false } }
    }
}

extension Move {
    fileprivate var isLabelling: Bool {
        switch self {
        case .label, .unlabel: true
        case .write, .overwrite, .remove, .restore, .settle: false
        }
    }

    /// The object that the move is about.
    package var object: MeshObjectName? {
        switch self {
        case .write(let object), .overwrite(let object): object.name
        case .remove(let name), .restore(let name): name
        case .label, .unlabel, .settle: nil
        }
    }
}
