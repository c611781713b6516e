/// Objects that overlap, as Kiali looks at them.
enum OverlapRules {
    static let families: [RuleFamily] = [
        SelectorOverlaps.family, DestinationRuleOverlaps.family, SharedGatewayHosts.family,
        SharedGatewayPorts.family, RouteHostOverlaps.family,
        ServiceEntryOverlaps.family, KubernetesGatewayOverlaps.family, ListenerConflicts.family,
        WorkloadGroupOverlaps.family,
    ]
}
