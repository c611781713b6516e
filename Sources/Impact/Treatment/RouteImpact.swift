import Domain
import MeshModel

/// Which requests go elsewhere, or are treated differently on the way: every kind of client with every representative
/// request to every host that the change can touch.
struct RouteImpact {
    private let pair: PolicyPair
    private let picture: MeshPicture
    private let classes: [PodClass]
    /// The pods of the classes, one of each first.
    private let pods: [MeshPod]
    private let targets: [Target]
    private let probes: [Probe]
    /// Patterns of which no example was found.
    let unknown: [String]

    static let kinds: Set<String> = [
        "VirtualService", "DestinationRule", "ServiceEntry", "Sidecar", "Gateway", "HTTPRoute", "ServiceProfile",
        "TrafficSplit",
    ]

    /// What is called.
    private struct Target: Hashable {
        let host: String
        let service: MeshPicture.CalledService?
    }

    var isRouting: Bool { ["VirtualService", "HTTPRoute", "ServiceProfile"].contains(pair.object.kind) }

    init(_ pair: PolicyPair, _ picture: MeshPicture, pods: [MeshPod]) {
        self.pair = pair
        self.picture = picture
        guard Self.kinds.contains(pair.object.kind) else {
            (classes, self.pods, targets, probes, unknown) = ([], [], [], [], [])
            return
        }
        let keys = ClientTraits.keys(of: picture.policies + pair.versions)
        let clients = pods.filter { $0.proxy != nil && Self.isClient($0, of: pair) }
        classes = PodClass.classes(of: clients) { ClientTraits($0, keys: keys) }
        let first = classes.map(\.pod)
        let known = Set(first.map(\.workload.podName))
        self.pods = first + clients.filter { !known.contains($0.workload.podName) }
        targets = Self.targets(of: pair, picture)
        var routes = RouteProbes()
        for version in pair.versions { routes.add(of: version) }
        if !["VirtualService", "HTTPRoute", "ServiceProfile"].contains(pair.object.kind) {
            let names = Set(targets.map(\.host))
            for policy in picture.policies where Self.isAbout(policy, names) { routes.add(of: policy) }
        }
        probes = routes.list.probes
        unknown = routes.unknown
    }

    /// A Sidecar and a Gateway are for the pods that they select.
    private static func isClient(_ pod: MeshPod, of pair: PolicyPair) -> Bool {
        let sets = [pair.before, pair.after]
        switch pair.object.kind {
        case "Sidecar":
            return sets.contains { $0.sidecarScope(for: pod).sidecar?.isNamed(as: pair.object) ?? false }
        case "Gateway": return sets.contains { pair.isAmong($0.gateways(for: pod)) }
        case "HTTPRoute", "ServiceProfile", "TrafficSplit": return pod.proxy == .linkerd
        default: return pod.proxy == .istio
        }
    }

    private static func isAbout(_ policy: JSONValue, _ hosts: Set<String>) -> Bool {
        guard policy["kind"] == "VirtualService" else { return false }
        return Self.hosts(of: policy).contains { hosts.contains($0) || $0.hasPrefix("*") }
    }

    var clients: [String] { Set(classes.flatMap(\.workloads)).sorted() }
    var services: [String] { targets.map { $0.service.map { "\($0.name)" } ?? $0.host } }

    private struct Difference: Hashable {
        let target: Target
        let aspect: Treatment.Aspect
        let before: String
        let after: String
        let probes: [Probe]
    }

    func lines(_ budget: inout Budget) -> [Impact.Line] {
        var found: [Difference: [PodClass]] = [:]
        for target in targets {
            for client in classes {
                guard budget.take(probes.count) else { continue }
                for difference in differences(client, target) { found[difference, default: []].append(client) }
            }
        }
        return found.map(line)
    }

    private struct Change: Hashable {
        let aspect: Treatment.Aspect
        let before: String
        let after: String
    }

    private func differences(_ client: PodClass, _ target: Target) -> [Difference] {
        var changes: [Change: [Probe]] = [:]
        for probe in probes {
            let before = treatment(probe, client.pod, target, pair.before)
            let after = treatment(probe, client.pod, target, pair.after)
            for (aspect, one, two) in before.differences(to: after) {
                changes[Change(aspect: aspect, before: one, after: two), default: []].append(probe)
            }
        }
        return changes.map {
            Difference(
                target: target, aspect: $0.key.aspect, before: $0.key.before, after: $0.key.after, probes: $0.value)
        }
    }

    private func treatment(_ probe: Probe, _ client: MeshPod, _ target: Target, _ set: PolicySet) -> Treatment {
        Treatment(probe, from: client, to: target.host, target.service?.service, in: set)
    }

    private func line(_ difference: Difference, _ clients: [PodClass]) -> Impact.Line {
        let isEvery = difference.probes.count == probes.count
        let first = difference.probes.first ?? Probe()
        return Impact.Line(
            topic: difference.aspect.topic, targets: [difference.target.host],
            clients: clients.count == classes.count && classes.count > 1
                ? [Impact.everybody] : Set(clients.flatMap(\.workloads)).sorted(),
            requests: difference.probes.map(\.description), isEveryRequest: isEvery,
            aspect: difference.aspect.name, before: difference.before, after: difference.after,
            services: [difference.target.service?.name].compactMap(\.self),
            witness: clients.first.map {
                .route(client: $0.pod, host: difference.target.host, request: first.request, port: first.port)
            })
    }
}

extension RouteImpact {
    /// Questions of every client to every host that the change can touch; no more than `limit`.
    func questions(limit: Int) -> [(RouteQuestion, String)] {
        var questions: [(RouteQuestion, String)] = []
        for client in pods {
            for target in targets {
                for probe in probes {
                    guard questions.count < limit else { return questions }
                    let question = RouteQuestion(
                        client: client, host: target.host, service: target.service?.service, request: probe.request,
                        port: probe.port)
                    questions.append((question, "\(probe) of \(client.workloadText) to \(target.host)"))
                }
            }
        }
        return questions
    }

    /// Full names of the hosts that a policy is about; wildcards as they are.
    private static func hosts(of policy: JSONValue) -> [String] {
        let spec = policy["spec"]
        let namespace = policy["metadata"]?["namespace"]?.string ?? "default"
        func full(_ host: String) -> String {
            host.contains(".") || host.hasPrefix("*") ? host : "\(host).\(namespace).svc.cluster.local"
        }
        switch policy["kind"]?.string {
        case "VirtualService", "ServiceEntry": return (spec?["hosts"]?.array ?? []).compactMap(\.string).map(full)
        case "DestinationRule": return [spec?["host"]?.string].compactMap(\.self).map(full)
        case "ServiceProfile": return [policy["metadata"]?["name"]?.string].compactMap(\.self)
        case "TrafficSplit": return [spec?["service"]?.string].compactMap(\.self).map(full)
        case "HTTPRoute":
            let parents = spec?["parentRefs"]?.array ?? []
            return parents.filter { RouteParentKind($0, of: policy) == .service }.compactMap { parent in
                parent["name"]?.string.map {
                    "\($0).\(parent["namespace"]?.string ?? namespace).svc.cluster.local"
                }
            }
        default: return []
        }
    }

    /// A Sidecar is about every service and every host that is known, a Gateway about what VirtualServices bind to it.
    private static func targets(of pair: PolicyPair, _ picture: MeshPicture) -> [Target] {
        let named: [String]
        switch pair.object.kind {
        case "Sidecar":
            named =
                picture.services.map(\.service.hostname)
                + picture.policies.filter { $0["kind"] == "ServiceEntry" }.flatMap(hosts)
        case "Gateway":
            named = picture.policies.filter { $0["kind"] == "VirtualService" && $0["spec"]?["gateways"] != nil }
                .flatMap(hosts)
        default: named = pair.versions.flatMap(hosts)
        }
        var targets: Set<Target> = []
        for host in named {
            let own = picture.services.filter { covers(host, $0.service.hostname) }
            for service in own { targets.insert(Target(host: service.service.hostname, service: service)) }
            if own.isEmpty || host.hasPrefix("*") { targets.insert(Target(host: Example.host(host), service: nil)) }
        }
        return targets.sorted { $0.host < $1.host }
    }

    private static func covers(_ pattern: String, _ host: String) -> Bool {
        pattern == host || pattern == "*" || pattern.hasPrefix("*") && host.hasSuffix(pattern.dropFirst())
            || host == "\(pattern).svc.cluster.local" || host == "\(pattern).cluster.local"
    }
}
