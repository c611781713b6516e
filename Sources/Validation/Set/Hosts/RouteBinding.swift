/// The gateways that a VirtualService is bound to.
struct RouteBinding {
    /// The proxies beside the pods.
    static let mesh = "mesh"

    /// Their full names, or `mesh`.
    let names: [String]
    /// Istio's Gateways that the set has, by full name.
    private let gateways: [String: KnownObject]
    private let subject: Subject

    init(_ subject: Subject) {
        self.subject = subject
        let stated = subject.spec["gateways"].strings
        let namespace = subject.object.namespace
        names = stated.isEmpty ? [Self.mesh] : stated.map { Self.fullName($0, from: namespace) }
        gateways = stated.reduce(into: [:]) { found, name in
            // Of several of one name, as in folders with alternatives, nobody knows which is meant.
            guard let gateway = subject.set.gateway(name, from: namespace), gateway.kind == .gateway,
                subject.set.twins(gateway.key).isEmpty
            else { return }
            found[Self.fullName(name, from: namespace)] = gateway
        }
    }

    static func fullName(_ gateway: String, from namespace: String) -> String {
        guard gateway != mesh else { return gateway }
        let name = GatewayName(gateway, from: namespace)
        return "\(name.namespace)/\(name.name)"
    }

    /// What a VirtualService is bound to, as it is written there.
    static func stated(by object: KnownObject) -> [String] {
        let stated = object.spec["gateways"].strings
        return stated.isEmpty ? [mesh] : stated
    }

    /// Whether full names can be made of these: old ones, `gateway.namespace`, are not told apart from others.
    static func areTold(_ gateways: [String]) -> Bool {
        gateways.allSatisfy { $0.contains("/") || !$0.contains(".") }
    }

    /// Those that a match is for.
    ///
    /// - Parameter namespace: That of the VirtualService with the match, where it is not the one that is bound, but a
    ///   delegate of it.
    func names(of match: Field, from namespace: String? = nil) -> [String] {
        let namespace = namespace ?? subject.object.namespace
        let asked = match["gateways"].strings.map { Self.fullName($0, from: namespace) }
        return asked.isEmpty ? names : names.filter(asked.contains)
    }

    /// The Gateways of these names; `nil` where the set does not have them all.
    func gateways(_ names: [String]) -> [KnownObject]? {
        let found = names.filter { $0 != Self.mesh }.map { gateways[$0] }
        return found.contains { $0 == nil } ? nil : found.compactMap(\.self)
    }

    /// The servers of these Gateways that let through a host of the VirtualService.
    func servers(of gateways: [KnownObject]) -> [GatewayServer] {
        let (hosts, book) = (subject.spec["hosts"].strings, subject.set.fact(GatewayHostBook.fact))
        return gateways.flatMap { book.index($0).servers(for: hosts, of: subject.object.namespace) }
    }
}
