import Domain

/// The rules of a new version before those of the old one, so that the chosen have exactly the new version and all
/// others exactly the old one. The first rule that a request fulfils decides.
struct PrecedingRules: Sendable {
    let chooser: RuleChooser
    let new: RouteTable
    let old: RouteTable

    /// All three lists.
    func table() throws(Impossible) -> RouteTable {
        var table = old
        table[.http] = try http()
        table[.tls] = try tls()
        table[.tcp] = try tcp()
        return table
    }

    func http() throws(Impossible) -> [JSONValue] {
        let (fresh, stale) = (new[.http], old[.http])
        if fresh == stale { return stale }
        if fresh.contains(where: { $0["delegate"] != nil }) {
            throw TrafficOffers.no(
                "the new version delegates to another VirtualService, whose own matches Istio merges with the rule's; "
                    + "roll the delegate out instead")
        }
        var rules = try narrowed(fresh, .http)
        if fresh.isEmpty {
            rules.append(try itself(chooser.condition))
        } else if try needsEnd() {
            rules.append(["match": [chooser.condition], "directResponse": ["status": 404]])
        }
        return rules + (stale.isEmpty ? [try itself(["gateways": ["mesh"]])] : stale)
    }

    /// Whether a request of the chosen could miss all new rules and fall through to an old one. The new version alone
    /// would answer it with 404 (no route), so a last rule has to say just that.
    private func needsEnd() throws(Impossible) -> Bool {
        let isComplete = new[.http].contains { RouteMatch.isCatchAll($0, inMesh: chooser.isCohort) }
        if isComplete || !old[.http].isEmpty && RouteMatch.covers(new[.http], old[.http]) { return false }
        // At a gateway other VirtualServices of the host may follow; 404 would hide them.
        guard chooser.isCohort || !new.appliesToGateways else {
            throw TrafficOffers.no(
                "at the gateways, requests that none of the new rules matches would fall through to the old rules; "
                    + "give the new version a rule without a match at its end")
        }
        return true
    }

    /// TLS connections are told apart by Envoy's filter chains, of which the most specific SNI wins and not the first:
    /// an old match that the new version has not would win against a wildcard of the new one.
    private func tls() throws(Impossible) -> [JSONValue] {
        let (fresh, stale) = (new[.tls], old[.tls])
        if fresh == stale { return stale }
        try refuseHeader("tls")
        guard RouteMatch.covers(fresh, stale) else {
            throw TrafficOffers.no(
                "spec.tls loses or changes a match, and of two SNI matches Envoy takes the more specific one, not the "
                    + "first, so the new rules cannot be put before the old ones")
        }
        return try narrowed(fresh, .tls) + stale
    }

    private func tcp() throws(Impossible) -> [JSONValue] {
        let (fresh, stale) = (new[.tcp], old[.tcp])
        if fresh == stale { return stale }
        try refuseHeader("tcp")
        let matches = (fresh + stale).flatMap(RouteMatch.all(of:))
        guard !matches.contains(where: { $0["destinationSubnets"] != nil }) else {
            throw TrafficOffers.no(
                "spec.tcp matches destinationSubnets, of which Envoy takes the most specific and not the first, so the "
                    + "new rules cannot be put before the old ones")
        }
        var rules = try narrowed(fresh, .tcp)
        let isComplete = fresh.contains { RouteMatch.isCatchAll($0, inMesh: true) } || RouteMatch.covers(fresh, stale)
        // A connection that no TCP rule matches goes to the service itself.
        if !isComplete, !stale.isEmpty { rules.append(try itself(chooser.condition)) }
        return rules + stale
    }

    private func narrowed(_ rules: [JSONValue], _ list: RuleList) throws(Impossible) -> [JSONValue] {
        var narrowed: [JSONValue] = []
        for (index, rule) in rules.enumerated() {
            if let rule = try chooser.narrowed(rule, in: list, at: "spec.\(list.rawValue)[\(index)]") {
                narrowed.append(rule)
            }
        }
        return narrowed
    }

    /// A rule that routes as the mesh does where no VirtualService has the host.
    private func itself(_ match: JSONValue) throws(Impossible) -> JSONValue {
        guard let host = new.onlyHost else {
            throw TrafficOffers.no(
                "one of the two versions has no rules, and without rules requests go to the service itself; that can "
                    + "be written as a rule only where spec.hosts is one host without a wildcard")
        }
        // Only in the mesh: at a gateway a host without rules is not served at all. Labels say that, too.
        var condition = match
        if match["sourceLabels"] == nil { condition["gateways"] = ["mesh"] }
        return ["match": [condition], "route": RouteTable.itself(host)]
    }

    private func refuseHeader(_ list: String) throws(Impossible) {
        guard chooser.isCohort else {
            throw TrafficOffers.no("spec.\(list) changes, and connections of \(list.uppercased()) have no headers")
        }
    }
}
