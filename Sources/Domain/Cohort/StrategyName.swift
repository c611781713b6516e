/// The five ways of rolling out, in the specification's words.
package enum StrategyName: String, Hashable, Sendable, CaseIterable {
    case direct = "Direct"
    case canary = "Canary"
    case blueGreen = "BlueGreen"
    case rolling = "Rolling"
    case ab = "AB"
}
