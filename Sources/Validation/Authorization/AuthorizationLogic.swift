/// What a set of authorization rules comes to: contradictions, shadows, dead rules, allow or deny all by accident.
enum AuthorizationLogic {
    static let families: [RuleFamily] = [
        DeadRules.family, CoveredRules.family, OpenPolicies.family, ClosedPolicies.family, ValueTraps.family,
        HTTPRulesOnTCP.family, TokensWithoutIssuer.family, LinkerdOpenAuthorizations.family,
    ]
}
