import Domain

/// A route that delegates to another VirtualService.
struct Delegation {
    /// The VirtualService of the route …
    let root: KnownObject
    /// … and the route.
    let route: Field

    /// Whether istiod takes a route of the delegate for this one.
    func takes(_ inner: Field, of delegate: KnownObject) -> Bool {
        DelegatedMatches(route, in: root.namespace).fault(of: inner, in: delegate.namespace) == nil
    }

    /// All that delegate to a VirtualService; `nil` where they are too many to be looked at.
    static func all(to delegate: KnownObject, in set: ValidationSet) -> [Delegation]? {
        let roots = set.objects(.delegating, word(delegate.namespace, delegate.name))
        guard roots.count <= mostRoots else { return nil }
        return roots.flatMap { root in
            root.spec["http"].elements.filter {
                place(of: $0["delegate"], from: root.namespace).map { $0 == (delegate.namespace, delegate.name) }
                    ?? false
            }.map { Delegation(root: root, route: $0) }
        }
    }

    private static let mostRoots = 50

    /// The namespace and name of what is delegated to; `nil` where nothing is.
    static func place(of delegate: Field, from namespace: String) -> (namespace: String, name: String)? {
        guard let name = delegate["name"].string, !name.isEmpty else { return nil }
        let stated = delegate["namespace"].string ?? ""
        return (stated.isEmpty ? namespace : stated, name)
    }

    fileprivate static func word(_ namespace: String, _ name: String) -> String { "\(namespace)/\(name)" }
}

extension SetIndex {
    /// VirtualServices by the namespace and name of what they delegate to.
    fileprivate static let delegating = SetIndex("delegating routes", of: [.virtualService]) { object in
        guard !object.spec["hosts"].isEmpty else { return [] }
        return object.spec["http"].elements.compactMap { route in
            Delegation.place(of: route["delegate"], from: object.namespace).map(Delegation.word)
        }
    }
}
