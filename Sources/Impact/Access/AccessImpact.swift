import Domain
import MeshModel

/// Who loses access and who gains it: every caller of the cluster with every representative request, asked of the
/// mesh's model before and after.
struct AccessImpact {
    private let pair: PolicyPair
    private let accessed: AccessedPods
    private let callers: [PodClass]
    private let probes: AccessProbes

    static let kinds: Set<String> = [
        "AuthorizationPolicy", "RequestAuthentication", "PeerAuthentication", "DestinationRule", "Server",
        "ServerAuthorization", "HTTPRoute", "MeshTLSAuthentication", "NetworkAuthentication",
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
        probes = AccessProbes(pair)
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

    /// What differs, and how many kinds of request were asked for and not tried.
    func answer(_ budget: inout Budget) -> (lines: [Impact.Line], omittedProbes: Int) {
        var lines: [Impact.Line] = []
        var omitted = 0
        for (place, pods) in classes.enumerated() {
            let server = server(pods)
            let share = budget.share(of: (classes.count - place) * callers.count * server.ports.count)
            lines += self.lines(server, share, &budget)
            omitted = max(omitted, server.omitted)
        }
        return (Impact.Line.merged(lines), omitted)
    }

    /// What is asked of one class of pods.
    private struct Server {
        let pods: PodClass
        let ports: [Int]
        let services: [MeshPicture.CalledService]
        /// By which port of the first service each of the ports is called.
        let servicePorts: [Int: Int]
        let probes: [Probe]
        let omitted: Int

        func question(_ caller: PodClass, _ port: Int, _ probe: Probe) -> AccessQuestion {
            AccessQuestion(
                caller: caller.pod, server: pods.pod, port: port, request: probe.request,
                service: services.first?.service, servicePort: servicePorts[port])
        }
    }

    private func server(_ pods: PodClass) -> Server {
        let asked = probes.beside(accessed.others(deciding: pods.pod))
        let services = accessed.services(of: pods.pod)
        return Server(
            pods: pods, ports: accessed.ports(of: pods.pod, asked: asked.ports), services: services,
            servicePorts: services.first.map { accessed.ports(of: $0, before: pods.pod) } ?? [:],
            probes: asked.probes, omitted: asked.omitted)
    }

    private func lines(_ server: Server, _ share: Int, _ budget: inout Budget) -> [Impact.Line] {
        var found: [Difference: [PodClass]] = [:]
        for caller in callers {
            for difference in differences(server, caller, share, &budget) {
                found[difference, default: []].append(caller)
            }
        }
        return found.map { difference, concerned in line(difference, server, concerned) }
    }

    /// The requests of the object itself are always asked for, the others as far as the share goes.
    private func differences(
        _ server: Server, _ caller: PodClass, _ share: Int, _ budget: inout Budget
    ) -> [Difference] {
        var differences: [Difference] = []
        for port in server.ports {
            let all = server.probes.filter { $0.isFor(port) }
            let fitting = all.prefix(max(share, probes.own.probes.count { $0.isFor(port) }))
            budget.miss(all.count - fitting.count)
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

    private func line(_ difference: Difference, _ server: Server, _ concerned: [PodClass]) -> Impact.Line {
        let port = difference.port ?? server.ports.first ?? 80
        return Impact.Line(
            topic: difference.isLoss ? .accessLost : .accessGained, targets: server.pods.workloads,
            port: difference.port,
            clients: concerned.count == callers.count
                ? [Impact.everybody] : concerned.flatMap(\.workloads).sorted(),
            requests: difference.requests.map(\.description), isEveryRequest: difference.isAll,
            before: difference.before, after: difference.after,
            services: server.services.map(\.name),
            witness: difference.requests.first.flatMap { probe in
                concerned.first.map { .access(server.question($0, port, probe)) }
            })
    }
}

extension AccessImpact {
    /// Questions to every pod that is concerned, not to one of each class, from every kind of caller; no more than
    /// `limit`.
    ///
    /// - Parameter isOwn: Whether with the requests that the object's versions ask for; else with those that the other
    ///   policies of the pods do.
    func questions(limit: Int, isOwn: Bool) -> [(AccessQuestion, String)] {
        var questions: [(AccessQuestion, String)] = []
        for pod in accessed.touched {
            let server = server(PodClass(pod: pod, workloads: [pod.workloadText]))
            let asked = isOwn ? probes.own.probes : Array(server.probes.dropFirst(probes.own.probes.count))
            for caller in callers {
                for port in server.ports {
                    for probe in asked where probe.isFor(port) {
                        guard questions.count < limit else { return questions }
                        let who = caller.workloads.first ?? caller.pod.workloadText
                        questions.append(
                            (server.question(caller, port, probe), "\(probe) of \(who) to \(pod.workloadText)"))
                    }
                }
            }
        }
        return questions
    }
}
