/// Objects that overlap, as Kiali looks at them.
enum OverlapRules {
    static let families: [RuleFamily] = []
}
