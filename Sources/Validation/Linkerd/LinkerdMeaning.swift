/// The meaning of Linkerd's objects: what its admission webhook refuses in one of them, and what they do to one
/// another.
enum LinkerdMeaning {
    static let families: [RuleFamily] = alone + together

    private static let alone: [RuleFamily] = [
        LinkerdServers.family, LinkerdServerAuthorizations.family, LinkerdAuthorizationPolicies.family,
        LinkerdIdentities.family, LinkerdNetworks.family, LinkerdRateLimits.family, LinkerdRouteParents.family,
        LinkerdRouteMatches.family, LinkerdRouteFilters.family, LinkerdRouteTimeouts.family,
        LinkerdRouteAnnotations.family, LinkerdProfileRoutes.family, ProfileFields.family,
        LinkerdProfileBudget.family,
    ]

    private static let together: [RuleFamily] = [
        ServerOverlap.family, ServerReach.family, ServerDefaults.family, AuthorizationTargets.family,
        AuthenticationReferences.family, RouteAttachments.family, RouteShadows.family, ProfilesBesideRoutes.family,
        TrafficSplits.family, SplitBackends.family, ProfilePatterns.family, ServiceAnnotations.family,
        UnauthorizedRoutes.family, ServerPortNumbers.family, ServerProxies.family, ProxyAnnotations.family,
    ]
}
