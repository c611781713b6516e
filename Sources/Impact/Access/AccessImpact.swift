import Domain
import MeshModel

/// Who loses access and who gains it: every caller of the cluster with every representative request, asked of the
/// mesh's model before and after.
struct AccessImpact {
    private let pair: PolicyPair
    private let accessed: AccessedPods
    private let callers: [PodClass]
    private let probes: [Probe]
    private let asked: [Int]
    let omittedProbes: Int

    static let kinds: Set<String> = [
        "AuthorizationPolicy", "RequestAuthentication", "PeerAuthentication", "DestinationRule", "Server",
        "ServerAuthorization", "HTTPRoute",
    ]

    init(_ pair: PolicyPair, _ picture: MeshPicture, pods: [MeshPod]) {
        self.pair = pair
        accessed = AccessedPods(pair, picture, pods: pods)
        classes = accessed.classes
        let usesAddresses = (picture.policies + pair.versions).contains(where: Self.asksForAddresses)
        callers =
            PodClass.classes(of: pods) { pod in
                [
                    pod.namespace, pod.workload.serviceAccount, pod.proxy?.rawValue ?? "",
                    usesAddresses ? pod.workload.ip ?? "" : "",
                ]
            } + [.outside]
        var list = ProbeList()
        list.add(Probe())
        var ports: Set<Int> = []
        for version in pair.versions { Self.add(version, to: &list, &ports) }
        probes = list.probes
        omittedProbes = list.omitted
        asked = ports.sorted()
    }

    /// Whether rules tell callers apart by their addresses.
    private static func asksForAddresses(_ policy: JSONValue) -> Bool {
        switch policy["kind"]?.string {
        case "AuthorizationPolicy":
            (policy["spec"]?["rules"]?.array ?? []).contains { rule in
                ["ipBlocks", "notIpBlocks", "remoteIpBlocks", "notRemoteIpBlocks"].contains(where: rule.holds)
                    || (rule["when"]?.array ?? []).contains { ["source.ip", "remote.ip"].contains($0["key"]?.string) }
            }
        case "ServerAuthorization", "NetworkAuthentication": policy["spec"]?.holds("networks") ?? false
        default: false
        }
    }

    /// Requests that the rules ask for; a changed token rule asks for tokens of the issuers.
    private static func add(_ version: JSONValue, to list: inout ProbeList, _ ports: inout Set<Int>) {
        switch version["kind"]?.string {
        case "AuthorizationPolicy":
            AuthorizationProbes.add(of: version, to: &list)
            ports.formUnion(list.probes.compactMap(\.port))
        case "RequestAuthentication":
            for rule in version["spec"]?["jwtRules"]?.array ?? [] {
                guard let issuer = rule["issuer"]?.string else { continue }
                list.add(Probe(MeshRequest(token: .init(issuer: issuer, subject: Example.word))))
            }
            list.add(Probe(MeshRequest(token: .init(issuer: "issuer.example", subject: Example.word))))
        case "PeerAuthentication":
            ports.formUnion((version["spec"]?["portLevelMtls"]?.object ?? [:]).keys.compactMap { Int($0) })
        case "Server": if let port = version["spec"]?["port"]?.int { ports.insert(Int(clamping: port)) }
        case "HTTPRoute":
            var routes = RouteProbes()
            routes.add(of: version)
            for probe in routes.list.probes { list.add(probe) }
        default: break
        }
    }

    /// The pods that are concerned, in classes that no policy tells apart.
    let classes: [PodClass]

    /// A caller's requests that are decided otherwise.
    private struct Difference: Hashable {
        let port: Int?
        let isLoss: Bool
        let requests: [Probe]
        let isAll: Bool
        let before: String
        let after: String
    }

    func lines(_ budget: inout Budget) -> [Impact.Line] {
        Impact.Line.merged(classes.flatMap { server in lines(server, &budget) })
    }

    /// What is asked of one class of pods.
    private struct Server {
        let pods: PodClass
        let ports: [Int]
        let service: MeshService?

        func question(_ caller: PodClass, _ port: Int, _ probe: Probe) -> AccessQuestion {
            AccessQuestion(
                caller: caller.pod, server: pods.pod, port: port, request: probe.request, service: service)
        }
    }

    private func lines(_ pods: PodClass, _ budget: inout Budget) -> [Impact.Line] {
        let services = accessed.picture.services(of: pods.pod)
        let server = Server(
            pods: pods, ports: accessed.ports(of: pods.pod, asked: asked), service: services.first?.service)
        var found: [Difference: [PodClass]] = [:]
        for caller in callers {
            for difference in differences(server, caller, &budget) { found[difference, default: []].append(caller) }
        }
        return found.map { difference, concerned in
            line(difference, server, concerned, services.map(\.name))
        }
    }

    private func differences(_ server: Server, _ caller: PodClass, _ budget: inout Budget) -> [Difference] {
        var differences: [Difference] = []
        for port in server.ports {
            let fitting = probes.filter { $0.port == nil || $0.port == port }
            guard budget.take(fitting.count) else { continue }
            let answers = fitting.map { probe in
                let question = server.question(caller, port, probe)
                return (probe, question.verdict(in: pair.before), question.verdict(in: pair.after))
            }
            for isLoss in [true, false] {
                let hit = answers.filter { $0.1.isAllowed == isLoss && $0.2.isAllowed != isLoss }
                guard let first = hit.first else { continue }
                differences.append(
                    Difference(
                        port: server.ports.count > 1 ? port : nil, isLoss: isLoss, requests: hit.map(\.0),
                        isAll: hit.count == answers.count, before: first.1.reason, after: first.2.reason))
            }
        }
        return differences
    }

    private func line(
        _ difference: Difference, _ server: Server, _ concerned: [PodClass], _ services: [ServiceName]
    ) -> Impact.Line {
        let port = difference.port ?? server.ports.first ?? 80
        return Impact.Line(
            topic: difference.isLoss ? .accessLost : .accessGained, targets: server.pods.workloads,
            port: difference.port,
            clients: concerned.count == callers.count
                ? [Impact.everybody] : concerned.flatMap(\.workloads).sorted(),
            requests: difference.requests.map(\.description), isEveryRequest: difference.isAll,
            before: difference.before, after: difference.after, services: services,
            witness: difference.requests.first.flatMap { probe in
                concerned.first.map { .access(server.question($0, port, probe)) }
            })
    }
}

extension AccessImpact {
    /// Questions to every pod that is concerned, not to one of each class, from every kind of caller; no more than
    /// `limit`.
    func questions(limit: Int) -> [(AccessQuestion, String)] {
        var questions: [(AccessQuestion, String)] = []
        for server in accessed.touched {
            let ports = accessed.ports(of: server, asked: asked)
            let service = accessed.picture.services(of: server).first?.service
            for caller in callers {
                for port in ports {
                    for probe in probes where probe.port == nil || probe.port == port {
                        guard questions.count < limit else { return questions }
                        let access = AccessQuestion(
                            caller: caller.pod, server: server, port: port, request: probe.request,
                            service: service)
                        let who = caller.workloads.first ?? caller.pod.workloadText
                        questions.append((access, "\(probe) of \(who) to \(server.workloadText)"))
                    }
                }
            }
        }
        return questions
    }
}
