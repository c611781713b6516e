import Domain

/// All that a match of a VirtualService asks of a request.
struct HTTPMatch {
    let path: TextCondition
    private let ignoresCase: Bool
    /// Scheme, method and host.
    private let texts: [TextCondition]
    private let headers: [Named]
    private let unwanted: [Named]
    private let parameters: [Named]
    private let port: Int64
    private let labels: [String: String]
    private let namespace: String
    private let gateways: Set<String>

    /// A condition on the header or parameter of a name, names of headers in lower case.
    struct Named {
        let name: String
        let condition: TextCondition
        let field: Field
    }

    /// - Parameter gateways: Those that the VirtualService is bound to.
    init(_ match: Field, gateways bound: [String]) {
        ignoresCase = match["ignoreUriCase"].bool ?? false
        // Every path begins with a slash.
        path = match["uri"]["prefix"].string == "/" ? .anything : TextCondition(match["uri"], ignoresCase: ignoresCase)
        texts = ["scheme", "method", "authority"].map { TextCondition(match[$0]) }
        headers = Self.named(match["headers"])
        unwanted = Self.named(match["withoutHeaders"])
        parameters = match["queryParams"].members.map {
            Named(name: $0.key, condition: TextCondition($0.field), field: $0.field)
        }
        port = match["port"].int ?? 0
        // Where a match names gateways, istiod does not look at the source.
        let names = match["gateways"].strings
        labels = names.isEmpty ? match["sourceLabels"].texts : [:]
        namespace = names.isEmpty ? match["sourceNamespace"].string ?? "" : ""
        gateways = Set(names.isEmpty ? bound : names)
    }

    /// The conditions on headers, by ascending name as it is written.
    static func named(_ headers: Field) -> [Named] {
        headers.members.map {
            Named(name: $0.key.lowercased(), condition: TextCondition($0.field), field: $0.field)
        }
    }

    /// Whether this match takes every request that `other` takes.
    func covers(_ other: HTTPMatch) -> Bool {
        guard port == 0 || port == other.port, namespace.isEmpty || namespace == other.namespace,
            path.contains(other.path), gateways.isSuperset(of: other.gateways)
        else { return false }
        return zip(texts, other.texts).allSatisfy { $0.contains($1) }
            && headers.allSatisfy { $0.isAsked(among: other.headers) }
            && parameters.allSatisfy { $0.isAsked(among: other.parameters) }
            && unwanted.allSatisfy { other.isWithout($0) } && labels.allSatisfy { other.labels[$0.key] == $0.value }
    }

    private func isWithout(_ header: Named) -> Bool {
        unwanted.contains { $0.name == header.name && $0.condition.contains(header.condition) }
            || headers.contains { $0.name == header.name && $0.condition.excludes(header.condition) }
    }
}

extension HTTPMatch.Named {
    /// Whether one of the conditions asks for at least as much.
    fileprivate func isAsked(among others: [HTTPMatch.Named]) -> Bool {
        others.contains { $0.name == name && condition.contains($0.condition) }
    }
}
