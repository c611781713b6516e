/// HS80..: traps of a rollout that need no strategy. HS81..: what makes a certain change, rolled out in a certain way,
/// unsafe or impossible (the room Impact finds them).
extension FindingCode {
    package static let rollout: [FindingCode] = [
        selectorRuleHidesRule, ruleSwallowed, selectorRuleLacksSubsets, mutualTLSJump, lastAllowGoes,
        strategyImpossible, stepImpossible, stepUnsafe, emptyCohort, onlyByClusters, probesDenied,
        bundleGap, takenFromUsers, gatewayPortTaken, takenFromPlans,
    ]

    static let selectorRuleHidesRule = FindingCode(
        "HS8001", .warning, "A DestinationRule for some pods hides the rule of the others",
        page: .init(
            why: "Istio looks for DestinationRules in the client's namespace first and ends the search there, where it "
                + "finds any for the host. Pods that `workloadSelector` does not select then have no rule at all: no "
                + "subsets, no pool, no outlier detection.",
            example: """
                kind: DestinationRule
                metadata: {name: reviews, namespace: shop}
                spec: {host: reviews.shop.svc.cluster.local, subsets: [{name: v1}]}
                ---
                kind: DestinationRule
                metadata: {name: canary, namespace: web}
                spec:
                  host: reviews.shop.svc.cluster.local
                  workloadSelector: {matchLabels: {app: web}}
                """,
            mend: "Write the rule without `workloadSelector` into the clients' namespace before the one with it. "
                + "HotSwap's own rollouts of DestinationRules do so."))
    static let ruleSwallowed = FindingCode(
        "HS8002", .warning, "A DestinationRule that is exported to `.` disappears in one with a workloadSelector",
        page: .init(
            why: "A rule with `workloadSelector` is private to its namespace. Istio merges a rule for the same host "
                + "that is exported to just the same place into it, and keeps no rule for the other pods.",
            example: """
                kind: DestinationRule
                metadata: {name: reviews}
                spec: {host: reviews, exportTo: ["."]}
                ---
                kind: DestinationRule
                metadata: {name: canary}
                spec: {host: reviews, workloadSelector: {matchLabels: {app: web}}}
                """,
            mend: "Leave `exportTo` out of the rule for all pods, or name another namespace beside `.`."))
    static let selectorRuleLacksSubsets = FindingCode(
        "HS8003", .warning, "A DestinationRule for some pods lacks subsets of the rule that it stands in for",
        page: .init(
            why: "Subsets do not carry over from the other rule. Routes of VirtualServices to a subset that is missing "
                + "answer 503 for the selected pods.",
            example: """
                kind: DestinationRule
                metadata: {name: reviews}
                spec: {host: reviews, subsets: [{name: v1}, {name: v2}]}
                ---
                kind: DestinationRule
                metadata: {name: canary}
                spec:
                  host: reviews
                  workloadSelector: {matchLabels: {app: web}}
                  subsets: [{name: v2}]
                """,
            mend: "Repeat every subset, and change only what the canary is about."))
}
