import Domain

/// What a DestinationRule for some client pods (`workloadSelector`), as a canary of a rule is, does to the others
/// (istiod's `setDestinationRules`, `mergeDestinationRule` and `SidecarScope.DestinationRule`).
enum SelectorRuleTraps {
    static let family = RuleFamily(
        "destination rules for some clients",
        codes: [.selectorRuleHidesRule, .ruleSwallowed, .selectorRuleLacksSubsets], kinds: [.destinationRule],
        scope: .set
    ) { subject in
        guard let host = subject.spec["host"].string else { return [] }
        let fullName = HostName.qualified(host, in: subject.object.namespace)
        let others = subject.set.destinationRules(ofHost: fullName).filter { $0.key != subject.object.key }
        guard hasSelector(subject.object) else { return swallowed(subject, others) }
        return hiding(subject, fullName, others) + lacking(subject, fullName, others)
    }

    private static func hasSelector(_ rule: KnownObject) -> Bool { !rule.spec["workloadSelector"].isEmpty }

    /// The search for a rule ends in the client's namespace, where there is any: also for pods that it is not for.
    private static func hiding(_ subject: Subject, _ host: String, _ others: [KnownObject]) -> [Remark] {
        let namespace = subject.object.namespace
        guard !others.contains(where: { $0.namespace == namespace && !hasSelector($0) }),
            let hidden = elsewhere(subject, host, others)
        else { return [] }
        return [
            Remark(
                .selectorRuleHidesRule, subject.spec["workloadSelector"],
                "the other pods of namespace \(namespace) no longer find \(name(hidden)), which was for them",
                hint: "write the same rule without workloadSelector into namespace \(namespace) first"
            ).naming(hidden)
        ]
    }

    /// A rule without a selector that is shown to the very place of one with a selector is merged into that one.
    private static func swallowed(_ subject: Subject, _ others: [KnownObject]) -> [Remark] {
        guard subject.spec["exportTo"].strings == ["."],
            let selecting = others.first(where: { $0.namespace == subject.object.namespace && hasSelector($0) })
        else { return [] }
        return [
            Remark(
                .ruleSwallowed, subject.spec["exportTo"],
                "the rule is merged into \(name(selecting)) and not kept: pods that one does not select have no rule",
                hint: "leave exportTo out, or name another namespace beside the own one"
            ).naming(selecting)
        ]
    }

    /// Subsets of another rule are not taken over, unless that one is exported to `.` beside other namespaces.
    private static func lacking(_ subject: Subject, _ host: String, _ others: [KnownObject]) -> [Remark] {
        let own = subsets(subject.object)
        let local = others.first { $0.namespace == subject.object.namespace && !hasSelector($0) }
        guard let stable = local ?? elsewhere(subject, host, others),
            !(stable.namespace == subject.object.namespace && stable.spec["exportTo"].strings.contains("."))
        else { return [] }
        let missing = subsets(stable).subtracting(own).sorted()
        guard !missing.isEmpty else { return [] }
        return [
            Remark(
                .selectorRuleLacksSubsets, subject.spec["subsets"],
                "routes to \(missing.joined(separator: ", ")) answer 503 for the selected pods: \(name(stable)) has"
                    + " subsets that this rule does not repeat",
                hint: "repeat every subset of the rule that it stands in for"
            ).naming(stable)
        ]
    }

    /// The rule that pods of the namespace would find without one of their own.
    private static func elsewhere(_ subject: Subject, _ host: String, _ others: [KnownObject]) -> KnownObject? {
        let service = HostName.service(host)?.namespace
        for namespace in [service, subject.settings.rootNamespace] where namespace != subject.object.namespace {
            let found = others.first { rule in
                rule.namespace == namespace && !hasSelector(rule)
                    && ExportScope.isVisible(ExportScope.scopes(of: rule), from: subject.object.namespace)
            }
            if let found { return found }
        }
        return nil
    }

    private static func subsets(_ rule: KnownObject) -> Set<String> {
        Set(rule.spec["subsets"].elements.compactMap { $0["name"].string })
    }

    private static func name(_ rule: KnownObject) -> String { "DestinationRule \(rule.namespace)/\(rule.name)" }
}
