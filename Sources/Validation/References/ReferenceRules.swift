/// What an object refers to, against everything else in the set.
enum ReferenceRules {
    static let families: [RuleFamily] = []
}
