import Domain
import MeshModel

/// What a policy can make different for a pod whatever the request.
struct PodTraits {
    let pair: PolicyPair

    /// One thing about a pod, before or after.
    struct Trait: Hashable {
        let topic: Impact.Topic
        let port: Int?
        let aspect: String
        let value: String
    }

    /// What the kind of the change can make different, and only that.
    func traits(of pod: MeshPod, in set: PolicySet) -> [Trait] {
        switch pair.object.kind {
        case "PeerAuthentication": mutualTLS(pod, set)
        case "RequestAuthentication": tokens(pod, set)
        case "EnvoyFilter": patches(pod, set)
        case "Gateway": listeners(pod, set)
        case "Server": servers(pod, set)
        default: []
        }
    }

    private func mutualTLS(_ pod: MeshPod, _ set: PolicySet) -> [Trait] {
        guard pod.proxy == .istio else { return [] }
        let choice = set.peerAuthentication(for: pod)
        let named = pair.versions.flatMap { ($0["spec"]?["portLevelMtls"]?.object ?? [:]).keys.compactMap { Int($0) } }
        let ports = Set(named).filter { port in pod.ports.isEmpty || pod.ports.contains { $0.number == port } }
        let own = ports.sorted().map { port in
            Trait(topic: .mutualTLS, port: port, aspect: "", value: choice.mode(port: port).rawValue)
        }
        return [Trait(topic: .mutualTLS, port: nil, aspect: "", value: choice.mode.rawValue)] + own
    }

    private func tokens(_ pod: MeshPod, _ set: PolicySet) -> [Trait] {
        guard pod.proxy == .istio else { return [] }
        return set.requestAuthentications(for: pod).flatMap { $0.spec["jwtRules"]?.array ?? [] }.map { rule in
            Trait(
                topic: .tokens, port: nil, aspect: rule["issuer"]?.string ?? "", value: Self.text(rule, but: ["issuer"])
            )
        }
    }

    private func patches(_ pod: MeshPod, _ set: PolicySet) -> [Trait] {
        guard pod.proxy == .istio else { return [] }
        return set.envoyFilters(for: pod).filter { $0.isNamed(as: pair.object) }.flatMap { filter in
            (filter.spec["configPatches"]?.array ?? []).enumerated().map { index, patch in
                Trait(
                    topic: .patches, port: nil, aspect: "configPatches[\(index)]",
                    value: [patch["applyTo"]?.string ?? "", Self.text(patch, but: ["applyTo"])]
                        .joined(separator: " "))
            }
        }
    }

    private func listeners(_ pod: MeshPod, _ set: PolicySet) -> [Trait] {
        set.gateways(for: pod).flatMap { $0.spec["servers"]?.array ?? [] }.flatMap { server in
            let number = server["port"]?["number"]?.int.map { Int(clamping: $0) }
            let value =
                (server["port"]?["protocol"]?.string ?? "") + (server["tls"].map { " tls \($0.jsonText)" } ?? "")
            return (server["hosts"]?.array ?? []).compactMap(\.string).map {
                Trait(topic: .listener, port: number, aspect: "host \($0)", value: value)
            }
        }
    }

    /// Ports are the pod's own; those that nobody declares are told of by the Server itself.
    private func servers(_ pod: MeshPod, _ set: PolicySet) -> [Trait] {
        guard pod.proxy == .linkerd, pod.namespace == pair.namespace else { return [] }
        let named = pair.versions.compactMap { pod.number(ofPort: $0["spec"]?["port"]) }
        return Set(pod.ports.map(\.number) + named).sorted().map { port in
            guard let server = set.server(for: pod, port: port) else {
                let fallback = pod.annotations["config.linkerd.io/default-inbound-policy"] ?? "the default policy"
                return Trait(topic: .server, port: port, aspect: "", value: "no Server, \(fallback)")
            }
            let access = server.spec["accessPolicy"]?.string ?? "deny"
            let speaks = server.spec["proxyProtocol"]?.string ?? "unknown"
            return Trait(
                topic: .server, port: port, aspect: "",
                value: "Server \(server.name), accessPolicy \(access), proxyProtocol \(speaks)")
        }
    }

    private static func text(_ value: JSONValue, but fields: [String]) -> String {
        var rest = value
        for field in fields { rest[field] = nil }
        return rest.jsonText
    }
}
