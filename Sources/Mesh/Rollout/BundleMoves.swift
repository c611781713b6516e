package import Domain

/// In which order the moves of several policies are done: all objects before the first label, then the labels, and so
/// on. So every policy may count on what its mechanics promise ("no pod has the label yet"), whatever the others of the
/// bundle do. A worker does them so, and the lint goes through them so.
package enum BundleMoves {
    /// One policy's moves.
    package struct Script: Sendable {
        let kind: PolicyKind
        package let moves: [Move]

        package init(kind: PolicyKind, moves: [Move]) {
            self.kind = kind
            self.moves = moves
        }
    }

    /// What of one script is done in a phase, in its order.
    package struct Part: Hashable, Sendable {
        /// Of its script, in the list that was given.
        package let place: Int
        let kind: PolicyKind
        package let moves: [Move]
    }

    package enum Phase: Hashable, Sendable {
        /// Ranks one after the other; in each, what several policies do at once.
        case objects([[Part]])
        /// One labelling for all who ask for it, of which `place` is the first; `nil`: no pod has the label.
        case label(Share?, place: Int)
        case settle
    }

    /// The lists of all policies, cut at their labels and laid side by side: the label is one for all of them, so
    /// nobody's pods get or lose it before everybody's objects are ready for that.
    package static func phases(of scripts: [Script], backwards: Bool = false) -> [Phase] {
        let cut = scripts.map { script in
            (
                script: script,
                parts: script.moves.split(omittingEmptySubsequences: false, whereSeparator: \.isLabelling),
                labels: script.moves.filter(\.isLabelling)
            )
        }
        let depth = cut.map(\.parts.count).max() ?? 0
        return (0..<depth).flatMap { level in
            let here = cut.enumerated().filter { level < $1.parts.count }.map { place, cut in
                Part(place: place, kind: cut.script.kind, moves: Array(cut.parts[level]))
            }
            let labels = cut.enumerated().filter { level < $1.labels.count }.map { ($0, $1.labels[level]) }
            return stretch(of: here, backwards: backwards) + barriers(labels)
        }
    }

    /// What lies between two labels, cut at settles and laid side by side.
    private static func stretch(of parts: [Part], backwards: Bool) -> [Phase] {
        let cut = parts.map { part in
            (part: part, moves: part.moves.split(omittingEmptySubsequences: false) { $0 == .settle })
        }
        let depth = cut.map(\.moves.count).max() ?? 0
        var phases: [Phase] = []
        for level in 0..<depth {
            if level > 0 { phases.append(.settle) }
            let here = cut.filter { level < $0.moves.count && !$0.moves[level].isEmpty }.map { cut in
                Part(place: cut.part.place, kind: cut.part.kind, moves: Array(cut.moves[level]))
            }
            let ranks = ranks(here, backwards: backwards)
            if !ranks.isEmpty { phases.append(.objects(ranks)) }
        }
        return phases
    }

    /// Make before break: writes go up the ranks, then what is only removed goes down them. The way out goes down.
    private static func ranks(_ parts: [Part], backwards: Bool) -> [[Part]] {
        guard backwards else {
            return BundleOrder.waves(parts, kind: \.kind, change: { $0.onlyRemoves ? .remove : .write })
        }
        return Dictionary(grouping: parts) { BundleOrder.rank(of: $0.kind) }.sorted { $0.key > $1.key }.map(\.value)
    }

    /// One labelling for all.
    private static func barriers(_ labels: [(place: Int, move: Move)]) -> [Phase] {
        var known: Set<Share?> = []
        return labels.compactMap { place, move in
            let share: Share? = if case .label(let share) = move { share } else { nil }
            return known.insert(share).inserted ? .label(share, place: place) : nil
        }
    }
}

extension BundleMoves.Part {
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
