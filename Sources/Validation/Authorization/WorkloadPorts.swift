import Domain
import MeshModel

/// What is spoken at the ports of the pods behind Services, as the Services say it.
struct WorkloadPorts {
    enum Spoken { case http, tcp, unknown }

    private(set) var spoken: [Int64: Spoken] = [:]
    /// Whether every port of every Service is known by number.
    private(set) var isComplete = true

    init(_ services: [KnownObject]) {
        for port in services.flatMap({ $0.spec["ports"].elements }) {
            let target = port["targetPort"]
            guard let number = target.value == .null ? port["port"].int : target.int else {
                isComplete = false
                continue
            }
            let here = Self.protocolOf(port)
            spoken[number] = spoken[number].map { $0 == here ? here : .unknown } ?? here
        }
    }

    /// By `appProtocol`, else by the name's first word (Istio, "Protocol Selection").
    private static func protocolOf(_ port: Field) -> Spoken {
        if port["protocol"].string == "UDP" { return .unknown }
        let word = port["appProtocol"].string ?? port["name"].string.map { String($0.prefix { $0 != "-" }) } ?? ""
        switch word.lowercased() {
        case "http", "http2", "grpc", "grpc-web", "kubernetes.io/h2c", "kubernetes.io/ws": return .http
        case "tcp", "tls", "https", "mongo", "mysql", "redis", "kubernetes.io/wss": return .tcp
        default: return .unknown
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
