import Domain

/// Routes for TLS and TCP that get no connection, because matches that ask for less stand before them.
///
/// Not every wider match hides: names (`sniHosts`) and subnets are asked by the proxy, and the most specific of them
/// counts wherever it stands. What the control plane decides is in order: gateways, ports, the client's labels and
/// namespace; and a TCP match without subnets ends the list.
enum HiddenStreamRoutes {
    static let family = RuleFamily(
        "stream routes behind wider ones", codes: [.unreachableRoute, .ineffectiveMatch], kinds: [.virtualService],
        scope: .set
    ) { subject in
        let bound = subject.spec["gateways"].strings
        let gateways = bound.isEmpty ? ["mesh"] : bound
        let remarks = ["tls", "tcp"].flatMap { kind in
            hidden(subject.spec[kind].elements, gateways: gateways, isTLS: kind == "tls")
        }
        guard !remarks.isEmpty else { return [] }
        let told = Set(UnreachableRoutes.family.check(subject).map(\.path))
        return remarks.filter { remark in !told.contains { remark.path.isWithin($0) || $0.isWithin(remark.path) } }
    }

    private static func hidden(_ routes: [Field], gateways: [String], isTLS: Bool) -> [Remark] {
        var earlier: [String: [(match: StreamMatch, field: Field)]] = [:]
        return routes.flatMap { route -> [Remark] in
            let fields = route["match"].elements.filter { $0.value.object != nil }
            let matches = fields.map { StreamMatch($0, gateways: gateways, isTLS: isTLS) }
            let wider = matches.map { match in
                earlier[match.word]?.prefix(most).first { $0.match.covers(match) }?.field
            }
            for (match, field) in zip(matches, fields) {
                for word in match.words { earlier[word, default: []].append((match, field)) }
            }
            let behind = wider.compactMap(\.self)
            guard let first = behind.first else { return [] }
            guard behind.count < route["match"].elements.count else { return [whole(route, behind: first)] }
            return zip(fields, wider).compactMap { field, wider in wider.map { remark(field, behind: $0) } }
        }
    }

    /// As many of the same name are compared; nobody reads more.
    private static let most = 100

    private static func whole(_ route: Field, behind wider: Field) -> Remark {
        Remark(
            .unreachableRoute, route, "gets no connection: \(wider.path) takes them and comes first",
            hint: "put the narrower route first", references: [])
    }

    private static func remark(_ match: Field, behind wider: Field) -> Remark {
        Remark(
            .ineffectiveMatch, match, "takes no connection: \(wider.path) takes them all and comes first",
            hint: "put the narrower match first", references: [])
    }
}

/// All that a match of a TLS or TCP route asks of a connection.
private struct StreamMatch {
    private let names: Set<String>
    private let subnets: Set<String>
    private let sources: Set<String>
    private let port: Int64
    private let labels: [String: String]
    private let namespace: String
    private let gateways: Set<String>
    private let isTLS: Bool
    private let first: String

    init(_ match: Field, gateways bound: [String], isTLS: Bool) {
        let sniHosts = match["sniHosts"].strings.map { $0.lowercased() }
        names = Set(sniHosts)
        first = sniHosts.first ?? ""
        subnets = Set(match["destinationSubnets"].strings)
        sources = Set([match["sourceSubnet"].string].compactMap(\.self).filter { !$0.isEmpty })
        port = match["port"].int ?? 0
        labels = match["sourceLabels"].texts
        namespace = match["sourceNamespace"].string ?? ""
        let given = match["gateways"].strings
        gateways = Set(given.isEmpty ? bound : given)
        self.isTLS = isTLS
    }

    /// What to look under for a match that covers this one, and what this one is to be found under.
    var word: String { first }
    var words: Set<String> { isTLS ? names : [""] }

    /// Whether this match takes every connection that `other`, which comes after it, would take.
    func covers(_ other: StreamMatch) -> Bool {
        guard port == 0 || port == other.port, namespace.isEmpty || namespace == other.namespace,
            sources.isEmpty || sources == other.sources, gateways.isSuperset(of: other.gateways),
            labels.allSatisfy({ other.labels[$0.key] == $0.value })
        else { return false }
        let isWhereverItGoes = subnets.isEmpty && (!isTLS || other.subnets.isEmpty)
        return names.isSuperset(of: other.names)
            && (isWhereverItGoes || !other.subnets.isEmpty && subnets.isSuperset(of: other.subnets))
    }
}
