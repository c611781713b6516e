import Domain

/// DestinationRules that say the same subset of the same host, or everything about it.
enum DestinationRuleOverlaps {
    static let family = RuleFamily(
        "overlapping destination rules", codes: [.overlappingRules], kinds: [.destinationRule], scope: .set
    ) { subject in
        guard let name = subject.spec["host"].string, !name.isEmpty, !isWideMTLS(subject.object),
            let other = other(subject, subject.host(name))
        else { return [] }
        return [
            Remark(
                .overlappingRules, subject.spec["host"],
                "is a host for which DestinationRule \(other.namespace)/\(other.name) says the same subsets, or all",
                hint: "merge them"
            ).naming(other)
        ]
    }

    /// What stands for all subsets where a rule names none.
    fileprivate static let all = "~"

    /// The subsets of a rule.
    fileprivate static func subsets(_ rule: KnownObject) -> [String] {
        let names = rule.spec["subsets"].elements.compactMap { $0["name"].string }
        return names.isEmpty ? [all] : names
    }

    /// Rules that only switch mTLS on for a namespace or the mesh are meant to lie beneath others.
    private static func isWideMTLS(_ rule: KnownObject) -> Bool {
        guard ClientMode(rule) == .istioMutual, let host = rule.spec["host"].string else { return false }
        return host == WideHost.mesh || host == WideHost.namespace(rule.namespace)
    }

    private static func other(_ subject: Subject, _ host: String) -> KnownObject? {
        let own = subsets(subject.object)
        let words = own == [all] ? [""] : own + [all]
        let hosts = subject.set.ruleHosts(holding: host)
        for word in words {
            for name in hosts {
                let found = subject.set.objects(.rulesByHost, "\(name)\n\(word)")
                if let other = found.first(where: { isOther($0, subject, host) }) { return other }
            }
            guard HostName.isWildcard(host) else { continue }
            let below = subject.set.objects(.rulesBelow, "\(host.dropFirst())\n\(word)")
            if let other = below.first(where: { isOther($0, subject, host) }) { return other }
        }
        return nil
    }

    private static func isOther(_ rule: KnownObject, _ subject: Subject, _ host: String) -> Bool {
        rule.key != subject.object.key && !isWideMTLS(rule) && subject.isSeen(with: rule)
            && rule.spec["host"].string.map {
                HostName.overlap(subject.host($0, from: rule.namespace), host)
            } ?? false
    }
}

extension SetIndex {
    /// DestinationRules by each full name that their host may have, a new line, and each subset or nothing.
    fileprivate static let rulesByHost = SetIndex("destination rules by host and subset", of: [.destinationRule]) {
        words($0) { [$0] }
    }

    /// The same by what the first words of the host stand before, with the dot, and by nothing.
    fileprivate static let rulesBelow = SetIndex("destination rules below a domain", of: [.destinationRule]) {
        words($0) { host in HostName.wildcards(containing: host).map { String($0.dropFirst()) } }
    }

    private static func words(_ rule: KnownObject, _ of: (String) -> [String]) -> [String] {
        guard let host = rule.spec["host"].string else { return [] }
        let subsets = [""] + DestinationRuleOverlaps.subsets(rule)
        return HostReading.all(host, in: rule.namespace).flatMap(of).flatMap { name in subsets.map { "\(name)\n\($0)" }
        }
    }
}
