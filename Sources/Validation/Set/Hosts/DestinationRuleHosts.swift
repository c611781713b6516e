extension SetIndex {
    /// DestinationRules by the full name of their host.
    static let destinationRuleHosts = SetIndex("destination rule hosts", of: [.destinationRule]) { rule in
        rule.spec["host"].string.map { [HostName.qualified($0, in: rule.namespace)] } ?? []
    }
}

extension ValidationSet {
    /// The DestinationRules for exactly this host, wherever they are.
    ///
    /// - Parameter fullName: A full name or a wildcard (`HostName.qualified`).
    func destinationRules(ofHost fullName: String) -> [KnownObject] { objects(.destinationRuleHosts, fullName) }

    /// The DestinationRules that mean this host, exactly or by a wildcard.
    func destinationRules(meaning fullName: String) -> [KnownObject] {
        var words = [fullName]
        words += HostName.wildcards(containing: fullName).filter { $0 != fullName }
        return words.flatMap { objects(.destinationRuleHosts, $0) }
    }

    /// The names of the subsets that DestinationRules define for exactly this host.
    func subsets(ofHost fullName: String) -> Set<String> {
        Set(destinationRules(ofHost: fullName).flatMap { $0.spec["subsets"].elements.compactMap { $0["name"].string } })
    }
}
