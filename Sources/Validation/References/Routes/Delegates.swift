import Domain

/// VirtualServices that routes are delegated to: they must be there, be delegates, and be visible to who delegates.
enum Delegates {
    static let family = RuleFamily(
        "delegates of routes", codes: [.unknownDelegate, .noDelegate], kinds: [.virtualService], scope: .set
    ) { subject in
        guard !subject.spec["hosts"].isEmpty else { return [] }
        return subject.spec["http"].elements.compactMap { remark($0["delegate"], subject) }
    }

    private static func remark(_ delegate: Field, _ subject: Subject) -> Remark? {
        guard let name = delegate["name"].string, !name.isEmpty else { return nil }
        let stated = delegate["namespace"].string ?? ""
        let namespace = stated.isEmpty ? subject.object.namespace : stated
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
        guard !subject.sees(other) else { return nil }
        return Remark(
            .unknownDelegate, delegate["name"],
            "VirtualService \(namespace)/\(name) is not exported to namespace \(subject.object.namespace)",
            hint: "add the namespace to its exportTo"
        ).naming(other)
    }

    /// The object itself is a VirtualService: that alone does not tell which others its namespace has.
    private static func knowsDelegates(of namespace: String, _ subject: Subject) -> Bool {
        let itself = namespace == subject.object.namespace ? 1 : 0
        return subject.set.listed.contains(.virtualService)
            || subject.set.most(.virtualService, in: namespace) > itself
    }
}
