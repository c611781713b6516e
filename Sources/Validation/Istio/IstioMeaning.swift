/// The meaning of one object of Istio's: what istiod's validation refuses or warns of.
enum IstioMeaning {
    static let families: [RuleFamily] = []
}
