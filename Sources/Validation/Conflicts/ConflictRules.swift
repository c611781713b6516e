/// Objects of the set that contradict each other.
enum ConflictRules {
    static let families: [RuleFamily] = []
}
