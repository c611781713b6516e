import Domain

/// Where the routes of a VirtualService lead to: a host that the mesh has to know, a subset that has to exist.
enum RouteDestinations {
    static let family = RuleFamily(
        "destinations of routes", codes: [.unknownDestination, .unknownDestinationLetThrough, .missingSubset],
        kinds: [.virtualService], scope: .set
    ) { subject in
        fields(subject.spec).flatMap { destination -> [Remark] in
            guard let name = destination["host"].string, !name.isEmpty else { return [] }
            let host = subject.host(name)
            return unknownHost(destination["host"], host, subject) + missingSubset(destination, host, subject)
        }
    }

    /// The destinations of every route, in order.
    static func fields(_ spec: Field) -> [Field] {
        ["http", "tcp", "tls"].flatMap { protocolName in
            spec[protocolName].elements.flatMap { route in route["route"].elements.map { $0["destination"] } }
        }
    }

    private static func unknownHost(_ field: Field, _ host: String, _ subject: Subject) -> [Remark] {
        guard !subject.isReachable(host), subject.knowsHosts(like: host) else { return [] }
        let missing = UnknownHost(refused: .unknownDestination, letThrough: .unknownDestinationLetThrough)
        return [
            missing.remark(
                field, subject.settings,
                "is no host of a Service or ServiceEntry that \(subject.object.namespace) sees",
                hint: "write the full name, or add the Service or ServiceEntry")
        ]
    }

    private static func missingSubset(_ destination: Field, _ host: String, _ subject: Subject) -> [Remark] {
        guard let subset = destination["subset"].string, !subset.isEmpty, subject.set.has(.destinationRule),
            !isDefined(subset, host, subject)
        else { return [] }
        return [
            Remark(
                .missingSubset, destination, "names subset \(subset), which no DestinationRule for the host defines",
                hint: "define it in a DestinationRule that \(subject.object.namespace) sees")
        ]
    }

    /// Whether a DestinationRule for the host or for a wildcard that holds it has the subset.
    private static func isDefined(_ subset: String, _ host: String, _ subject: Subject) -> Bool {
        func isDefined(for name: String) -> Bool {
            subject.set.objects(.ruleSubsets, "\(name)\n\(subset)").contains { rule in
                subject.sees(rule)
                    && rule.spec["host"].string.map { subject.host($0, from: rule.namespace) } == name
            }
        }
        return isDefined(for: host) || HostName.wildcards(containing: host).contains(where: isDefined)
    }
}

extension SetIndex {
    /// DestinationRules by each host and subset: a full name that the host may have, a new line, the subset.
    static let ruleSubsets = SetIndex("destination rules by subset", of: [.destinationRule]) { rule in
        guard let host = rule.spec["host"].string else { return [] }
        let subsets = rule.spec["subsets"].elements.compactMap { $0["name"].string }
        return HostReading.all(host, in: rule.namespace).flatMap { name in subsets.map { "\(name)\n\($0)" } }
    }
}
