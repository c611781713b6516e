/// The meaning of one object of Istio's: what istiod's validation refuses or warns of.
///
/// Source: istiod's webhook (1.30 and the branch after it). Where it stops at the first fault, so do the rules if more
/// would change the verdict.
enum IstioMeaning {
    static let families: [RuleFamily] =
        virtualService + trafficSettings + security
        + [
            ReservedAnnotations.family, EnvoyFilterPatches.family, TelemetryRules.family, ProxyConfigRules.family,
            WasmPluginRules.family, TrafficExtensionRules.family,
        ]

    /// The kinds that istiod looks at.
    static let kinds: [ObjectKind] = [
        .virtualService, .destinationRule, .gateway, .serviceEntry, .sidecar, .envoyFilter, .workloadEntry,
        .workloadGroup, .proxyConfig, .authorizationPolicy, .requestAuthentication, .peerAuthentication, .telemetry,
        .wasmPlugin, .trafficExtension,
    ]

    private static let virtualService = [
        VirtualServiceHosts.family, HTTPRouteActions.family, HTTPRouteMatches.family, HTTPRouteHeaders.family,
        HeaderVariables.family,
        HTTPRouteFaults.family, HTTPRouteRewrites.family, StreamRoutes.family,
    ]
    private static let trafficSettings = [
        DestinationRuleRules.family, TrafficPolicies.family, GatewayServers.family, ServerTLS.family,
        ServiceEntryHosts.family, ServiceEntryEndpoints.family, WorkloadEntries.family, WorkloadGroups.family,
        SidecarListeners.family, SidecarIngress.family, SidecarEgressHosts.family,
    ]
    private static let security = [
        AuthorizationActions.family, AuthorizationRuleParts.family, RequestAuthenticationRules.family,
        PeerAuthenticationRules.family,
    ]
}
