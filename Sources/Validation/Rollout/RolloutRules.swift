/// Traps of rolling policies out that can be seen before any rollout begins.
enum RolloutRules {
    static let families: [RuleFamily] = [SelectorRuleTraps.family]
}
