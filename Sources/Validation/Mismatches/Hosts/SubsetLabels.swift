import Domain

/// A subset is for the workloads of the host that carry its labels.
enum SubsetLabels {
    static func remarks(_ subject: Subject, _ host: String) -> [Remark] {
        let subsets = subject.spec["subsets"].elements
        var unlabelled: [Field] = []
        var remarks: [Remark] = []
        var isAnyFound = false
        for subset in subsets {
            guard let labels = subset["labels"].labelSelector else { continue }
            if labels.isEmpty {
                unlabelled.append(subset)
            } else {
                let carried = isCarried(labels, host, subject)
                let isUsed = carried != true && isUsed(subset["name"].string, host, subject)
                // Of workloads that are not known no more is told than that they are not, and only where it is idle.
                if carried == true || carried == nil && (isUsed || !subject.set.knowsWorkloads) {
                    isAnyFound = true
                } else {
                    remarks.append(missing(subset, isUsed))
                }
            }
        }
        let code: FindingCode = isAnyFound ? .subsetWithoutLabelsBesideOthers : .subsetWithoutLabels
        return remarks
            + unlabelled.map {
                Remark(code, $0, "has no labels, so it is every workload of the host", hint: "give it labels")
            }
    }

    private static func missing(_ subset: Field, _ isUsed: Bool) -> Remark {
        Remark(
            isUsed ? .subsetWithoutWorkload : .unusedSubsetWithoutWorkload, subset,
            isUsed
                ? "has labels that no workload of the host carries, and a VirtualService routes to it"
                : "has labels that no workload of the host carries",
            hint: "compare its labels with those of the pods")
    }

    /// Whether some workload of the host has the labels; `nil` where its workloads are not known.
    private static func isCarried(_ labels: [String: String], _ host: String, _ subject: Subject) -> Bool? {
        let namespace = namespace(host, subject)
        let knowsWorkloads = subject.set.knowsWorkloads(in: namespace)
        let selector = subject.service(host)?.spec["selector"].texts ?? [:]
        guard selector.isEmpty else {
            // Where nothing that is known stands behind the Service, something that is not known does.
            guard knowsWorkloads,
                subject.set.listed.contains(.pod) || subject.set.hasWorkload(selectedBy: selector, in: namespace)
            else { return nil }
            let merged = selector.merging(labels) { selected, _ in selected }
            return labels.allSatisfy { merged[$0.key] == $0.value }
                && subject.set.hasWorkload(selectedBy: merged, in: namespace)
        }
        let entries = subject.serviceEntries(for: host)
        guard entries.contains(where: { !$0.spec["endpoints"].isEmpty }) || knowsWorkloads else { return nil }
        return entries.contains { carries($0, labels, subject) }
    }

    private static func namespace(_ host: String, _ subject: Subject) -> String {
        subject.service(host)?.namespace ?? subject.object.namespace
    }

    /// Whether an endpoint of a ServiceEntry, or a workload that it selects, has the labels.
    private static func carries(_ entry: KnownObject, _ labels: [String: String], _ subject: Subject) -> Bool {
        let selector = entry.spec["workloadSelector"]["labels"].texts
        guard selector.isEmpty else {
            let merged = selector.merging(labels) { selected, _ in selected }
            return !subject.set.knowsWorkloads(in: entry.namespace)
                || subject.set.hasWorkload(selectedBy: merged, in: entry.namespace)
                || subject.set.has(.workloadEntry)
        }
        return entry.spec["endpoints"].elements.contains { endpoint in
            let own = endpoint["labels"].texts
            return labels.allSatisfy { own[$0.key] == $0.value || PlaceLabels.has($0.key) }
        }
    }

    private static func isUsed(_ subset: String?, _ host: String, _ subject: Subject) -> Bool {
        guard let subset else { return false }
        return subject.set.objects(.routedSubsets, "\(host)\n\(subset)").contains { route in
            RouteDestination.all(of: route.spec).contains { destination in
                !destination.isMirror && destination.subset == subset
                    && subject.host(destination.host, from: route.namespace) == host
            }
        }
    }
}

extension SetIndex {
    /// VirtualServices by each host and subset that they route to: a full name that the host may have, a new line, the
    /// subset.
    static let routedSubsets = SetIndex("virtual services by routed subset", of: [.virtualService]) { service in
        RouteDestination.all(of: service.spec).flatMap { destination -> [String] in
            guard !destination.isMirror, let subset = destination.subset else { return [] }
            return HostReading.all(destination.host, in: service.namespace).map { "\($0)\n\(subset)" }
        }
    }
}
