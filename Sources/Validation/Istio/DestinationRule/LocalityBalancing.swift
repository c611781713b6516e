import Domain

/// Which regions and zones get the traffic, and which take over.
struct LocalityBalancing {
    let detectsOutliers: Bool
    let warns: Bool

    private static let topologyLabels: Set<String> = [
        "topology.kubernetes.io/region", "topology.kubernetes.io/zone", "topology.istio.io/subzone",
    ]

    func check(_ setting: Field) -> [Remark] {
        guard setting.value.object != nil else { return [] }
        let (shares, failover, order) = (setting["distribute"], setting["failover"], setting["failoverPriority"])
        var remarks: [Remark] = .when(
            !shares.isEmpty && !failover.isEmpty, .exclusiveSettings, failover, "cannot stand beside distribute",
            hint: "keep one of the two")
        if !failover.isEmpty, let label = topologyLabel(order) {
            remarks.append(
                Remark(
                    .localitySetting, label, "orders by '\(label.text)', which failover does already",
                    hint: "leave it out"))
        }
        let sources = shares.elements.map { $0["from"] }
        return remarks + shares.elements.flatMap(shareRemarks) + overlapRemarks(sources.map { ($0.text, $0) })
            + failoverRemarks(failover, order)
    }

    func check(zone setting: Field) -> [Remark] {
        guard setting.value.object != nil else { return [] }
        let order = setting["failoverPriority"]
        let remarks = order.elements.filter { Self.topologyLabels.contains($0.text) }.map {
            Remark(
                .localitySetting, $0, "orders by '\($0.text)', which zone-aware load balancing does already",
                hint: "leave it out; failover orders the regions")
        }
        return remarks + failoverRemarks(setting["failover"], order)
    }

    private func topologyLabel(_ order: Field) -> Field? {
        order.elements.first { Self.topologyLabels.contains($0.text) }
    }

    private func shareRemarks(_ share: Field) -> [Remark] {
        let targets = share["to"].members
        for (_, weight) in targets where !(1...100).contains(weight.whole) {
            return [Remark(.localitySetting, weight, "is \(weight.whole); a share is 1 to 100", hint: "write 1 to 100")]
        }
        let total = targets.reduce(0) { $0 &+ $1.field.whole }
        if total != 100 {
            return [
                Remark(
                    .localitySetting, share["to"], "has shares of \(total) together",
                    hint: "let the shares be 100 together")
            ]
        }
        return overlapRemarks(targets.map { ($0.key, $0.field) })
    }

    private func failoverRemarks(_ failover: Field, _ order: Field) -> [Remark] {
        var remarks: [Remark] = []
        if warns, !detectsOutliers, !failover.isEmpty || !order.isEmpty {
            remarks.append(
                Remark(
                    .failoverWithoutDetection, failover.isEmpty ? order : failover,
                    "never comes into play: without outlierDetection nothing fails", hint: "add outlierDetection"))
        }
        for step in failover.elements where step.value.object != nil {
            let (from, to) = (step["from"].text, step["to"].text)
            let fault: String? =
                if from == to { "goes from a region to itself" } else if (from + to).contains("/") {
                    "names more than regions"
                } else { (from + to).contains("*") ? "has a wildcard" : nil }
            remarks += .of(.localitySetting, step, fault, hint: "name two regions, e.g. from: us-east, to: us-west")
        }
        return remarks
    }

    /// `region/zone/subzone`, where none may be a part of another; `*` stands at the end only.
    private func overlapRemarks(_ localities: [(name: String, field: Field)]) -> [Remark] {
        var taken = LocalityTree()
        for (name, field) in localities {
            if name.contains("*"), !name.hasSuffix("*") || name.filter({ $0 == "*" }).count > 1 {
                return [
                    Remark(
                        .localitySetting, field, "has a wildcard before the end of '\(name)'",
                        hint: "write region/zone/*")
                ]
            }
            let parts = name.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            if parts.contains("") {
                return [
                    Remark(.localitySetting, field, "has an empty part in '\(name)'", hint: "write region/zone/subzone")
                ]
            }
            if !taken.insert(parts) {
                return [
                    Remark(
                        .localitySetting, field, "means '\(name)', which an earlier one means as well",
                        hint: "name each place once")
                ]
            }
        }
        return []
    }
}

/// Places that were named, from the widest to the narrowest.
struct LocalityTree {
    private var wholes: Set<[String]> = []
    private var ancestors: Set<[String]> = []
    private var hasEverything = false

    /// Whether the place is neither within one that was named nor around one.
    mutating func insert(_ parts: [String]) -> Bool {
        guard !hasEverything else { return false }
        let around = (1..<parts.count).map { Array(parts.prefix($0)) }
        for wider in around where wholes.contains(wider) || wholes.contains(wider + ["*"]) { return false }
        guard !wholes.contains(parts), !ancestors.contains(parts) else { return false }
        wholes.insert(parts)
        ancestors.formUnion(around)
        hasEverything = parts == ["*"]
        return true
    }
}
