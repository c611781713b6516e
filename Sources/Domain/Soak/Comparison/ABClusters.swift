/// What the comparisons of several clusters come to, as those of the places of a bundle do: the new version wins that
/// is better on one cluster and worse on none, once each has had requests enough for a look, or no more time. A cluster
/// without enough of them does not decide for those that have: it only counts against a version that its few show
/// worse. Who finds the old version better is not outvoted, and not waited on either: the way back is for all.
struct ABClusters {
    let findings: [ID<Cluster>: ComparisonOutcome]
    let clusters: [ID<Cluster>]
    let onInconclusive: ABSpec.Inconclusive

    /// What follows.
    enum Verdict: Hashable {
        case promote(reason: String)
        case goBack(reason: String)
        /// A person decides.
        case ask(reason: String)
    }

    /// `nil`: it goes on.
    var verdict: Verdict? {
        let found = clusters.compactMap { findings[$0] }
        let isOver = found.count == clusters.count && found.allSatisfy(\.isFinal)
        let isNew = found.contains { if case .newWins = $0 { true } else { false } }
        if found.contains(where: { if case .oldWins = $0 { true } else { false } }) {
            return isNew ? none("the clusters disagree") : .goBack(reason: "\(ABVariant.a.victory): \(text)")
        }
        guard isNew else {
            guard isOver else { return nil }
            let isSilent = found.allSatisfy { if case .abstains = $0 { true } else { false } }
            return isSilent ? .promote(reason: text) : none(nil)
        }
        let isWorse = found.contains { $0.isWorse(.b) }
        if found.count == clusters.count, !isWorse { return .promote(reason: "\(ABVariant.b.victory): \(text)") }
        return isOver ? none("B is better on one cluster and worse on another") : nil
    }

    private func none(_ why: String?) -> Verdict {
        let reason = [why, text].compactMap(\.self).joined(separator: ": ")
        return onInconclusive == .keepA
            ? .goBack(reason: "No winner, A stays: \(reason)") : .ask(reason: "No winner: \(reason)")
    }

    /// Each cluster says its own.
    private var text: String { clusters.compactMap { findings[$0]?.reason }.joined(separator: "; ") }
}
