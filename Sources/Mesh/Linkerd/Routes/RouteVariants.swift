import Domain

/// An HTTPRoute in which requests with a certain header have the new version: the new rules with the header in each
/// match come before the old ones, and say more than they do.
struct RouteVariants {
    let outbound: OutboundChange

    private var change: PolicyChange { outbound.change }

    func document(_ header: RouteHeader) throws(Impossible) -> JSONValue {
        if RouteRules.looks(change.old, at: header) || RouteRules.looks(change.new, at: header) {
            throw refusal("a match looks at the header \(header.name) already, and a match may name a header once")
        }
        let (base, rules) = try parts(header)
        guard rules.count <= RouteRules.limit else {
            throw refusal(
                "the rules of both versions are \(rules.count), and a route may have \(RouteRules.limit) at most")
        }
        var document = base
        document["spec"]?["rules"] = .array(rules)
        return document
    }

    private func parts(_ header: RouteHeader) throws(Impossible) -> (JSONValue, [JSONValue]) {
        switch (change.old, change.new) {
        case (let old?, let new?):
            try checkSame(old, new)
            return (new, RouteRules.of(new).map { RouteRules.narrowed($0, to: header) } + RouteRules.of(old))
        case (nil, let new?):
            try checkPlain(new)
            return (new, RouteRules.of(new).map { RouteRules.narrowed($0, to: header) } + [untouched(new)])
        case (let old?, nil):
            try checkPlain(old)
            // Without the route, requests that no rule matches would find the Service as well.
            let matches = RouteRules.allMatches(of: old).filter { $0 != RouteRules.everything }
            let rules: [JSONValue] = [untouched(old)] + matches.map { ["matches": [$0]] }
            return (old, rules.map { RouteRules.narrowed($0, to: header) } + RouteRules.of(old))
        case (nil, nil): return (.object([:]), [])
        }
    }

    /// Requests as without any route: a rule without backends is the Service itself.
    private func untouched(_ route: JSONValue) -> JSONValue { ["matches": [RouteRules.everything]] }

    /// A rule of the old version whose path says more than the new rule's would win over it in spite of the header.
    private func checkSame(_ old: JSONValue, _ new: JSONValue) throws(Impossible) {
        guard old["spec"]?["hostnames"] == new["spec"]?["hostnames"], old.meshAnnotations == new.meshAnnotations else {
            throw refusal("hostnames and annotations are for all rules of a route, and the versions differ in them")
        }
        let matches = RouteRules.allMatches(of: new)
        guard let lost = RouteRules.allMatches(of: old).first(where: { !matches.contains($0) }) else { return }
        throw refusal(
            "the new version has no rule with the old one's match \(lost.jsonText), which would win over the new rules in"
                + " spite of the header")
    }

    /// Where there was no route, or is to be none, the other requests are to find the Service as without one.
    private func checkPlain(_ route: JSONValue) throws(Impossible) {
        guard route["spec"]?["hostnames"] == nil, route.meshAnnotations.isEmpty else {
            throw refusal("hostnames and annotations are for all requests to the Service, with the header or without")
        }
        if let other = outbound.otherRoute() {
            throw refusal("\(other) is for the same Service, and its requests would not go as before")
        }
    }

    private func refusal(_ reason: String) -> Impossible {
        Impossible("\(reason). Ask for a share instead", offers: [.requests, .clientNamespaces, .clusters])
    }
}
