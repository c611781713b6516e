/// How much of the whole a step reaches: a percentage, or a number of units.
package enum Share: Hashable, Sendable {
    /// 1 to 100.
    case percent(Int)
    /// 1 or more units: pods, namespaces or clusters.
    case count(Int)

    /// How many of `total` units the share is: at least one where there is any, all of them only at 100 % (or where
    /// one is all).
    package func of(_ total: Int) -> Int {
        guard total > 0 else { return 0 }
        switch self {
        case .percent(let percent) where percent >= 100: return total
        case .percent(let percent):
            let rounded = (total * min(max(percent, 0), 100) + 50) / 100
            return min(max(rounded, 1), max(total - 1, 1))
        case .count(let count): return min(max(count, 1), total)
        }
    }

    /// Whether the share is everything whatever the total.
    package var isEverything: Bool { if case .percent(let percent) = self { percent >= 100 } else { false } }
}

extension Share: CustomStringConvertible {
    /// `10 %` or `3`.
    package var description: String {
        switch self {
        case .percent(let percent): "\(percent) %"
        case .count(let count): "\(count)"
        }
    }
}
