import Domain
import MeshModel

/// What is spoken at the ports of the pods behind Services: as the Services say it, and before gateways, whose Services
/// carry whatever comes, as the servers of their Gateways say it.
struct WorkloadPorts {
    enum Spoken { case http, tcp, unknown }

    private(set) var spoken: [Int64: Spoken] = [:]
    /// Whether every port of every Service is known by number.
    private(set) var isComplete = true
    /// Whether a gateway is among the pods.
    private(set) var hasGateway = false

    /// The ports of the pods that `policy` is for.
    init(_ policy: PolicySelection, in set: ValidationSet) {
        for service in set.services(selecting: policy.labels, in: policy.namespace) {
            let labels = service.spec["selector"].texts.merging(policy.labels) { $1 }
            switch GatewayListeners(labels, in: policy.namespace, of: set) {
            case nil: read(service)
            case let servers?: read(service, before: servers)
            }
        }
    }

    private mutating func read(_ service: KnownObject) {
        for port in service.spec["ports"].elements {
            guard let number = Self.number(atPods: port) else {
                isComplete = false
                continue
            }
            add(Self.protocolOf(port), number)
        }
    }

    /// A server listens where the Service's port of its number leads, and at its own number where the Service has none.
    private mutating func read(_ service: KnownObject, before servers: GatewayListeners) {
        hasGateway = true
        isComplete = isComplete && servers.areKnown
        let ports = service.spec["ports"].elements
        for (number, spoken) in servers.spoken {
            let port = ports.first { $0["port"].int == number }
            guard let target = port.map({ Self.number(atPods: $0) }) ?? number else {
                isComplete = false
                continue
            }
            add(spoken, target)
        }
    }

    private mutating func add(_ here: Spoken, _ number: Int64) {
        spoken[number] = spoken[number].map { $0 == here ? here : .unknown } ?? here
    }

    /// Where a port of a Service leads; `nil` where only the pods know.
    private static func number(atPods port: Field) -> Int64? {
        let target = port["targetPort"]
        return target.value == .null ? port["port"].int : target.int
    }

    /// By `appProtocol`, else by the name's first word (Istio, "Protocol Selection").
    private static func protocolOf(_ port: Field) -> Spoken {
        if port["protocol"].string == "UDP" { return .unknown }
        let word = port["appProtocol"].string ?? port["name"].string.map { String($0.prefix { $0 != "-" }) } ?? ""
        switch word.lowercased() {
        case "kubernetes.io/h2c", "kubernetes.io/ws": return .http
        case "kubernetes.io/wss": return .tcp
        default:
            guard let spoken = ServiceProtocol(word), spoken != .udp else { return .unknown }
            return spoken.isHTTP ? .http : .tcp
        }
    }
}

extension SetIndex {
    /// Services that select pods, by namespace, and by namespace and a label that they select by.
    static let selectingServices = SetIndex("services by selector", of: [.service]) { service in
        guard let label = service.spec["selector"].texts.min(by: { $0.key < $1.key }) else { return [] }
        return [service.namespace, "\(service.namespace) \(label.key)=\(label.value)"]
    }
}

extension ValidationSet {
    /// The Services all of whose demands the labels meet; without labels, all of the namespace.
    func services(selecting labels: [String: String], in namespace: String) -> [KnownObject] {
        guard !labels.isEmpty else { return objects(.selectingServices, namespace) }
        return labels.sorted { $0.key < $1.key }.flatMap {
            objects(.selectingServices, "\(namespace) \($0.key)=\($0.value)")
        }
        .filter { $0.spec["selector"].texts.allSatisfy { labels[$0] == $1 } }
    }
}
