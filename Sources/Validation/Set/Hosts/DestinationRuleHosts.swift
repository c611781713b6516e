extension SetIndex {
    /// DestinationRules by the full name of their host.
    static let destinationRuleHosts = SetIndex("destination rule hosts", of: [.destinationRule]) { rule in
        rule.spec["host"].string.map { [HostName.qualified($0, in: rule.namespace)] } ?? []
    }

    /// DestinationRules for wildcards, under the empty word.
    static let wildcardRules = SetIndex("destination rules of wildcards", of: [.destinationRule]) { rule in
        HostName.isWildcard(rule.spec["host"].string ?? "") ? [""] : []
    }

    /// DestinationRules by each host and subset: a full name that the host may have, a new line, the subset.
    static let ruleSubsets = SetIndex("destination rules by subset", of: [.destinationRule]) { rule in
        guard let host = rule.spec["host"].string else { return [] }
        let subsets = rule.spec["subsets"].elements.compactMap { $0["name"].string }
        return HostReading.all(host, in: rule.namespace).flatMap { name in subsets.map { "\(name)\n\($0)" } }
    }
}

extension ValidationSet {
    /// The DestinationRules for exactly this host, wherever they are.
    ///
    /// - Parameter fullName: A full name or a wildcard (`HostName.qualified`).
    func destinationRules(ofHost fullName: String) -> [KnownObject] { objects(.destinationRuleHosts, fullName) }

    /// The DestinationRules that mean this host, exactly or by a wildcard.
    func destinationRules(meaning fullName: String) -> [KnownObject] {
        ruleHosts(holding: fullName).flatMap { objects(.destinationRuleHosts, $0) }
    }

    /// The hosts under which DestinationRules for this one may be found: its own and, where any rule has a wildcard,
    /// the wildcards that hold it.
    func ruleHosts(holding fullName: String) -> [String] {
        guard !objects(.wildcardRules, "").isEmpty else { return [fullName] }
        return [fullName] + HostName.wildcards(containing: fullName).filter { $0 != fullName }
    }

    /// The DestinationRules that define a subset of this host, for it exactly or for a wildcard that holds it.
    func destinationRules(defining subset: String, of fullName: String) -> [KnownObject] {
        ruleHosts(holding: fullName).flatMap { name in
            objects(.ruleSubsets, "\(name)\n\(subset)").filter { rule in
                rule.spec["host"].string.map { self.fullName($0, from: rule.namespace) } == name
            }
        }
    }

    /// The names of the subsets that DestinationRules define for exactly this host.
    func subsets(ofHost fullName: String) -> Set<String> {
        Set(destinationRules(ofHost: fullName).flatMap { $0.spec["subsets"].elements.compactMap { $0["name"].string } })
    }
}
