package import Domain
package import Mesh
package import MeshModel
package import Ports

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
    private let settle: @Sendable () async throws -> Void
    private let announce: @Sendable (Share?) async throws -> Void
    private let check: @Sendable () throws -> Void

    /// - Parameters:
    ///   - settle: Waits until what was written has reached the proxies.
    ///   - announce: Called before labels are written: from then on the keeper may write them as well, and no sooner.
    ///   - check: Throws where nothing may be written any more.
    package init(
        writer: MoveWriter, labels: CohortLabels, settle: @escaping @Sendable () async throws -> Void,
        announce: @escaping @Sendable (Share?) async throws -> Void = { _ in },
        check: @escaping @Sendable () throws -> Void
    ) {
        self.writer = writer
        self.labels = labels
        self.settle = settle
        self.announce = announce
        self.check = check
    }

    /// Does everything; the first failure ends it. Returns who has the label, where labels were written.
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

    /// The policies of a rank at once, the moves of each in order.
    private func run(_ rank: [[Move]]) async throws {
        _ = try await rank.concurrentMap(limit: 16) { moves in
            for move in moves { try await writer.carryOut(move) }
        }
    }

    enum Phase: Hashable {
        /// Ranks one after the other; in each, the moves of several policies.
        case objects([[[Move]]])
        case label(Share?)
        case settle
    }

    /// The lists of all policies, cut at labels and settles and laid side by side.
    static func phases(of scripts: [Script], backwards: Bool) -> [Phase] {
        let cut = scripts.map {
            (
                kind: $0.kind, parts: $0.moves.split(omittingEmptySubsequences: false, whereSeparator: \.isBarrier),
                barriers: $0.moves.filter(\.isBarrier)
            )
        }
        let depth = cut.map(\.parts.count).max() ?? 0
        var phases: [Phase] = []
        for level in 0..<depth {
            let here = cut.filter { level < $0.parts.count && !$0.parts[level].isEmpty }
            let byRank = Dictionary(grouping: here) { BundleOrder.rank(of: $0.kind) }
            let ranks = byRank.sorted { backwards ? $0.key > $1.key : $0.key < $1.key }
            if !ranks.isEmpty { phases.append(.objects(ranks.map { $0.value.map { Array($0.parts[level]) } })) }
            phases += barriers(cut.compactMap { level < $0.barriers.count ? $0.barriers[level] : nil })
        }
        return phases
    }

    /// What stands between two parts: one labelling for all, and one wait.
    private static func barriers(_ moves: [Move]) -> [Phase] {
        var phases: [Phase] = []
        for move in moves {
            switch move {
            case .label(let share): if !phases.contains(.label(share)) { phases.append(.label(share)) }
            case .unlabel: if !phases.contains(.label(nil)) { phases.append(.label(nil)) }
            case .settle: if !phases.contains(.settle) { phases.append(.settle) }
            case .write, .overwrite, .remove, .restore: break
            }
        }
        return phases
    }
}

extension Move {
    fileprivate var isBarrier: Bool {
        switch self {
        case .label, .unlabel, .settle: true
        case .write, .overwrite, .remove, .restore: false
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
