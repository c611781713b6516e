import Domain

/// What the servers of Gateways speak at the gateways that run with some labels.
struct GatewayListeners {
    /// By the number of the server's port.
    private(set) var spoken: [Int64: WorkloadPorts.Spoken] = [:]
    /// Whether any Gateway is known for these pods.
    private(set) var areKnown = false

    /// - Parameter labels: What the pods have at least.
    /// - Returns: `nil` where the pods are no gateways.
    init?(_ labels: [String: String], in namespace: String, of set: ValidationSet) {
        let proxies = set.objects(.gatewayProxies, namespace).map { Workload(object: $0).labels }.filter { proxy in
            labels.allSatisfy { proxy[$0] == $1 }
        }
        let gateways = ([labels] + Set(proxies)).flatMap { set.gateways(servedBy: $0) }
        guard !gateways.isEmpty || !proxies.isEmpty || GatewayProxy.isNamed(by: labels) else { return nil }
        // Those of the Gateway API have listeners of their own.
        guard !([labels] + proxies).contains(where: { $0[GatewayProxy.gatewayName] != nil }) else { return }
        areKnown = !gateways.isEmpty
        for server in gateways.flatMap({ $0.spec["servers"].elements }) {
            guard let number = server["port"]["number"].int else { continue }
            let here = Self.spoken(by: GatewayServer(field: server))
            spoken[number] = spoken[number].map { $0 == here ? here : .unknown } ?? here
        }
    }

    private static func spoken(by server: GatewayServer) -> WorkloadPorts.Spoken {
        switch server.taken {
        case .routes(.http): .http
        case .routes(.tls), .routes(.tcp), .none: .tcp
        case .unknown: .unknown
        }
    }
}

extension SetIndex {
    /// Istio's Gateways by one pair of their selectors.
    static let gatewaysBySelector = SetIndex("gateways by selector", of: [.gateway]) { gateway in
        gateway.spec["selector"].texts.min { $0.key < $1.key }.map { ["\($0.key)=\($0.value)"] } ?? []
    }
}

extension ValidationSet {
    /// Istio's Gateways, of any namespace, whose selectors take pods with these labels.
    fileprivate func gateways(servedBy labels: [String: String]) -> [KnownObject] {
        labels.flatMap { objects(.gatewaysBySelector, "\($0.key)=\($0.value)") }.filter { gateway in
            gateway.spec["selector"].texts.allSatisfy { labels[$0.key] == $0.value }
        }
    }
}
