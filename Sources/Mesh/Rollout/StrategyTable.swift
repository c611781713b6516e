package import Domain

/// Which kinds can be rolled out by which strategy, and how or why not: the API's refusals and `docs/mechanics/` are
/// made of it. A single change may still be impossible (`KindMechanics.book`).
package enum StrategyTable {
    package static func possibility(of strategy: StrategyName, for kind: PolicyKind) -> UnitPossibility {
        switch strategy {
        case .direct: .possible("the new version everywhere at once")
        case .canary: .possible("a growing share of " + shares(of: kind))
        case .blueGreen: blueGreen(kind)
        case .rolling: .possible("batches of " + batches(of: kind))
        case .ab: ab(kind)
        }
    }

    private static func blueGreen(_ kind: PolicyKind) -> UnitPossibility {
        switch Mechanics.of(kind).possibility(of: .green) {
        case .possible(let how): .possible("green beside blue (\(how))")
        case .impossible(let why): .impossible("nothing can stand beside, unseen by production traffic: \(why)")
        }
    }

    private static func ab(_ kind: PolicyKind) -> UnitPossibility {
        let variant = Mechanics.of(kind).possibility(of: .variant)
        let cohorts = Mechanics.units(of: kind).filter { $0 != .clusters }
        var ways = variant.isPossible ? ["by header or cookie (\(variant.text))"] : []
        if !cohorts.isEmpty { ways.append("by cohort (\(list(cohorts)))") }
        guard ways.isEmpty else { return .possible(ways.joined(separator: "; ")) }
        return .impossible(
            "within one cluster all requests have the same version: \(variant.text); clusters are no two groups of the"
                + " same traffic")
    }

    private static func shares(of kind: PolicyKind) -> String { "the " + list(Mechanics.units(of: kind)) }

    /// Only what can be counted off comes in batches: a share of the requests has no "these first".
    private static func batches(of kind: PolicyKind) -> String {
        list(Mechanics.units(of: kind).filter { $0 == .workloads || $0 == .clusters })
    }

    /// `requests, workloads or clusters`.
    private static func list(_ units: [CohortUnit]) -> String {
        let names = units.map(\.rawValue)
        guard let last = names.last, names.count > 1 else { return names.joined() }
        return names.dropLast().joined(separator: ", ") + " or " + last
    }
}
