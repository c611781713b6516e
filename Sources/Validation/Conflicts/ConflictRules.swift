/// Objects of the set that contradict each other.
enum ConflictRules {
    static let families: [RuleFamily] =
        [
            MeshHosts.family, GatewayOverlaps.family, SharedCertificates.family, IngressSubsets.family,
            EntryProtocols.family,
        ] + SelectorConflicts.families
}
