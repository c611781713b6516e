import Domain
import MeshModel

/// The pods whose access a change can touch, in classes of pods that the same policies decide about.
struct AccessedPods {
    let pair: PolicyPair
    let picture: MeshPicture
    let pods: [MeshPod]
    /// Whether the called service has a say: by its name in rules, or by the TLS of a DestinationRule.
    private let needsService: Bool
    /// The ports of services that a DestinationRule has settings for; those of the one that changes come first.
    private let ruledPorts: [Int]

    init(_ pair: PolicyPair, _ picture: MeshPicture, pods: [MeshPod]) {
        self.pair = pair
        self.picture = picture
        self.pods = pods
        let changed = Set(pair.versions.flatMap(\.ruledPorts))
        ruledPorts = changed.sorted() + Set(picture.policies.flatMap(\.ruledPorts)).subtracting(changed).sorted()
        needsService = (picture.policies + pair.versions).contains { document in
            switch document["kind"]?.string {
            case "DestinationRule": document["spec"]?.holds("tls") ?? false
            case "AuthorizationPolicy":
                document["spec"]?.holds("hosts") ?? false || document["spec"]?.holds("notHosts") ?? false
            default: false
            }
        }
    }

    private struct Key: Hashable {
        let policies: [String]
        let ports: [Int]
        let service: ServiceName?
        let fallback: String?
    }

    /// The pods themselves.
    var touched: [MeshPod] { pods.filter { $0.proxy != nil && isTouched($0) } }

    var classes: [PodClass] {
        PodClass.classes(of: touched) { pod in
            Key(
                policies: [pair.before, pair.after].flatMap { Self.deciding(pod, in: $0).map(\.description) + ["|"] },
                ports: pod.ports.map(\.number),
                service: needsService ? services(of: pod).first?.name : nil,
                fallback: pod.annotations["config.linkerd.io/default-inbound-policy"])
        }
    }

    /// Every object that decides about requests to the pod.
    private static func deciding(_ pod: MeshPod, in set: PolicySet) -> [PolicyObject] {
        guard pod.proxy == .istio else {
            return pod.ports.compactMap { set.server(for: pod, port: $0.number) }
        }
        let mutualTLS = set.peerAuthentication(for: pod)
        return set.authorizationPolicies(for: pod) + set.requestAuthentications(for: pod)
            + [mutualTLS.workload, mutualTLS.namespace, mutualTLS.mesh].compactMap(\.self)
    }

    /// The policies that decide about the pod beside the one that changes, each once.
    func others(deciding pod: MeshPod) -> [PolicyObject] {
        var others: [PolicyObject] = []
        for other in [pair.before, pair.after].flatMap({ Self.deciding(pod, in: $0) })
        where !other.isNamed(as: pair.object) && !others.contains(other) { others.append(other) }
        return others
    }

    private var isLinkerds: Bool { pair.object.group == "policy.linkerd.io" }

    private func isTouched(_ pod: MeshPod) -> Bool {
        switch pair.object.kind {
        case "DestinationRule":
            picture.services(of: pod).contains(where: isRuled)
        case "Server", "ServerAuthorization", "HTTPRoute": pod.proxy == .linkerd && pod.namespace == pair.namespace
        case "AuthorizationPolicy" where isLinkerds: pod.proxy == .linkerd && pod.namespace == pair.namespace
        // Policies of any namespace may refer to them.
        case "MeshTLSAuthentication", "NetworkAuthentication": pod.proxy == .linkerd
        default: [pair.before, pair.after].contains { pair.isAmong(Self.deciding(pod, in: $0)) }
        }
    }

    /// The services that the pod stands behind; those of a DestinationRule that changes come first.
    func services(of pod: MeshPod) -> [MeshPicture.CalledService] {
        let all = picture.services(of: pod)
        guard pair.object.kind == "DestinationRule" else { return all }
        return all.filter(isRuled) + all.filter { !isRuled($0) }
    }

    /// Whether a version of the DestinationRule is for the service.
    private func isRuled(_ service: MeshPicture.CalledService) -> Bool {
        pair.versions.contains {
            service.service.answers(to: $0["spec"]?["host"]?.string ?? "", from: pair.namespace)
        }
    }

    /// By ports of the pod, those of the service that lead there; of several the one that a DestinationRule sets
    /// something for, one that changes before others, or else the lowest.
    func ports(of service: MeshPicture.CalledService, before pod: MeshPod) -> [Int: Int] {
        let ruled = ruledPorts.filter { service.targets[$0] != nil }
        return (ruled + service.targets.keys.sorted()).reduce(into: [:]) { found, port in
            guard let number = pod.number(ofPort: service.targets[port]), found[number] == nil else { return }
            found[number] = port
        }
    }

    /// The ports of a pod on which something may be decided otherwise: all where any policy names ports of it, or a
    /// DestinationRule one of a service before it.
    func ports(of pod: MeshPod, asked: [Int]) -> [Int] {
        let known = pod.ports.map(\.number)
        let services = picture.services(of: pod)
        let behind = services.flatMap { service in
            service.targets.values.compactMap { pod.number(ofPort: $0) }
        }
        let isPortRuled = services.contains { service in ruledPorts.contains { service.targets[$0] != nil } }
        let all = Set(known + behind + asked).sorted()
        let isByPort = isLinkerds || pair.object.kind == "HTTPRoute" || !asked.isEmpty || isPortRuled
        return isByPort ? all : [known.first ?? behind.first ?? 80]
    }
}

extension JSONValue {
    /// The ports of a service that a DestinationRule has settings for.
    var ruledPorts: [Int] {
        guard self["kind"]?.string == "DestinationRule", let spec = self["spec"] else { return [] }
        return ([spec] + (spec["subsets"]?.array ?? []))
            .flatMap { $0["trafficPolicy"]?["portLevelSettings"]?.array ?? [] }
            .compactMap { $0["port"]?["number"]?.int.map { Int(clamping: $0) } }
    }

    /// Whether a member of this name is anywhere in the value.
    func holds(_ name: String) -> Bool {
        switch self {
        case .object(let members): members[name] != nil || members.values.contains { $0.holds(name) }
        case .array(let elements): elements.contains { $0.holds(name) }
        case .null, .bool, .int, .double, .string: false
        }
    }
}
