import Domain

/// A ServiceProfile's retry budget, its overrides and its opaque ports.
enum LinkerdProfileBudget {
    static let family = RuleFamily(
        "linkerd-profile-budget",
        codes: [.profileBudget, .profileDuration, .profileMissing, .profileWeight, .profileOpaquePorts],
        kinds: [.serviceProfile]
    ) { subject in
        budget(subject.spec["retryBudget"]) + subject.spec["dstOverrides"].elements.compactMap { weight($0["weight"]) }
            + ports(subject.spec["opaquePorts"])
    }

    private static func budget(_ budget: Field) -> [Remark] {
        guard budget.value.object != nil else { return [] }
        var remarks: [Remark] = []
        if let ratio = budget["retryRatio"].number, ratio < 0 {
            remarks.append(Remark(.profileBudget, budget["retryRatio"], "is less than nothing"))
        }
        if let least = budget["minRetriesPerSecond"].int, !(0...Int64(UInt32.max)).contains(least) {
            remarks.append(Remark(.profileBudget, budget["minRetriesPerSecond"], "is no number of retries"))
        }
        let ttl = budget["ttl"]
        if ttl.isEmpty {
            remarks.append(Remark(.profileMissing, ttl, "is missing", hint: "say for how long requests count: 10s"))
        } else if let text = ttl.string, GoDuration.length(text) == nil {
            remarks.append(Remark(.profileDuration, ttl, "is no duration", hint: "write e.g. 10s"))
        }
        return remarks
    }

    private static func weight(_ field: Field) -> Remark? {
        guard let text = field.string, !Quantity.isOne(text) else { return nil }
        return Remark(.profileWeight, field, "is no weight", hint: "write a number such as 900m or 1")
    }

    /// The CRD wants a list here and Linkerd's validator an object, so that nothing passes both.
    private static func ports(_ field: Field) -> [Remark] {
        guard field.value.array != nil else { return [] }
        return [
            Remark(
                .profileOpaquePorts, field, "Linkerd's validator cannot read the list that the CRD asks for",
                hint: "use the annotation config.linkerd.io/opaque-ports of the Service")
        ]
    }
}
