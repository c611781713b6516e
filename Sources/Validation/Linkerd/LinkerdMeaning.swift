/// The meaning of one object of Linkerd's: what its admission webhook refuses.
enum LinkerdMeaning {
    static let families: [RuleFamily] = []
}
