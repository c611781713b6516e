/// What the target's mesh version does not know, or no longer wants.
enum VersionRules {
    static let families: [RuleFamily] = []
}
