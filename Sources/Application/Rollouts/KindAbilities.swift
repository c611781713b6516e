package import Domain
import Mesh

/// How policies of a kind can be rolled out: in which units, and by which strategies.
package struct KindAbilities: Hashable, Sendable {
    /// One unit or strategy.
    package struct Ability: Hashable, Sendable {
        package let name: String
        package let isPossible: Bool
        /// How, or why not.
        package let text: String
    }

    package let kind: PolicyKind
    /// The finest first.
    package let units: [Ability]
    package let strategies: [Ability]

    package init(_ kind: PolicyKind) {
        self.kind = kind
        let possibilities = Mechanics.of(kind).units
        units = CohortUnit.allCases.compactMap { unit in
            possibilities[unit].map { Ability(name: unit.rawValue, isPossible: $0.isPossible, text: $0.text) }
        }
        strategies = StrategyName.allCases.map { strategy in
            let found = StrategyTable.possibility(of: strategy, for: kind)
            return Ability(name: strategy.rawValue, isPossible: found.isPossible, text: found.text)
        }
    }

    /// Why no policy of the kind can be rolled out by the strategy; `nil`: it can.
    func refusal(of strategy: StrategyName) -> String? {
        guard let asked = strategies.first(where: { $0.name == strategy.rawValue }), !asked.isPossible else {
            return nil
        }
        return "\(strategy.rawValue) cannot be had: \(asked.text)"
    }

    /// The strategies that some policy of the kind can be rolled out by.
    var possible: [StrategyName] {
        strategies.filter(\.isPossible).compactMap { StrategyName(rawValue: $0.name) }
    }
}
