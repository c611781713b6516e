import Domain

/// Subsets that VirtualServices send to: a DestinationRule for the host must define them.
enum DestinationSubsets {
    static let family = RuleFamily(
        "subsets of destinations", codes: [.unknownSubset, .unknownMirrorSubset], kinds: [.virtualService], scope: .set
    ) { subject in
        guard subject.set.has(.destinationRule) else { return [] }
        return RouteDestination.all(of: subject.spec).compactMap { destination -> Remark? in
            guard let subset = destination.subset else { return nil }
            let host = HostName.qualified(destination.host, in: subject.object.namespace)
            guard !isDefined(subset, ofHost: host, in: subject.set) else { return nil }
            return Remark(
                destination.isMirror ? .unknownMirrorSubset : .unknownSubset, destination.field["subset"],
                "no DestinationRule for \(host) has a subset \(subset)", hint: hint(subject.set, host))
        }
    }

    private static func isDefined(_ subset: String, ofHost host: String, in set: ValidationSet) -> Bool {
        set.destinationRules(ofHost: host).contains { rule in
            rule.spec["subsets"].elements.contains { $0["name"].string == subset }
        }
    }

    private static func hint(_ set: ValidationSet, _ host: String) -> String {
        let known = set.subsets(ofHost: host).sorted()
        return known.isEmpty
            ? "create a DestinationRule with the subset first" : "known are \(known.joined(separator: ", "))"
    }
}
