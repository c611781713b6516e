import Domain

/// Subsets that VirtualServices send to: a DestinationRule for the host, or for a wildcard that holds it, must define
/// them, and the VirtualService's namespace must see it, and that of the pods of its gateways.
enum DestinationSubsets {
    static let family = RuleFamily(
        "subsets of destinations",
        codes: [
            .unknownSubset, .subsetOfUnknownRules, .unknownMirrorSubset, .missingSubset, .missingGatewaySubset,
        ],
        kinds: [.virtualService], scope: .set
    ) { subject in
        guard subject.set.isKnown(.destinationRule) else { return [] }
        let gateways = BlindGateways(subject)
        return RouteDestination.all(of: subject.spec).compactMap { destination -> Remark? in
            guard let subset = destination.subset else { return nil }
            let host = subject.host(destination.host)
            let rules = subject.set.destinationRules(defining: subset, of: host)
            guard !rules.isEmpty else {
                return isNobody(host, destination, subject) ? nil : unknown(subset, host, destination, subject)
            }
            guard !destination.isMirror else { return nil }
            if let blind = gateways.first(of: destination.route, without: rules) {
                return unseen(subset, destination, blind, rules)
            }
            guard !rules.contains(where: subject.sees) else { return nil }
            return Remark(
                .missingSubset, destination.field,
                "names subset \(subset), which no DestinationRule that \(subject.object.namespace) sees defines",
                hint: "export the DestinationRule to the namespace"
            ).naming(rules.map(\.key))
        }
    }

    private static func unseen(
        _ subset: String, _ destination: RouteDestination, _ blind: BlindGateways.Blind, _ rules: [KnownObject]
    ) -> Remark {
        let places = blind.namespaces.joined(separator: ", ")
        return Remark(
            .missingGatewaySubset, destination.field,
            "names subset \(subset), which no DestinationRule defines that the pods of \(blind.gateway.key) in namespace "
                + "\(places) see",
            hint: "export the DestinationRule to \(places)"
        ).naming(rules.map(\.key) + [blind.gateway.key])
    }

    /// Whether it is known which rules there are for the host: the set has one, or has the rules of its namespace.
    private static func knowsRules(for host: String, _ subject: Subject) -> Bool {
        let namespace = HostName.service(host)?.namespace ?? subject.object.namespace
        return subject.set.isKnown(.destinationRule, in: namespace)
            || !subject.set.destinationRules(meaning: host).isEmpty
    }

    /// Whether the host is unknown and has no rule either: that is one fault, told of the host.
    private static func isNobody(_ host: String, _ destination: RouteDestination, _ subject: Subject) -> Bool {
        let namespace = subject.object.namespace
        return subject.set.destinationRules(meaning: host).isEmpty
            && subject.set.knowledge(ofHost: HostName.qualified(destination.host, in: namespace), from: namespace)
                != .nothing
            && subject.set.service(
                host: destination.host, from: namespace, exportTo: subject.spec["exportTo"].strings) == nil
    }

    private static func unknown(
        _ subset: String, _ host: String, _ destination: RouteDestination, _ subject: Subject
    ) -> Remark? {
        guard knowsRules(for: host, subject) else {
            return destination.isMirror
                ? nil
                : Remark(
                    .subsetOfUnknownRules, destination.field,
                    "no DestinationRule that is known has a subset \(subset) for \(host)",
                    hint: "known are rules of other namespaces only: judge beside the cluster, or name the rule's file "
                        + "as context")
        }
        let known = subject.set.subsets(ofHost: host).sorted()
        return Remark(
            destination.isMirror ? .unknownMirrorSubset : .unknownSubset, destination.field,
            "no DestinationRule for \(host) has a subset \(subset)",
            hint: known.isEmpty
                ? "create a DestinationRule with the subset first" : "known are \(known.joined(separator: ", "))"
        ).naming(subject.set.destinationRules(meaning: host).map(\.key))
    }
}
