import Domain

/// VirtualServices that routes are delegated to: they must be there, be delegates, and be visible to who delegates.
enum Delegates {
    static let family = RuleFamily(
        "delegates of routes", codes: [.unknownDelegate, .noDelegate, .routeOutsideOfRoot], kinds: [.virtualService],
        scope: .set
    ) { subject in
        guard !subject.spec["hosts"].isEmpty else { return [] }
        return subject.spec["http"].elements.compactMap { remark($0, subject) }
    }

    private static func remark(_ route: Field, _ subject: Subject) -> Remark? {
        let delegate = route["delegate"]
        guard let (namespace, name) = Delegation.place(of: delegate, from: subject.object.namespace) else { return nil }
        guard let other = subject.set.object(.virtualService, namespace, name) else {
            guard knowsDelegates(of: namespace, subject) else { return nil }
            return Remark(
                .unknownDelegate, delegate["name"], "there is no VirtualService \(namespace)/\(name)",
                hint: "create it first, without hosts; without delegate.namespace it is looked for in "
                    + subject.object.namespace
            ).naming([.init(kind: .virtualService, namespace: namespace, name: name)])
        }
        if !other.spec["hosts"].isEmpty {
            return Remark(
                .noDelegate, delegate["name"], "VirtualService \(namespace)/\(name) has hosts, and so is no delegate",
                hint: "leave out its hosts and gateways"
            ).naming(other)
        }
        guard !subject.sees(other) else { return outside(route, of: other, subject) }
        return Remark(
            .unknownDelegate, delegate["name"],
            "VirtualService \(namespace)/\(name) is not exported to namespace \(subject.object.namespace)",
            hint: "add the namespace to its exportTo"
        ).naming(other)
    }

    /// Routes of the delegate that nobody delegates to it: none of them is for this route, or some for no other either.
    private static func outside(_ route: Field, of delegate: KnownObject, _ subject: Subject) -> Remark? {
        guard subject.set.twins(delegate.key).isEmpty else { return nil }
        let routes = delegate.spec["http"].elements
        let here = DelegatedMatches(route, in: subject.object.namespace)
        var faults = routes.enumerated().compactMap { index, route in
            here.fault(of: route, in: delegate.namespace).map { (index, field: $0, route) }
        }
        if faults.count < routes.count {
            let others = Delegation.all(to: delegate, in: subject.set)
            faults = faults.filter { fault in others?.allSatisfy { !$0.takes(fault.2, of: delegate) } ?? false }
        }
        guard let first = faults.first else { return nil }
        let names = faults.map { "http[\($0.0)]" }.prefix(4).joined(separator: ", ")
        return Remark(
            .routeOutsideOfRoot, route["delegate"]["name"],
            "of \(delegate.key) istiod leaves out \(names): what \(faults.count == 1 ? "it matches is" : "they match is") "
                + "outside of what this route matches (\(first.field))",
            hint: "a delegate's match may only be narrower: a longer prefix, or further conditions"
        ).naming(delegate)
    }

    /// The object itself is a VirtualService: that alone does not tell which others its namespace has.
    private static func knowsDelegates(of namespace: String, _ subject: Subject) -> Bool {
        let itself = namespace == subject.object.namespace ? 1 : 0
        return subject.set.listed.contains(.virtualService)
            || subject.set.most(.virtualService, in: namespace) > itself
    }
}
