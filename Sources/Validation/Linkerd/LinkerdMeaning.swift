/// The meaning of one object of Linkerd's: what its admission webhook refuses.
enum LinkerdMeaning {
    static let families: [RuleFamily] = [
        LinkerdServers.family, LinkerdServerAuthorizations.family, LinkerdAuthorizationPolicies.family,
        LinkerdIdentities.family, LinkerdNetworks.family, LinkerdRateLimits.family, LinkerdRouteParents.family,
        LinkerdRouteMatches.family, LinkerdRouteFilters.family, LinkerdRouteTimeouts.family,
        LinkerdRouteAnnotations.family, LinkerdProfileRoutes.family, ProfileFields.family,
        LinkerdProfileBudget.family,
    ]
}
