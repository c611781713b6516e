import Domain

/// Shares of requests that routes of the Gateway API and of Linkerd give to their backends.
enum RouteShares {
    static let family = RuleFamily(
        "shares of backends", codes: [.routeWithoutShares], kinds: Set(RouteParent.routes), scope: .set
    ) { subject in
        subject.spec["rules"].elements.compactMap { rule in
            let backends = rule["backendRefs"].elements
            // Without a weight it is 1.
            guard !backends.isEmpty, backends.allSatisfy({ $0["weight"].int == 0 }) else { return nil }
            return Remark(
                .routeWithoutShares, rule["backendRefs"], "give nobody a share, so every request of the rule fails",
                hint: "give one backend a weight above 0")
        }
    }
}
