/// References and mTLS settings, as Kiali looks at them.
enum SettingRules {
    static let families: [RuleFamily] = []
}
