/// What an object refers to, against everything else in the set.
enum ReferenceRules {
    static let families: [RuleFamily] =
        [
            DestinationHosts.family, DestinationSubsets.family, Delegates.family, SubsetWorkloads.family,
            GatewayReferences.family,
            GatewaySelection.family, GatewayCredentials.family, ClaimRoutes.family, AuthorizationReach.family,
            TargetReach.family, HiddenProfileRoutes.family,
            ServerCertificates.family, EntryAddresses.family, EntryEndpoints.family, EnvoyPatches.family,
            LogProviders.family, MeshProviders.authorizers, MeshProviders.telemetry,
            DefinitionVersions.family, UnreachableRoutes.family, HiddenRoutes.family, HiddenStreamRoutes.family,
            ImpossibleMatches.family, RoutePlaces.family, DelegatePlaces.family, RouteSources.family,
            ImpossibleRouteMatches.family, ImpossibleProfileRoutes.family, TryTimeouts.family,
        ] + SelectorReach.families + Deprecations.families
}
