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
        guard let (namespace, name) = place(of: delegate, from: subject.object.namespace) else { return nil }
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

    fileprivate static func place(of delegate: Field, from namespace: String) -> (namespace: String, name: String)? {
        guard let name = delegate["name"].string, !name.isEmpty else { return nil }
        let stated = delegate["namespace"].string ?? ""
        return (stated.isEmpty ? namespace : stated, name)
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
            let others = Self.others(for: delegate, subject)
            faults = faults.filter { fault in
                others?.allSatisfy { $0.fault(of: fault.2, in: delegate.namespace) != nil } ?? false
            }
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

    /// All routes that delegate to it; `nil` where they are too many to be looked at.
    private static func others(for delegate: KnownObject, _ subject: Subject) -> [DelegatedMatches]? {
        let roots = subject.set.objects(.delegating, "\(delegate.namespace)/\(delegate.name)")
        guard roots.count <= mostRoots else { return nil }
        return roots.flatMap { root in
            root.spec["http"].elements.filter {
                place(of: $0["delegate"], from: root.namespace).map { $0 == (delegate.namespace, delegate.name) }
                    ?? false
            }.map { DelegatedMatches($0, in: root.namespace) }
        }
    }

    private static let mostRoots = 50

    /// The object itself is a VirtualService: that alone does not tell which others its namespace has.
    private static func knowsDelegates(of namespace: String, _ subject: Subject) -> Bool {
        let itself = namespace == subject.object.namespace ? 1 : 0
        return subject.set.listed.contains(.virtualService)
            || subject.set.most(.virtualService, in: namespace) > itself
    }
}

extension SetIndex {
    /// VirtualServices by the namespace and name of what they delegate to.
    fileprivate static let delegating = SetIndex("delegating routes", of: [.virtualService]) { object in
        guard !object.spec["hosts"].isEmpty else { return [] }
        return object.spec["http"].elements.compactMap { route in
            Delegates.place(of: route["delegate"], from: object.namespace).map { "\($0.namespace)/\($0.name)" }
        }
    }
}
