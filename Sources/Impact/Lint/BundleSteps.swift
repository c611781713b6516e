package import Domain
package import Mesh

/// In which order a worker does the moves of several policies: what the rollout of a bundle is made of, as data.
///
/// It is the order of Application's `MoveRun` (all objects before the first label, then the labels, and so on; within
/// that, rank by rank); a test of that room holds the two together.
package enum BundleSteps {
    /// One policy's moves.
    package struct Script: Sendable {
        /// Whose they are.
        package let owner: Int
        package let kind: PolicyKind
        package let moves: [Move]

        package init(owner: Int, kind: PolicyKind, moves: [Move]) {
            self.owner = owner
            self.kind = kind
            self.moves = moves
        }
    }

    package enum Step: Sendable {
        /// The moves of policies of one rank: those of each in their order, all policies at once.
        case together([Script])
        /// One labelling for all who ask for it; `owner` is the first of them.
        case label(Move, owner: Int)
    }

    /// The steps to one scene.
    package static func steps(of scripts: [Script]) -> [Step] {
        let cut = scripts.map { script in
            (
                script: script,
                parts: script.moves.split(omittingEmptySubsequences: false, whereSeparator: \.isLabelling)
                    .map(Array.init),
                labels: script.moves.filter(\.isLabelling)
            )
        }
        let depth = cut.map(\.parts.count).max() ?? 0
        return (0..<depth).flatMap { level in
            let here = cut.filter { level < $0.parts.count }.map { $0.script.with($0.parts[level]) }
            var labels: [Step] = []
            var known: Set<Move> = []
            for (script, _, moves) in cut where level < moves.count && known.insert(moves[level]).inserted {
                labels.append(.label(moves[level], owner: script.owner))
            }
            return stretch(of: here) + labels
        }
    }

    /// The one write of each object, where whole objects are written.
    package static func steps(ofWhole scripts: [Script]) -> [Step] {
        BundleOrder.waves(scripts, kind: \.kind, change: { $0.onlyRemoves ? .remove : .write }).map { .together($0) }
    }

    /// What lies between two labels: parts between waits for the proxies lie side by side.
    private static func stretch(of scripts: [Script]) -> [Step] {
        let cut = scripts.map { script in
            script.moves.split(omittingEmptySubsequences: false) { $0 == .settle }.map { script.with(Array($0)) }
        }
        let depth = cut.map(\.count).max() ?? 0
        return (0..<depth).flatMap { level in
            steps(ofWhole: cut.compactMap { level < $0.count && !$0[level].moves.isEmpty ? $0[level] : nil })
        }
    }
}

extension BundleSteps.Script {
    fileprivate func with(_ moves: [Move]) -> BundleSteps.Script {
        BundleSteps.Script(owner: owner, kind: kind, moves: moves)
    }

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

    /// The object that the move writes or removes.
    var target: MeshObjectName? {
        switch self {
        case .write(let object), .overwrite(let object): object.name
        case .remove(let name), .restore(let name): name
        case .label, .unlabel, .settle: nil
        }
    }

    /// What has happened once the move is done, for people.
    var deed: String {
        switch self {
        case .write(let object), .overwrite(let object): "once \(object.name) is written"
        case .remove(let name): "once \(name) is removed"
        case .restore(let name): "once \(name) is restored"
        case .label(let share): "once \(share) of the pods have the cohort's label"
        case .unlabel: "once no pod has the cohort's label"
        case .settle: "meanwhile"
        }
    }
}
