/// Something of a request that the rules of an AuthorizationPolicy ask for.
///
/// Fields and conditions that ask for the same thing are one attribute: `principals` of a source and the condition
/// `source.principal`, `ports` of an operation and `destination.port`.
package struct RequestAttribute: Hashable, Sendable {
    /// The key of the condition, e.g. `source.principal`, `request.headers[x-user]`; for what no condition can ask for
    /// `host`, `method` and `path`.
    package let key: String
    package let kind: ValueKind
    /// Whether a request can have several values of it at once (a token's audiences): it matches when one of them does.
    package let hasManyValues: Bool
    /// Whether only HTTP requests have it. On plain TCP an ALLOW rule that asks for it never matches, and a DENY rule
    /// matches as if it did not ask (Istio fails closed).
    package let isOnlyHTTP: Bool
    /// Whether no HTTP request is without it.
    package var isAlwaysThere: Bool { Self.ofEveryRequest.contains(key) }
    private static let ofEveryRequest: Set = ["host", "method", "path"]
    private let rank: Int

    /// How values of the attribute are written and compared.
    package enum ValueKind {
        case text, principal, requestPrincipal, namespace, serviceAccount, host, path, port, address, opaque
    }

    /// Where a rule asks for it.
    package enum Place: Equatable { case source, operation, condition }

    /// What a rule can ask for with a field of its own, in the order in which people read it.
    package static let fields: [(name: String, key: String, place: Place)] = [
        ("principals", "source.principal", .source),
        ("requestPrincipals", "request.auth.principal", .source),
        ("namespaces", "source.namespace", .source),
        ("serviceAccounts", "source.serviceAccount", .source),
        ("trustDomains", "source.trustDomain", .source),
        ("ipBlocks", "source.ip", .source),
        ("remoteIpBlocks", "remote.ip", .source),
        ("hosts", "host", .operation),
        ("ports", "destination.port", .operation),
        ("methods", "method", .operation),
        ("paths", "path", .operation),
    ]

    /// The attribute behind a field of a source or an operation.
    package init?(field: String, of place: Place) {
        guard let entry = Self.fields.first(where: { $0.name == field && $0.place == place }) else { return nil }
        self.init(key: entry.key)
    }

    /// The attribute behind the key of a condition; `nil` where Istio does not know the key (it ignores such a rule).
    package init?(condition: String) {
        switch condition {
        case "source.ip", "remote.ip", "source.namespace", "source.serviceAccount", "source.trustDomain",
            "source.principal", "request.auth.principal", "request.auth.audiences", "request.auth.presenter",
            "destination.ip", "destination.port", "connection.sni":
            self.init(key: condition)
        case _ where condition.hasPrefix("request.headers[") && condition.hasSuffix("]"):
            // Names of headers have no case.
            self.init(key: condition.lowercased())
        case _ where condition.hasPrefix("request.auth.claims[") && condition.hasSuffix("]"),
            _ where condition.hasPrefix("experimental.envoy.filters.") && condition.hasSuffix("]"):
            self.init(key: condition)
        default: return nil
        }
    }

    private init(key: String) {
        self.key = key
        kind = Self.kind(of: key)
        hasManyValues =
            key == "request.auth.audiences" || key == "request.auth.presenter"
            || key.hasPrefix("request.auth.claims") || key.hasPrefix("experimental.")
        isOnlyHTTP = key.hasPrefix("request.") || Self.ofEveryRequest.contains(key)
        rank = Self.fields.firstIndex { $0.key == key } ?? Self.fields.count
    }

    package static let port = RequestAttribute(key: "destination.port")

    /// The field that asks for it, where there is one.
    package var field: (name: String, place: Place)? {
        Self.fields.first { $0.key == key }.map { ($0.name, $0.place) }
    }

    /// Whether a condition can ask for it.
    package var hasCondition: Bool { !isAlwaysThere }

    private static func kind(of key: String) -> ValueKind {
        switch key {
        case "source.principal": .principal
        case "request.auth.principal": .requestPrincipal
        case "source.namespace": .namespace
        case "source.serviceAccount": .serviceAccount
        case "host": .host
        case "path": .path
        case "destination.port": .port
        case "source.ip", "remote.ip", "destination.ip": .address
        case _ where key.hasPrefix("experimental."): .opaque
        default: .text
        }
    }

    /// The rank says it all but of conditions.
    package static func == (left: RequestAttribute, right: RequestAttribute) -> Bool {
        left.rank == right.rank && (left.rank < fields.count || left.key == right.key)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(rank)
        if rank == Self.fields.count { hasher.combine(key) }
    }
}

extension RequestAttribute: Comparable {
    package static func < (left: RequestAttribute, right: RequestAttribute) -> Bool {
        (left.rank, left.key) < (right.rank, right.key)
    }
}
