import MeshModel

/// Demands on who calls that nobody can fulfil together: the namespace is a part of the principal and of the account.
enum IdentityContradiction {
    static func isThere(in box: RequestBox) -> Bool {
        var principals: ValueConstraint?
        var namespaces: ValueConstraint?
        var accounts: ValueConstraint?
        for (attribute, constraint) in box.constraints {
            switch attribute.key {
            case "source.principal": principals = constraint
            case "source.namespace": namespaces = constraint
            case "source.serviceAccount": accounts = constraint
            default: break
            }
        }
        let places =
            (principals?.clauses ?? []).map { $0.map(ofPrincipal) }
            + (accounts?.clauses ?? []).map { $0.map(ofAccount) }
        let known = places.compactMap { clause in clause.contains(nil) ? nil : Set(clause.compactMap(\.self)) }
        for (index, one) in known.enumerated() {
            if known[(index + 1)...].contains(where: { $0.isDisjoint(with: one) }) { return true }
            if let namespaces, one.allSatisfy({ isExcluded($0, by: namespaces) }) { return true }
        }
        return false
    }

    /// Whether nobody of the namespace can meet the demands on namespaces.
    private static func isExcluded(_ namespace: [UInt8], by demands: ValueConstraint) -> Bool {
        let name = ValuePattern.exact(namespace)
        return demands.excluded.contains { $0.covers(name, as: .namespace) }
            || demands.clauses.contains { $0.allSatisfy { $0.isDisjoint(from: name, as: .namespace) } }
    }

    /// `shop` of `cluster.local/ns/shop/sa/web`; `nil` where it may be any.
    private static func ofPrincipal(_ pattern: ValuePattern) -> [UInt8]? {
        let text: [UInt8]
        switch pattern {
        case .exact(let bytes), .prefix(let bytes): text = bytes
        default: return nil
        }
        let parts = text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count > 3, parts[1].elementsEqual("ns".utf8), parts[3].starts(with: "s".utf8) || isPrefix(pattern)
        else {
            return nil
        }
        return Array(parts[2])
    }

    private static func isPrefix(_ pattern: ValuePattern) -> Bool {
        if case .prefix = pattern { true } else { false }
    }

    private static func ofAccount(_ pattern: ValuePattern) -> [UInt8]? {
        guard case .exact(let bytes) = pattern else { return nil }
        return Array(bytes.prefix { $0 != UInt8(ascii: "/") })
    }
}
