import Domain

/// Gateways and ports that the matches of a delegate ask for. Its routes are where those VirtualServices are that
/// delegate to it: a match for other gateways, or for a port that these do not open, never holds.
enum DelegatePlaces {
    static let family = RuleFamily(
        "gateways of delegates", codes: [.impossibleMatch], kinds: [.virtualService], scope: .set
    ) { subject in
        let routes = subject.spec["http"].elements.filter { $0["match"].elements.contains(where: asks) }
        // Of several of one name, as in folders with alternatives, nobody knows who is meant.
        guard subject.spec["hosts"].isEmpty, !routes.isEmpty, subject.set.twins(subject.object.key).isEmpty,
            let delegations = Delegation.all(to: subject.object, in: subject.set)
        else { return [] }
        return routes.flatMap { route -> [Remark] in
            // What none of them takes is said of these (HS5208).
            let taking = delegations.filter { $0.takes(route, of: subject.object) }
            guard !taking.isEmpty else { return [] }
            return route["match"].elements.compactMap { gateways($0, taking, subject) ?? port($0, taking, subject) }
        }
    }

    private static func asks(_ match: Field) -> Bool { !match["gateways"].isEmpty || !match["port"].isEmpty }

    private static func gateways(_ match: Field, _ delegations: [Delegation], _ subject: Subject) -> Remark? {
        let asked = match["gateways"].strings
        let bound = delegations.flatMap { RouteBinding.stated(by: $0.root) }
        let isTold = delegations.contains { says("gateways", $0) }
        guard !asked.isEmpty, !isTold, RouteBinding.areTold(asked + bound) else { return nil }
        let names = Set(asked.map { RouteBinding.fullName($0, from: subject.object.namespace) })
        let known = Set(
            delegations.flatMap { delegation in
                RouteBinding.stated(by: delegation.root).map {
                    RouteBinding.fullName($0, from: delegation.root.namespace)
                }
            })
        guard names.isDisjoint(with: known) else { return nil }
        let roots = roots(delegations)
        return Remark(
            .impossibleMatch, match["gateways"],
            "names no gateway that \(roots.prefix(4).map(\.description).joined(separator: ", ")) is bound to, which "
                + "delegates here",
            hint: "bound are \(known.sorted().joined(separator: ", ")); a name without a namespace means a Gateway "
                + "beside the delegate"
        ).naming(roots)
    }

    private static func port(_ match: Field, _ delegations: [Delegation], _ subject: Subject) -> Remark? {
        guard !match["port"].isEmpty, !delegations.contains(where: { says("port", $0) }) else { return nil }
        let namespace = subject.object.namespace
        let there = delegations.filter { delegation in
            !RouteBinding(subject.beside(delegation.root)).names(of: match, from: namespace).isEmpty
        }
        let remarks = there.compactMap { RoutePlaces.port(match, from: namespace, of: subject.beside($0.root)) }
        return remarks.count == there.count ? remarks.first?.naming(roots(there)) : nil
    }

    /// Whether the delegating route asks for the same sort of thing: then it is the one to be told.
    private static func says(_ name: String, _ delegation: Delegation) -> Bool {
        delegation.route["match"].elements.contains { !$0[name].isEmpty }
    }

    private static func roots(_ delegations: [Delegation]) -> [KnownObject.Key] {
        delegations.map(\.root.key).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
