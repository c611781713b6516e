import Domain
import MeshModel

/// The requests that pods are asked about: those that the versions of an object ask for; then those that the other
/// policies of the pods ask for, since what an object takes away may be what only another one lets in; and, as far as
/// there is room, requests that are both.
struct AccessProbes {
    /// Of the versions alone, and one that asks for nothing.
    private(set) var own = ProbeList()
    private var ports: Set<Int> = []

    /// What pods of one class are asked about.
    struct Asked {
        let probes: [Probe]
        /// The ports that policies name.
        let ports: [Int]
        /// How many kinds of request the rules ask for beyond those.
        let omitted: Int
    }

    init(_ pair: PolicyPair) {
        own.add(Probe())
        for version in pair.versions { add(version, isChanging: true) }
    }

    /// - Parameter others: The other policies that decide about the pods.
    func beside(_ others: [PolicyObject]) -> Asked {
        var foreign = AccessProbes(ports: ports)
        for other in others { foreign.add(other.document, isChanging: false) }
        var all = own
        for probe in foreign.own.probes { all.add(probe) }
        for probe in own.probes {
            for other in foreign.own.probes {
                guard all.hasRoom else { break }
                if let both = probe.joined(other) { all.add(both) }
            }
        }
        return Asked(
            probes: all.probes, ports: foreign.ports.sorted(), omitted: all.omitted + foreign.own.omitted)
    }

    private init(ports: Set<Int>) { self.ports = ports }

    /// Requests that the rules ask for; a changed token rule asks for tokens of its issuers, and of one that is none.
    private mutating func add(_ policy: JSONValue, isChanging: Bool) {
        switch policy["kind"]?.string {
        case "AuthorizationPolicy":
            AuthorizationProbes.add(of: policy, to: &own)
            ports.formUnion(own.probes.compactMap(\.port))
        case "RequestAuthentication":
            let issuers = (policy["spec"]?["jwtRules"]?.array ?? []).compactMap { $0["issuer"]?.string }
            for issuer in issuers + (isChanging ? ["issuer.example"] : []) {
                own.add(Probe(MeshRequest(token: .init(issuer: issuer, subject: Example.word))))
            }
        case "PeerAuthentication":
            ports.formUnion((policy["spec"]?["portLevelMtls"]?.object ?? [:]).keys.compactMap { Int($0) })
        case "Server": if let port = policy["spec"]?["port"]?.int { ports.insert(Int(clamping: port)) }
        case "HTTPRoute":
            var routes = RouteProbes()
            routes.add(of: policy)
            for probe in routes.list.probes { own.add(probe) }
        default: break
        }
    }
}

extension Probe {
    /// A request that is as both ask for it; `nil` where they ask for different things, or the one for nothing more.
    fileprivate func joined(_ other: Probe) -> Probe? {
        let plain = MeshRequest()
        func one<Value: Equatable>(_ own: Value, _ other: Value, _ unasked: Value) -> Value? {
            own == other || other == unasked ? own : own == unasked ? other : nil
        }
        var both = self
        guard let method = one(request.method, other.request.method, plain.method),
            let path = one(request.path, other.request.path, plain.path),
            let host = one(request.host, other.request.host, nil),
            let token = one(request.token, other.request.token, nil), let port = one(port, other.port, nil),
            request.headers.allSatisfy({ other.request.headers[$0.key] ?? $0.value == $0.value })
        else { return nil }
        (both.request.method, both.request.path, both.request.host) = (method, path, host)
        (both.request.token, both.port) = (token, port)
        both.request.headers.merge(other.request.headers) { own, _ in own }
        return both == self || both == other ? nil : both
    }
}
